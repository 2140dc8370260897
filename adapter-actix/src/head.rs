//! Converts actix-web's requests for core.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::dev::Payload;
use actix_web::http::Version;
use actix_web::http::header::EXPECT;
use actix_web::web::Bytes;
use actix_web::{HttpMessage as _, HttpRequest};
use futures_util::Stream as _;
use liveblocks_auth::adapter::{self, StartedClock};
use liveblocks_auth::{BoxError, RequestHead};

use crate::carry::Carry;

/// Copies the head: actix-web uses the types of `http` 0.2, and its request can't leave its thread.
pub(crate) fn head(request: &HttpRequest) -> RequestHead {
    let uri = request.uri();
    // actix-web itself has already sent 100 Continue.
    let sent = request.headers().iter().filter(|(name, _)| *name != EXPECT);
    let headers = sent.map(|(name, value)| (name.as_str(), value.as_bytes()));
    let head = RequestHead::copy(request.method().as_str(), uri.path(), uri.query(), headers);
    let carried = request.app_data::<Carry>().map(|carry| carry.copy(&request.extensions()));
    let mut carried = carried.unwrap_or_default();
    if let Some(clock) = request.extensions().get::<StartedClock>() {
        carried.insert(clock.clone());
    }
    let http2 = request.version() >= Version::HTTP_2;
    let authority = uri.authority().filter(|_| http2).map(ToString::to_string);
    head.with_authority(authority).with_extensions(carried).with_peer_addr(request.peer_addr())
}

/// The body. Core gets its chunks.
pub(crate) struct Chunks(pub(crate) Payload);

impl adapter::Body for Chunks {
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        Pin::new(&mut self.0).poll_next(context).map(|chunk| Some(chunk?.map_err(BoxError::from)))
    }
}
