//! Converts axum's requests for core.

use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{ConnectInfo, OriginalUri, Request};
use axum::http::request::Parts;
use liveblocks_auth::{BoxError, RequestHead, adapter};

/// Converts the head. Adds the target as it was sent, if a nested router changed it, and the peer
/// address, if the application serves with connection info.
pub(crate) fn head(parts: Parts) -> RequestHead {
    let peer_addr = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(addr)| *addr);
    let sent = parts.extensions.get::<OriginalUri>().map(|OriginalUri(uri)| uri);
    let changed = sent.filter(|uri| uri.path_and_query() != parts.uri.path_and_query()).cloned();
    RequestHead::from(parts).with_target(changed).with_peer_addr(peer_addr)
}

/// Takes the parts, to put them back later.
pub(crate) fn take(parts: &mut Parts) -> Parts {
    std::mem::replace(parts, empty())
}

pub(crate) fn empty() -> Parts {
    Request::<()>::default().into_parts().0
}

/// The body. Core gets its data frames.
pub(crate) struct Chunks(pub(crate) Body);

impl adapter::Body for Chunks {
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        loop {
            match ready!(Pin::new(&mut self.0).poll_frame(context)) {
                Some(Ok(frame)) => {
                    // Skip trailers.
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                None => return Poll::Ready(None),
            }
        }
    }
}
