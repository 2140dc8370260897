//! Converts warp's requests for core.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use futures_util::Stream;
use liveblocks_auth::{AuthReply, BoxError, Liveblocks, RequestHead, adapter};
use warp::host::Authority;
use warp::http::{HeaderMap, Method, Request, Uri};
use warp::path::FullPath;
use warp::{Filter, Rejection};

/// Extracts the head, and puts its parts together again, because no filter provides them as a
/// whole.
///
/// The head has no extensions: warp gives access to an extension only by its type.
pub(crate) fn head() -> impl Filter<Extract = (RequestHead,), Error = Infallible> + Clone {
    let query = warp::query::raw().or_else(|_| async { Ok::<_, Infallible>((String::new(),)) });
    let head = warp::method().and(warp::path::full()).and(query).and(warp::header::headers_cloned());
    let head = head.and(warp::addr::remote()).map(
        |method: Method, path: FullPath, query: String, headers: HeaderMap, peer_addr: Option<SocketAddr>| {
            let mut parts = Request::<()>::default().into_parts().0;
            (parts.method, parts.headers, parts.uri) = (method, headers, uri(path.as_str(), &query));
            RequestHead::from(parts).with_peer_addr(peer_addr)
        },
    );
    head.and(authority()).map(|head: RequestHead, authority: Option<Authority>| {
        let authority = authority.as_ref().map(Authority::as_str);
        // An empty host counts as none.
        if head.host() == authority {
            head
        } else {
            head.with_authority(Some(authority.unwrap_or_default().to_owned()))
        }
    })
}

/// Extracts the authority of the target, or otherwise `Host`. `None` if both are there and differ,
/// or if `Host` is not valid.
fn authority() -> impl Filter<Extract = (Option<Authority>,), Error = Infallible> + Clone {
    warp::host::optional().or_else(|_| async { Ok::<_, Infallible>((None,)) })
}

/// Joins the target again. It was a valid URI before warp split it.
fn uri(path: &str, query: &str) -> Uri {
    let target = if query.is_empty() { path.parse() } else { format!("{path}?{query}").parse() };
    target.unwrap_or_default()
}

/// Extracts the body. `None` if a filter before has taken it.
pub(crate) fn stream()
-> impl Filter<Extract = (Option<impl Stream<Item = Result<impl Buf, warp::Error>>>,), Error = Rejection> + Clone {
    warp::body::stream().map(Some).or_else(|_| async { Ok((None,)) })
}

/// Replies to a request whose body a filter before has taken.
pub(crate) fn taken(liveblocks: &Liveblocks, head: &RequestHead) -> AuthReply {
    let what = "a filter before the endpoint has taken the body; put the endpoint first";
    adapter::check_head(liveblocks, head).err().unwrap_or_else(|| adapter::misconfigured(what))
}

/// Provides the body chunk by chunk.
pub(crate) fn body<S, B>(mut stream: Pin<&mut S>) -> impl adapter::Body
where
    S: Stream<Item = Result<B, warp::Error>>,
    B: Buf,
{
    move |context: &mut Context<'_>| -> Poll<Option<Result<Bytes, BoxError>>> {
        let polled = stream.as_mut().poll_next(context);
        polled.map(|chunk| Some(chunk?.map(|mut chunk| chunk.copy_to_bytes(chunk.remaining())).map_err(BoxError::from)))
    }
}
