//! A correct adapter for plain hyper, split into steps that a fault can replace.

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

/// Core's default limit for a body, in bytes.
pub(crate) const LIMIT: usize = 16 * 1024;

impl Turn {
    /// Passes the head and the body to core and returns its reply, like a correct adapter.
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

    /// Admits the request, as the correct adapter does.
    pub(crate) async fn admit(self) -> Result<(Fixture, bool, AuthRequest), AuthReply> {
        let Self { fixture, access, endpoint, parts, body, peer, .. } = self;
        let head = RequestHead::from(parts).with_peer_addr(Some(peer));
        let request = admit(endpoint.liveblocks(), head, handed_over(chunks(body))).await?;
        Ok((fixture, access, request))
    }
}

/// Turns chunks into a body for core.
pub(crate) fn handed_over(mut chunks: Chunks) -> impl Body {
    move |context: &mut Context<'_>| chunks.poll_next_unpin(context)
}

/// Joins the chunks and changes them. A body that is too large or cut off stays as it is, for core
/// to reject.
fn whole(mut chunks: Chunks, parts: Parts, change: fn(&Parts, Bytes, &Own) -> Bytes, own: Own) -> Chunks {
    let read = async move {
        let mut read = Vec::new();
        while let Some(chunk) = chunks.next().await {
            read.extend_from_slice(&chunk?);
        }
        let too_large = read.len() > LIMIT;
        Ok(if too_large { read.into() } else { change(&parts, read.into(), &own) })
    };
    stream::once(read).boxed()
}

/// Answers a request like an adapter with this fault.
pub(crate) async fn answer(mut turn: Turn) -> Answer {
    if let Some(early) = (turn.fault.early)(&turn.parts) {
        return early;
    }
    let seen = Seen { browser: turn.parts.headers.clone(), ..Seen::default() };
    (turn.fault.head)(&mut turn.parts);
    Passing::scope(seen, (turn.fault.answer)(turn)).await
}

/// Replaces core's reply.
pub(crate) fn put(own: &Own, answer: Answer) {
    *own.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
}

fn take(own: &Own) -> Option<Answer> {
    own.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// Core's reply to a body that is not a JSON object.
pub(crate) const BAD_BODY: &str =
    r#"{"error":"forbidden","code":"body","reason":"the request must be a JSON object, sent as application/json"}"#;

/// Core's reply to an illegal room id.
pub(crate) const BAD_ROOM: &str = r#"{"error":"forbidden","code":"room","reason":"the room must be a text of 1 to 128 characters, without * and control characters"}"#;

/// A reply with core's headers, so that only the status and the body differ.
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

/// A reply without headers.
pub(crate) fn plain(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut reply = Response::new(body.into());
    *reply.status_mut() = StatusCode::from_u16(status).unwrap();
    reply
}
