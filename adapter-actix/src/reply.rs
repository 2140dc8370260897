//! Converts core's reply into a response of actix-web.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};

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
        append(response.headers_mut(), self.0.headers());
        response
    }
}

/// Responds with an error of the application, with core's headers for a page on an allowed origin.
pub(crate) fn rejected(
    error: actix_web::Error,
    cors: Option<&[(http::HeaderName, http::HeaderValue); 3]>,
) -> HttpResponse {
    let mut response = HttpResponse::from_error(error);
    add_cors_headers(response.headers_mut(), cors);
    response
}

/// Adds core's headers, if any. Does nothing if they are there, as in a reply of core.
pub(crate) fn add_cors_headers(headers: &mut HeaderMap, cors: Option<&[(http::HeaderName, http::HeaderValue); 3]>) {
    let Some([replaced @ .., vary]) = cors else { return };
    let sent = |name: &http::HeaderName| headers.get_all(name.as_str()).map(HeaderValue::as_bytes);
    if replaced.iter().all(|(name, value)| sent(name).eq([value.as_bytes()])) {
        return;
    }
    replaced.iter().for_each(|(name, _)| drop(headers.remove(name.as_str())));
    append(headers, replaced.iter().chain([vary]).map(|(name, value)| (name, value)));
}

/// Converts and appends headers. Both versions of `http` accept the same ones. A header that only
/// one accepts would be left out.
fn append<'a>(headers: &mut HeaderMap, added: impl Iterator<Item = (&'a http::HeaderName, &'a http::HeaderValue)>) {
    for (name, value) in added {
        let name = HeaderName::from_bytes(name.as_str().as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
            headers.append(name, value);
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
