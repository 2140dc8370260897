//! Hands axum's requests to core.

use std::net::SocketAddr;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use liveblocks_auth::{BodyFailure, Deadline, Liveblocks, RequestHead};

/// The head as core sees it; with the peer address where the application serves with connection info, and with the clock if one runs.
pub(crate) fn head(parts: &Parts) -> RequestHead<'_> {
    let mut head = RequestHead::from(parts);
    if let Some(ConnectInfo(addr)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() {
        head = head.with_peer_addr(*addr);
    }
    if let Some(deadline) = parts.extensions.get::<Deadline>() {
        head = head.with_deadline(*deadline);
    }
    head
}

/// Starts the clock of a request with its first extractor; the later ones find it running.
pub(crate) fn start_clock(parts: &mut Parts, liveblocks: &Liveblocks) {
    if parts.extensions.get::<Deadline>().is_none() {
        parts.extensions.insert(liveblocks.start_clock());
    }
}

/// Reads a body up to core's limit.
pub(crate) async fn read(body: Body, limit: usize) -> Result<Bytes, BodyFailure> {
    // Too large or cut off: the browser is answered the same.
    to_bytes(body, limit).await.map_err(|error| BodyFailure::Unreadable(error.into()))
}
