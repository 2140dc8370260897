//! Converts core's reply into a reply of warp, and into a rejection.

use warp::Rejection;
use warp::reject::Reject;
use warp::reply::{Reply, Response};

/// The reply to the browser: a copy of core's [`AuthReply`](liveblocks_auth::AuthReply).
///
/// [`auth_request`](crate::auth_request) and [`current_user`](crate::current_user) use it as a
/// rejection, for [`recover`] to send.
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

/// Sends the reply of a rejection by this crate, and passes on any other rejection.
///
/// Use it with `Filter::recover`, directly behind a handler of your own.
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
