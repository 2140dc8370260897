//! Core's reply as a reply of warp, and as a rejection.

use warp::Rejection;
use warp::reject::Reject;
use warp::reply::{Reply, Response};

/// The reply to the browser: core's [`AuthReply`](liveblocks_auth::AuthReply), copied as it is.
///
/// [`auth_request`](crate::auth_request) and [`current_user`](crate::current_user) reject with it,
/// for [`recover`] to send.
#[derive(Debug, Clone)]
pub struct AuthReply(pub liveblocks_auth::AuthReply);

impl<T: Into<liveblocks_auth::AuthReply>> From<T> for AuthReply {
    fn from(reply: T) -> Self {
        Self(reply.into())
    }
}

impl Reply for AuthReply {
    fn into_response(self) -> Response {
        let (parts, body) = self.0.into_http::<bytes::Bytes>().into_parts();
        Response::from_parts(parts, body.into())
    }
}

impl Reject for AuthReply {}

/// Sends the reply that a request was rejected with, and passes on any other rejection. For
/// `Filter::recover`, right behind a handler of your own.
///
/// # Errors
///
/// The rejection, if it is not an [`AuthReply`].
pub async fn recover(rejection: Rejection) -> Result<AuthReply, Rejection> {
    match rejection.find::<AuthReply>() {
        Some(reply) => Ok(reply.clone()),
        None => Err(rejection),
    }
}
