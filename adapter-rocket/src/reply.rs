//! Converts core's reply into a response of Rocket.

use std::io::Cursor;

use rocket::Request;
use rocket::http::Status;
use rocket::response::{Responder, Response, Result};

/// The reply to the browser: a copy of core's [`AuthReply`](liveblocks_auth::AuthReply).
#[derive(Debug, Clone)]
pub struct AuthReply(pub liveblocks_auth::AuthReply);

impl<T: Into<liveblocks_auth::AuthReply>> From<T> for AuthReply {
    fn from(reply: T) -> Self {
        Self(reply.into())
    }
}

impl AuthReply {
    pub(crate) fn status(&self) -> Status {
        Status::new(self.0.status().as_u16())
    }

    pub(crate) fn response<'r>(&self) -> Response<'r> {
        let mut response = Response::build();
        response.status(self.status());
        for (name, value) in self.0.headers() {
            // Core's headers are text, and Rocket supports only text.
            response.raw_header_adjoin(name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned());
        }
        response.sized_body(self.0.body().len(), Cursor::new(self.0.body().clone())).finalize()
    }
}

impl<'r> Responder<'r, 'static> for AuthReply {
    fn respond_to(self, _: &'r Request<'_>) -> Result<'static> {
        Ok(self.response())
    }
}
