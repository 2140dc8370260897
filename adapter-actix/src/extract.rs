//! Extractors for hand-written handlers.

use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use liveblocks_auth::{Liveblocks, Resolver, adapter};

use crate::head::{Chunks, head};
use crate::reply::AuthReply;

/// Extracts an admitted request. Core has checked method, origin, media type, size, time, JSON and
/// room id.
///
/// Dereferences to [`liveblocks_auth::AuthRequest`], whose `answer` runs the handler. Core replies
/// to a request that it doesn't admit.
///
/// The application must have a [`web::Data<Liveblocks>`](web::Data) in its `app_data`. Mount the
/// handler with [`web::resource`] and [`web::route`]: with `web::post`, actix-web itself replies to
/// other methods.
#[derive(Debug)]
pub struct AuthRequest(pub liveblocks_auth::AuthRequest);

impl Deref for AuthRequest {
    type Target = liveblocks_auth::AuthRequest;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl FromRequest for AuthRequest {
    type Error = AuthReply;
    type Future = LocalBoxFuture<'static, Result<Self, AuthReply>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (head, body) = (head(request), Chunks(payload.take()));
        let liveblocks = app_data::<Liveblocks>(request);
        Box::pin(async move { Ok(Self(adapter::admit(&*liveblocks?, head, body).await?)) })
    }
}

/// Extracts the signed-in user, on any route of the application.
///
/// Rejects anonymous requests with 401, and with 503 if the resolver fails. To serve anonymous
/// requests too, take a `Result<CurrentUser<U>, AuthReply>` and check the status. Don't take an
/// `Option`: it is `None` for both, so a database outage would sign everyone out.
///
/// The application must have a [`web::Data<Resolver<U>>`](web::Data) in its `app_data`. Nothing
/// else about the request is checked. The resolver has 8 s. In a handler of your own for the auth
/// endpoint, use [`AuthRequest`] and its `user` instead.
#[derive(Debug)]
pub struct CurrentUser<U>(pub U);

impl<U: Send + Sync + 'static> FromRequest for CurrentUser<U> {
    type Error = AuthReply;
    type Future = LocalBoxFuture<'static, Result<Self, AuthReply>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (head, resolver) = (head(request), app_data::<Resolver<U>>(request));
        Box::pin(async move { Ok(Self(adapter::current_user(&*resolver?, &head).await?)) })
    }
}

fn app_data<T: 'static>(request: &HttpRequest) -> Result<web::Data<T>, AuthReply> {
    let missing = || {
        let name = std::any::type_name::<T>();
        adapter::misconfigured(format!("the application has no web::Data<{name}>; add app_data(web::Data::new(…))"))
    };
    Ok(request.app_data::<web::Data<T>>().cloned().ok_or_else(missing)?)
}
