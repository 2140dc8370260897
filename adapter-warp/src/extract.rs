//! Filters for a hand-written handler.

use std::ops::Deref;
use std::sync::Arc;

use liveblocks_auth::{Liveblocks, OwnedHead, UserResolver};
use warp::{Filter, Rejection};

use crate::AuthReply;
use crate::head::{head, read};

/// The request of a browser, admitted by core: method, media type, size, time, JSON, room. Dereferences to
/// [`liveblocks_auth::AuthRequest`]. Extracted by [`auth_request`].
#[derive(Debug)]
pub struct AuthRequest(pub liveblocks_auth::AuthRequest);

impl Deref for AuthRequest {
    type Target = liveblocks_auth::AuthRequest;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Extracts an [`AuthRequest`]. What core does not admit is rejected with core's reply, which [`recover`](crate::recover) sends.
///
/// Do not put a filter for the method before it: core answers other methods too.
pub fn auth_request(liveblocks: Liveblocks) -> impl Filter<Extract = (AuthRequest,), Error = Rejection> + Clone {
    head().and(warp::body::stream()).and_then(move |head: OwnedHead, body| {
        let liveblocks = liveblocks.clone();
        async move {
            let body = read(body, liveblocks.body_limit());
            liveblocks.admit(head.view(), body).await.map(AuthRequest).map_err(reject)
        }
    })
}

/// The user as the resolver `R` sees them. Extracted by [`current_user`].
#[derive(Debug)]
pub struct CurrentUser<R: UserResolver>(pub R::User);

/// Extracts a [`CurrentUser`]. Nobody is rejected with 401, a resolver that fails with 503; [`recover`](crate::recover) sends them.
///
/// It is for the handler of the auth endpoint: a request that core refuses for its method or its media type is rejected here already, before
/// the resolver is asked. A filter cannot hand its clock on to the next one: this one and [`auth_request`] each have the whole deadline.
pub fn current_user<R: UserResolver>(
    liveblocks: Liveblocks,
    resolver: Arc<R>,
) -> impl Filter<Extract = (CurrentUser<R>,), Error = Rejection> + Clone {
    head().and_then(move |head: OwnedHead| {
        let (liveblocks, resolver) = (liveblocks.clone(), Arc::clone(&resolver));
        async move {
            liveblocks.check_head(head.view()).map_err(reject)?;
            let user = liveblocks.current_user(&*resolver, head.view()).await.map_err(reject)?;
            user.map(CurrentUser).ok_or_else(|| reject(liveblocks_auth::AuthReply::unauthenticated()))
        }
    })
}

fn reject(reply: liveblocks_auth::AuthReply) -> Rejection {
    warp::reject::custom(AuthReply(reply))
}
