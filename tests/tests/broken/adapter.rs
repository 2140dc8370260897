//! The right adapter for plain hyper, taken apart into the steps that a fault can replace.

use std::sync::{Arc, PoisonError};
use std::task::Context;

use futures_util::stream::{self, StreamExt as _};
use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{Response, StatusCode, header};
use liveblocks_auth::adapter::{Body, admit, check_head};
use liveblocks_auth::{AuthReply, AuthRequest, RequestHead};
use liveblocks_auth_conformance::Fixture;

use crate::fault::{Answer, Chunks, Own, Turn, chunks};
use crate::issuer::{Passing, Seen};

/// The most bytes of a body that core reads, unless configured otherwise.
pub(crate) const LIMIT: usize = 16 * 1024;

impl Turn {
    /// The adapter as it should be: a head and a body for core, core's reply back.
    pub(crate) async fn ask_core(self) -> Answer {
        let Self { fault, endpoint, parts, body, peer, .. } = self;
        let own = Own::default();
        let head = RequestHead::from(parts.clone()).with_peer_addr(Some(peer));
        let mut chunks = (fault.chunks)(body, Arc::clone(&own));
        // The body of a rejected head is only discarded.
        if let Some(change) = fault.body.filter(|_| check_head(endpoint.liveblocks(), &head).is_ok()) {
            chunks = whole(chunks, parts.clone(), change, Arc::clone(&own));
        }
        let reply = endpoint.handle(head, handed_over(chunks)).await;
        take(&own).unwrap_or_else(|| (fault.reply)(&parts, reply.into_http()))
    }

    /// Admits the request, as the right adapter does.
    pub(crate) async fn admit(self) -> Result<(Fixture, bool, AuthRequest), AuthReply> {
        let Self { fixture, access, endpoint, parts, body, peer, .. } = self;
        let head = RequestHead::from(parts).with_peer_addr(Some(peer));
        let request = admit(endpoint.liveblocks(), head, handed_over(chunks(body))).await?;
        Ok((fixture, access, request))
    }
}

/// Chunks as a body for core.
pub(crate) fn handed_over(mut chunks: Chunks) -> impl Body {
    move |context: &mut Context<'_>| chunks.poll_next_unpin(context)
}

/// The chunks in one, changed. What is larger than core's limit, or was cut off, is core's to
/// reject as it is.
fn whole(mut chunks: Chunks, parts: Parts, change: fn(&Parts, Bytes, &Own) -> Bytes, own: Own) -> Chunks {
    let read = async move {
        let mut read = Vec::new();
        while let Some(chunk) = chunks.next().await {
            read.extend_from_slice(&chunk?);
            if read.len() > LIMIT {
                return Ok(read.into());
            }
        }
        Ok(change(&parts, read.into(), &own))
    };
    stream::once(read).boxed()
}

/// Answers a request as an adapter with this fault does.
pub(crate) async fn answer(mut turn: Turn) -> Answer {
    if let Some(early) = (turn.fault.early)(&turn.parts) {
        return early;
    }
    let seen = Seen { browser: turn.parts.headers.clone(), ..Seen::default() };
    (turn.fault.head)(&mut turn.parts);
    Passing::scope(seen, (turn.fault.answer)(turn)).await
}

/// Puts an answer in place of core's.
pub(crate) fn put(own: &Own, answer: Answer) {
    *own.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
}

fn take(own: &Own) -> Option<Answer> {
    own.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// What core answers to a body that is no JSON object.
pub(crate) const BAD_BODY: &str =
    r#"{"error":"forbidden","code":"body","reason":"the request must be a JSON object, sent as application/json"}"#;

/// What core answers to a room that is no room id.
pub(crate) const BAD_ROOM: &str = r#"{"error":"forbidden","code":"room","reason":"the room must be a text of 1 to 128 characters, without * and control characters"}"#;

/// An answer with the headers that core gives each of its own, so that nothing but status and body
/// is different.
pub(crate) fn like_core(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut reply = plain(status, body);
    for (name, value) in [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        reply.headers_mut().insert(name, value.parse().unwrap());
    }
    reply
}

/// An answer without any headers.
pub(crate) fn plain(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut reply = Response::new(body.into());
    *reply.status_mut() = StatusCode::from_u16(status).unwrap();
    reply
}
