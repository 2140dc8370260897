//! Admission: every check that comes before the resolver.

use http::{Method, header};
use tokio::time::Instant;

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::request::auth_request::AuthRequest;
use crate::request::clock::Clock;
use crate::wire::body::{Body, DISCARDED, Incoming, too_large};
use crate::wire::head::RequestHead;
use crate::wire::media_type;
use crate::wire::origins::{CorsHeaders, Origins, explain, is_preflight};
use crate::wire::reply::AuthReply;

/// A request that core found no fault with.
pub(crate) enum Admitted<T> {
    Request(T),
    /// A preflight from an allowed origin, and the reply to it.
    Preflight(AuthReply),
}

/// Admits a request: checks the head, reads the body within its limits, then parses the room.
pub(crate) async fn admit(
    limits: &Limits,
    origins: &Origins,
    cors: Option<&CorsHeaders>,
    clock: Clock,
    head: RequestHead,
    body: impl Body,
) -> Result<Admitted<AuthRequest>, Error> {
    let mut body = Incoming::new(body, limits.body_limit);
    let until = clock.deadline_within(limits.body_timeout);
    if let Admitted::Preflight(reply) = check(limits, origins, cors, until, &head, &mut body).await? {
        return Ok(Admitted::Preflight(reply));
    }
    match body.read(until).await {
        Ok(body) => AuthRequest::parse(head, body, clock, cors.cloned()).map(Admitted::Request),
        Err(error) => {
            discard(&head, &mut body, until).await;
            Err(error)
        }
    }
}

/// Checks the head. Reads the body of a request that goes no further.
pub(crate) async fn check(
    limits: &Limits,
    origins: &Origins,
    cors: Option<&CorsHeaders>,
    until: Instant,
    head: &RequestHead,
    body: &mut Incoming<impl Body>,
) -> Result<Admitted<()>, Error> {
    let checked = guard(limits, origins, cors, head);
    // If the client holds the body back, reading would invite it to send the body.
    if !matches!(checked, Ok(Admitted::Request(()))) && head.values(header::EXPECT).next().is_none() {
        discard(head, body, until).await;
    }
    checked
}

/// Reads a rejected body.
///
/// Over HTTP/2, a client reads the reply while it sends. A body that announces more than 8 MiB is
/// skipped, because the connection closes anyway.
async fn discard(head: &RequestHead, body: &mut Incoming<impl Body>, until: Instant) {
    if !head.is_http2() && announced(head).is_none_or(|length| length <= DISCARDED as u64) {
        // Boxed, because it seldom runs.
        Box::pin(body.discard(until)).await;
    }
}

/// Checks the head alone.
pub(crate) fn guard(
    limits: &Limits,
    origins: &Origins,
    cors: Option<&CorsHeaders>,
    head: &RequestHead,
) -> Result<Admitted<()>, Error> {
    if is_preflight(head) {
        if cors.is_some() {
            let reply = AuthReply::preflight(head.only(header::ACCESS_CONTROL_REQUEST_HEADERS));
            return Ok(Admitted::Preflight(reply.with_cors(cors.cloned())));
        }
        return Err(Error::new(ErrorKind::Method, explain("a preflight", head)));
    }
    if head.method() != Method::POST.as_str() {
        return Err(Error::new(ErrorKind::Method, "the method is not POST"));
    }
    if cors.is_none() && origins.is_foreign(head) {
        return Err(Error::new(ErrorKind::ForeignOrigin, explain("the request", head)));
    }
    if !is_json(head) {
        return Err(Error::new(ErrorKind::Body, "the media type is not application/json"));
    }
    if announced(head).is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limits.body_limit)) {
        return Err(too_large());
    }
    Ok(Admitted::Request(()))
}

/// Returns the announced length of the body, in bytes.
fn announced(head: &RequestHead) -> Option<u64> {
    head.only(header::CONTENT_LENGTH)?.parse().ok()
}

/// Returns whether there is exactly one Content-Type, and it is JSON.
///
/// A page on another origin can't send this type without a preflight. So forged requests fail here
/// even if the check of the origin is off.
fn is_json(head: &RequestHead) -> bool {
    // The bytes that RFC 9110 allows in a header, without obs-text.
    let is_text = |value: &&str| value.bytes().all(|byte| matches!(byte, 0x20..=0x7e | b'\t'));
    head.only(header::CONTENT_TYPE).filter(is_text).is_some_and(media_type::is_json)
}
