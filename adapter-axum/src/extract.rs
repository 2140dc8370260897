//! Extractors for hand-written handlers.

use std::ops::Deref;

use axum::extract::{FromRef, FromRequest, FromRequestParts, OptionalFromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use liveblocks_auth::{Liveblocks, RequestHead, Resolver, adapter};

use crate::head::{Chunks, head, take};
use crate::reply::AuthReply;

/// Extracts an admitted request. Core has checked method, origin, media type, size, time, JSON and
/// room id.
///
/// Dereferences to [`liveblocks_auth::AuthRequest`], whose `answer` runs the handler. Core replies
/// to a request that it doesn't admit.
///
/// The state must provide a [`Liveblocks`] (`FromRef`). Mount the handler with
/// [`any`](axum::routing::any): with `post`, axum itself replies to other methods.
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
        let (parts, sent) = request.into_parts();
        Ok(Self(adapter::admit(&Liveblocks::from_ref(state), head(parts), Chunks(sent)).await?))
    }
}

/// Extracts the signed-in user, on any route of the application.
///
/// Rejects anonymous requests with 401, and with 503 if the resolver fails. To serve anonymous
/// requests too, take an `Option<CurrentUser<U>>`.
///
/// The state must provide a [`Resolver<U>`] (`FromRef`). Nothing else about the request is checked.
/// The resolver has 8 s. In a handler of your own for the auth endpoint, use [`AuthRequest`] and
/// its `user` instead.
#[derive(Debug)]
pub struct CurrentUser<U>(pub U);

impl<S, U> FromRequestParts<S> for CurrentUser<U>
where
    S: Send + Sync,
    U: Send + Sync + 'static,
    Resolver<U>: FromRef<S>,
{
    type Rejection = AuthReply;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthReply> {
        let resolver = Resolver::from_ref(state);
        let lent = Lent { head: head(take(parts)), parts };
        Ok(Self(adapter::current_user(&resolver, &lent.head).await?))
    }
}

/// The parts of a request, lent to a head. Returned on every exit, even if the extractor is
/// dropped.
struct Lent<'a> {
    head: RequestHead,
    parts: &'a mut Parts,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(parts) = self.head.parts_mut() {
            *self.parts = take(parts);
        }
    }
}

impl<S, U> OptionalFromRequestParts<S> for CurrentUser<U>
where
    S: Send + Sync,
    U: Send + Sync + 'static,
    Resolver<U>: FromRef<S>,
{
    type Rejection = AuthReply;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, AuthReply> {
        match <Self as FromRequestParts<S>>::from_request_parts(parts, state).await {
            Ok(user) => Ok(Some(user)),
            Err(AuthReply(reply)) if reply.status() == StatusCode::UNAUTHORIZED => Ok(None),
            Err(reply) => Err(reply),
        }
    }
}
