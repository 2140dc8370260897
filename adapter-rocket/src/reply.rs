//! Converts core's reply into a response of Rocket.

use std::io::Cursor;

use liveblocks_auth::{Liveblocks, adapter};
use rocket::Request;
use rocket::http::Status;
use rocket::response::{Responder, Response, Result};

use crate::head::head;

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
        let mut response = Response::new();
        response.set_status(self.status());
        for (name, value) in self.0.headers() {
            response.adjoin_raw_header(name.to_string(), text(value.as_bytes()));
        }
        response.set_sized_body(self.0.body().len(), Cursor::new(self.0.body().clone()));
        response
    }
}

impl<'r> Responder<'r, 'static> for AuthReply {
    fn respond_to(self, _: &'r Request<'_>) -> Result<'static> {
        Ok(self.response())
    }
}

/// Adds core's headers for a page on an allowed origin to a response of the application.
pub(crate) fn with_cors(request: &Request<'_>, response: &mut Response<'_>, liveblocks: &Liveblocks) {
    let Some([origin, credentials, vary]) = adapter::cors_headers(liveblocks, &head(request)) else { return };
    // A reply of core has them already.
    if [origin, credentials].iter().all(|(name, value)| response.headers().get(name.as_str()).eq(value.to_str())) {
        return;
    }
    for (name, value) in [origin, credentials] {
        response.set_raw_header(name.to_string(), text(value.as_bytes()));
    }
    response.adjoin_raw_header(vary.0.to_string(), text(vary.1.as_bytes()));
}

/// Converts the value of a header. Core's are text, and Rocket supports only text.
fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}
