//! Hands actix-web's requests to core.

use actix_web::web::{Bytes, Payload};
use actix_web::{HttpMessage as _, HttpRequest};
use liveblocks_auth::{BodyFailure, Deadline, Liveblocks, OwnedHead};

use crate::Carry;

/// A copy of the head: actix-web has the types of `http` 0.2, and its request cannot leave its thread.
pub(crate) fn head(request: &HttpRequest) -> OwnedHead {
    let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let head = OwnedHead::copy(request.method().as_str(), &request.uri().to_string(), headers);
    let extensions = request.extensions();
    let carried = request.app_data::<Carry>().map(|carry| carry.copy(&extensions)).unwrap_or_default();
    let clock = extensions.get::<Deadline>().copied();
    head.with_extensions(carried).with_peer_addr(request.peer_addr()).with_deadline(clock)
}

/// Starts the clock of a request with its first extractor; the later ones find it running.
pub(crate) fn start_clock(request: &HttpRequest, liveblocks: &Liveblocks) {
    let mut extensions = request.extensions_mut();
    if !extensions.contains::<Deadline>() {
        extensions.insert(liveblocks.start_clock());
    }
}

/// Reads a body up to core's limit.
pub(crate) async fn read(payload: Payload, limit: usize) -> Result<Bytes, BodyFailure> {
    let read = payload.to_bytes_limited(limit).await.map_err(|_| BodyFailure::TooLarge)?;
    // Its error is not `Send`.
    read.map_err(|error| BodyFailure::Unreadable(error.to_string().into()))
}
