//! Hands actix-web's requests to core.

use actix_web::dev::Payload;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{HttpMessage as _, HttpRequest};
use futures_util::{FutureExt as _, StreamExt as _};
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
pub(crate) async fn read(payload: &mut Payload, limit: usize) -> Result<Bytes, BodyFailure> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| BodyFailure::Unreadable(error.into()))?;
        if body.len() + chunk.len() > limit {
            return Err(BodyFailure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Takes what has come already of a body that core did not want, up to its limit: actix-web closes a connection on which some is left.
pub(crate) async fn discard(payload: &mut Payload, limit: usize) {
    let mut taken = 0;
    // The server hands a body over only after it has called the handler for the first time.
    for _ in 0..2 {
        loop {
            match payload.next().now_or_never() {
                Some(Some(Ok(chunk))) if taken + chunk.len() <= limit => taken += chunk.len(),
                Some(_) => return,
                None => break,
            }
        }
        actix_web::rt::task::yield_now().await;
    }
}
