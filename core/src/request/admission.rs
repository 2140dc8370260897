//! Admission: every check that comes before the resolver.

use http::{Method, header};

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::request::auth_request::AuthRequest;
use crate::request::clock::Clock;
use crate::wire::body::{Body, Incoming, too_large};
use crate::wire::head::RequestHead;
use crate::wire::media_type;

/// Admits a request: checks the head, reads the body within its limits, then parses the room.
pub(crate) async fn admit(
    limits: &Limits,
    clock: Clock,
    head: RequestHead,
    body: impl Body,
) -> Result<AuthRequest, Error> {
    let mut body = Incoming::new(body, limits.body_limit);
    if let Err(error) = guard(limits, &head) {
        return Err(Box::pin(reject(error, &head, body)).await);
    }
    match body.read(clock.deadline_within(limits.body_timeout)).await {
        Ok(body) => AuthRequest::parse(head, body, clock),
        Err(error) => Err(Box::pin(reject(error, &head, body)).await),
    }
}

/// Discards what has already arrived of a rejected body, and returns the error.
///
/// Does nothing after a timeout, because everything that arrived was read already. Does nothing if
/// the client holds the body back (`Expect`), because reading would invite it to send the body. The
/// caller boxes it, because it seldom runs.
async fn reject(error: Error, head: &RequestHead, mut body: Incoming<impl Body>) -> Error {
    if error.kind() != ErrorKind::BodyTimeout && head.values(header::EXPECT).next().is_none() {
        body.discard().await;
    }
    error
}

/// Checks the head alone.
pub(crate) fn guard(limits: &Limits, head: &RequestHead) -> Result<(), Error> {
    if head.method() != Method::POST.as_str() {
        return Err(Error::new(ErrorKind::Method, "the method is not POST"));
    }
    if !is_json(head) {
        return Err(Error::new(ErrorKind::Body, "the media type is not application/json"));
    }
    let announced = head.only(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if announced.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limits.body_limit)) {
        return Err(too_large());
    }
    Ok(())
}

/// Returns whether there is exactly one Content-Type, and it is JSON.
///
/// A page on another origin can't send this type without a preflight, which is half of the
/// protection against forged requests.
fn is_json(head: &RequestHead) -> bool {
    // The bytes that RFC 9110 allows in a header, without obs-text.
    let is_text = |value: &&str| value.bytes().all(|byte| matches!(byte, 0x20..=0x7e | b'\t'));
    head.only(header::CONTENT_TYPE).filter(is_text).is_some_and(media_type::is_json)
}
