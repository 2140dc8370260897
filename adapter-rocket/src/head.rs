//! Hands Rocket's requests to core.

use bytes::Bytes;
use liveblocks_auth::{BodyFailure, Deadline, Liveblocks, OwnedHead};
use rocket::Request;
use rocket::data::{Data, ToByteUnit as _};

/// How much of a body Rocket reads by itself before anybody is asked: it looks for a form field of this form.
const PEEKED: usize = "_method=delete".len();

/// A copy of the head: Rocket has types of its own.
pub(crate) fn head(request: &Request<'_>) -> OwnedHead {
    let headers: Vec<_> = request.headers().iter().collect();
    let headers = headers.iter().map(|header| (header.name.as_str(), header.value.as_bytes()));
    let head = OwnedHead::copy(request.method().as_str(), &request.uri().to_string(), headers);
    head.with_peer_addr(request.remote()).with_deadline(*request.local_cache(|| None))
}

/// Starts the clock of a request with its first guard; the later ones find it running.
pub(crate) fn start_clock(request: &Request<'_>, liveblocks: &Liveblocks) {
    request.local_cache(|| Some(liveblocks.start_clock()) as Option<Deadline>);
}

/// Reads a body up to core's limit.
///
/// Rocket takes a body that was cut off for a complete one. Where a length was announced, the body is too short; without one the cut shows
/// in that Rocket, which had looked at the beginning, found less than it wanted and yet no end.
pub(crate) async fn read(request: &Request<'_>, mut data: Data<'_>, limit: usize) -> Result<Bytes, BodyFailure> {
    let cut_off = || BodyFailure::Unreadable("the body was cut off".into());
    if !data.peek_complete() && data.peek(PEEKED).await.len() < PEEKED {
        return Err(cut_off());
    }
    let body = data.open(limit.bytes()).into_bytes().await.map_err(|error| BodyFailure::Unreadable(error.into()))?;
    if !body.is_complete() {
        return Err(BodyFailure::TooLarge);
    }
    let announced = request.headers().get_one("content-length").and_then(|length| length.parse().ok());
    if announced.is_some_and(|length: usize| length != body.len()) {
        return Err(cut_off());
    }
    Ok(body.into_inner().into())
}
