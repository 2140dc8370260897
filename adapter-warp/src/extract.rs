//! Filters for hand-written handlers.

use std::ops::Deref;
use std::pin::pin;

use liveblocks_auth::{Liveblocks, RequestHead, Resolver, adapter};
use warp::{Filter, Rejection};

use crate::head::{body, head, stream, taken};
use crate::reply::AuthReply;

/// An admitted request. Core has checked method, origin, media type, size, time, JSON and room id.
///
/// Dereferences to [`liveblocks_auth::AuthRequest`], whose `answer` runs the handler.
/// [`auth_request`] extracts it.
#[derive(Debug)]
pub struct AuthRequest(pub liveblocks_auth::AuthRequest);

impl Deref for AuthRequest {
    type Target = liveblocks_auth::AuthRequest;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Extracts an [`AuthRequest`], for a handler of your own.
///
/// Rejects a request that core doesn't admit with core's reply, which [`recover`](crate::recover)
/// sends. Don't put a filter for the method before it, because core rejects other methods.
pub fn auth_request(liveblocks: Liveblocks) -> impl Filter<Extract = (AuthRequest,), Error = Rejection> + Clone {
    head().and(stream()).and_then(move |head: RequestHead, stream: Option<_>| {
        let liveblocks = liveblocks.clone();
        async move {
            let stream = stream.ok_or_else(|| reject(taken(&liveblocks, &head)))?;
            adapter::admit(&liveblocks, head, body(pin!(stream))).await.map(AuthRequest).map_err(reject)
        }
    })
}

/// The signed-in user. [`current_user`] extracts it.
#[derive(Debug)]
pub struct CurrentUser<U>(pub U);

/// Extracts the signed-in user, on any route of the application.
///
/// Rejects anonymous requests with 401, and with 503 if the resolver fails.
/// [`recover`](crate::recover) sends both replies.
///
/// Nothing else about the request is checked. The resolver has 8 s. In a handler of your own for
/// the auth endpoint, use [`auth_request`] and the request's `user` instead.
pub fn current_user<U: Send + Sync + 'static>(
    resolver: Resolver<U>,
) -> impl Filter<Extract = (CurrentUser<U>,), Error = Rejection> + Clone {
    head().and_then(move |head: RequestHead| {
        let resolver = resolver.clone();
        async move { adapter::current_user(&resolver, &head).await.map(CurrentUser).map_err(reject) }
    })
}

fn reject(reply: liveblocks_auth::AuthReply) -> Rejection {
    warp::reject::custom(AuthReply(reply))
}
