//! Hands warp's requests to core.

use std::convert::Infallible;

use bytes::{Buf, BufMut as _, Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _};
use liveblocks_auth::{BodyFailure, OwnedHead};
use warp::Filter;
use warp::path::FullPath;

/// A copy of the head: warp has no filter that lends it. Extensions can be had by their type only, so they are not there.
pub(crate) fn head() -> impl Filter<Extract = (OwnedHead,), Error = Infallible> + Clone {
    let query = warp::query::raw().or_else(|_| async { Ok::<_, Infallible>((String::new(),)) });
    let head = warp::method().and(warp::path::full()).and(query).and(warp::header::headers_cloned());
    head.and(warp::addr::remote()).map(
        |method: warp::http::Method, path: FullPath, query: String, headers, peer_addr| {
            let target = if query.is_empty() { path.as_str().to_owned() } else { format!("{}?{query}", path.as_str()) };
            OwnedHead::copy(method.as_str(), &target, []).with_headers(headers).with_peer_addr(peer_addr)
        },
    )
}

/// Reads a body up to core's limit.
pub(crate) async fn read<S, B>(body: S, limit: usize) -> Result<Bytes, BodyFailure>
where
    S: Stream<Item = Result<B, warp::Error>> + Send,
    B: Buf,
{
    let mut body = std::pin::pin!(body);
    let mut bytes = BytesMut::new();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|error| BodyFailure::Unreadable(error.into()))?;
        if bytes.len() + chunk.remaining() > limit {
            return Err(BodyFailure::TooLarge);
        }
        bytes.put(chunk);
    }
    Ok(bytes.freeze())
}
