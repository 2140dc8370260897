//! Converts core's reply into a response of actix-web.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use liveblocks_auth::{Liveblocks, RequestHead, adapter};

/// The reply to the browser: a copy of core's [`AuthReply`](liveblocks_auth::AuthReply).
#[derive(Debug, Clone)]
pub struct AuthReply(pub liveblocks_auth::AuthReply);

impl<T: Into<liveblocks_auth::AuthReply>> From<T> for AuthReply {
    fn from(reply: T) -> Self {
        Self(reply.into())
    }
}

impl AuthReply {
    pub(crate) fn response(&self) -> HttpResponse {
        // Both versions of `http` accept the same statuses.
        let status = StatusCode::from_u16(self.0.status().as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::with_body(status, BoxBody::new(self.0.body().clone()));
        append(&mut response, self.0.headers());
        response
    }
}

/// Responds with the rejection of the application's own login, and adds core's headers for a page
/// on an allowed origin.
pub(crate) fn rejected(rejection: actix_web::Error, liveblocks: &Liveblocks, head: &RequestHead) -> HttpResponse {
    let mut response = HttpResponse::from_error(rejection);
    if let Some([origin, credentials, vary]) = adapter::cors_headers(liveblocks, head) {
        for (name, _) in [origin, credentials] {
            response.headers_mut().remove(name.as_str());
        }
        append(&mut response, [origin, credentials, vary].map(|(name, value)| (name, value)).into_iter());
    }
    response
}

/// Converts and appends headers. Both versions of `http` accept the same ones. A header that only
/// one accepts would be left out.
fn append<'a>(
    response: &mut HttpResponse,
    headers: impl Iterator<Item = (&'a http::HeaderName, &'a http::HeaderValue)>,
) {
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_str().as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
            response.headers_mut().append(name, value);
        }
    }
}

impl Responder for AuthReply {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.response()
    }
}

impl fmt::Display for AuthReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the auth endpoint replies {}", self.0.status())
    }
}

impl ResponseError for AuthReply {
    fn status_code(&self) -> StatusCode {
        self.response().status()
    }

    fn error_response(&self) -> HttpResponse {
        self.response()
    }
}
