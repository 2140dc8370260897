//! Converts core's reply into a response of axum.

use axum::response::{IntoResponse, Response};

/// The reply to the browser: a copy of core's [`AuthReply`](liveblocks_auth::AuthReply).
#[derive(Debug, Clone)]
pub struct AuthReply(pub liveblocks_auth::AuthReply);

impl<T: Into<liveblocks_auth::AuthReply>> From<T> for AuthReply {
    fn from(reply: T) -> Self {
        Self(reply.into())
    }
}

impl IntoResponse for AuthReply {
    fn into_response(self) -> Response {
        self.0.into_http()
    }
}
