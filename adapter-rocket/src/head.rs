//! Hands Rocket's requests to core.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use liveblocks_auth::{BoxError, RequestHead, adapter};
use rocket::Request;
use rocket::data::{Data, ToByteUnit as _};
use rocket::http::uncased::Uncased;
use rocket::tokio::io::{AsyncRead as _, ReadBuf};

/// How much of a body Rocket reads by itself, before any handler runs: it looks for a form field
/// like this.
const PEEKED: usize = "_method=delete".len();

/// The size of a chunk; the browser client's bodies are smaller.
const CHUNK: usize = 1024;

/// A copy of the head: Rocket has types of its own.
pub(crate) fn head(request: &Request<'_>) -> RequestHead {
    let (path, query) = (request.uri().path().as_str(), request.uri().query().map(|query| query.as_str()));
    // `Uncased` lends its bytes, a `Cow` doesn't.
    let headers = request.headers().iter().map(|header| (header.name, Uncased::new(header.value)));
    RequestHead::copy(request.method().as_str(), path, query, headers).with_peer_addr(request.remote())
}

/// The chunks of a body.
///
/// Rocket takes a body that was cut off for a complete one. With an announced length, the body is
/// too short; without one, Rocket looked at its beginning, found less than it wanted, and yet no
/// end.
pub(crate) async fn body(request: &Request<'_>, mut data: Data<'_>) -> impl adapter::Body + Send {
    let mut cut_off = !data.peek_complete() && data.peek(PEEKED).await.len() < PEEKED;
    let announced: Option<u64> = request.headers().get_one("content-length").and_then(|length| length.parse().ok());
    // Core has the limit.
    let mut stream = data.open(u64::MAX.bytes());
    let (mut buffer, mut read) = (vec![0; CHUNK], 0);
    // Boxed, because it moves through several futures, and Rocket's stream is large.
    Box::new(move |context: &mut Context<'_>| -> Poll<Option<Result<Bytes, BoxError>>> {
        let mut chunk = ReadBuf::new(&mut buffer);
        let polled = ready!(Pin::new(&mut stream).poll_read(context, &mut chunk));
        read += chunk.filled().len() as u64;
        let ended = chunk.filled().is_empty();
        cut_off |= ended && announced.is_some_and(|announced| announced != read);
        Poll::Ready(match polled {
            Err(error) => Some(Err(error.into())),
            Ok(()) if cut_off => Some(Err("the body was cut off".into())),
            Ok(()) => (!ended).then(|| Ok(Bytes::copy_from_slice(chunk.filled()))),
        })
    })
}
