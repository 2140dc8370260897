//! Extractors for a hand-written handler.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequest, FromRequestParts, OptionalFromRequestParts, Request};
use axum::http::request::Parts;
use liveblocks_auth::{Liveblocks, UserResolver};

use crate::AuthReply;
use crate::head::{head, read, start_clock};

/// The request of a browser, admitted by core: method, media type, size, time, JSON, room. Dereferences to
/// [`liveblocks_auth::AuthRequest`].
///
/// The state must hold a [`Liveblocks`] (`FromRef`). What core does not admit is answered by core. Mount the handler with
/// [`any`](axum::routing::any): with `post` axum itself answers other methods, in its own way.
#[derive(Debug)]
pub struct AuthRequest(pub liveblocks_auth::AuthRequest);

impl Deref for AuthRequest {
    type Target = liveblocks_auth::AuthRequest;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<S> FromRequest<S> for AuthRequest
where
    S: Send + Sync,
    Liveblocks: FromRef<S>,
{
    type Rejection = AuthReply;

    async fn from_request(request: Request, state: &S) -> Result<Self, AuthReply> {
        let liveblocks = Liveblocks::from_ref(state);
        let (parts, body) = request.into_parts();
        let admitted = liveblocks.admit(head(&parts), read(body, liveblocks.body_limit())).await;
        Ok(Self(admitted?))
    }
}

/// The user as the resolver `R` sees them. Nobody is answered 401, a resolver that fails 503; take `Option<CurrentUser<R>>` to handle
/// nobody yourself.
///
/// It is for the handler of the auth endpoint: a request that core refuses for its method or its media type is refused here already, before
/// the resolver is asked. The state must hold a [`Liveblocks`] and an `Arc<R>` (`FromRef`). The clock of the request starts here, if this
/// extractor is the first.
#[derive(Debug)]
pub struct CurrentUser<R: UserResolver>(pub R::User);

impl<S, R> FromRequestParts<S> for CurrentUser<R>
where
    S: Send + Sync,
    R: UserResolver,
    Liveblocks: FromRef<S>,
    Arc<R>: FromRef<S>,
{
    type Rejection = AuthReply;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthReply> {
        <Self as OptionalFromRequestParts<S>>::from_request_parts(parts, state)
            .await?
            .ok_or_else(|| AuthReply(liveblocks_auth::AuthReply::unauthenticated()))
    }
}

impl<S, R> OptionalFromRequestParts<S> for CurrentUser<R>
where
    S: Send + Sync,
    R: UserResolver,
    Liveblocks: FromRef<S>,
    Arc<R>: FromRef<S>,
{
    type Rejection = AuthReply;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, AuthReply> {
        let (liveblocks, resolver) = (Liveblocks::from_ref(state), Arc::<R>::from_ref(state));
        start_clock(parts, &liveblocks);
        liveblocks.check_head(head(parts))?;
        Ok(liveblocks.current_user(&*resolver, head(parts)).await?.map(Self))
    }
}
