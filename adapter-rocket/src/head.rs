//! Converts Rocket's requests for core.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use liveblocks_auth::{BoxError, RequestHead, adapter};
use rocket::Request;
use rocket::data::{Data, ToByteUnit as _};
use rocket::http::uncased::Uncased;
use rocket::tokio::io::{AsyncRead as _, ReadBuf};

/// The number of bytes that Rocket itself reads of a body before any handler runs, to look for a
/// form field such as this one.
const PEEKED: usize = "_method=delete".len();

/// The size of a chunk. The browser client sends smaller bodies.
const CHUNK: usize = 1024;

/// Copies the head, because Rocket has its own types.
pub(crate) fn head(request: &Request<'_>) -> RequestHead {
    let (path, query) = (request.uri().path().as_str(), request.uri().query().map(|query| query.as_str()));
    // Rocket itself has already sent 100 Continue.
    let sent = request.headers().iter().filter(|header| header.name != "expect");
    // `Uncased` implements `AsRef<[u8]>`, but `Cow<str>` does not.
    let headers = sent.map(|header| (header.name, Uncased::new(header.value)));
    let head = RequestHead::copy(request.method().as_str(), path, query, headers);
    // Rocket's host is the authority on HTTP/2, and otherwise the first `Host`.
    head.with_peer_addr(request.remote()).with_authority(request.host().map(ToString::to_string))
}

/// Provides the body chunk by chunk, and detects a body that was cut off.
///
/// Rocket treats a body that was cut off as complete. If the length was announced, a shorter body
/// was cut off. Otherwise, a body was cut off if Rocket looked at its start and found less than it
/// wanted, but no end.
pub(crate) async fn body(request: &Request<'_>, mut data: Data<'_>) -> impl adapter::Body + Send {
    let mut cut_off = !data.peek_complete() && data.peek(PEEKED).await.len() < PEEKED;
    let announced: Option<u64> = request.headers().get_one("content-length").and_then(|length| length.parse().ok());
    // Core limits the size.
    let mut stream = data.open(u64::MAX.bytes());
    let (mut buffer, mut read) = (vec![0; CHUNK], 0);
    // Boxed, because it is moved through several futures, and Rocket's stream is large.
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
