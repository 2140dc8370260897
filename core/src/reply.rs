//! The reply to the browser.

use std::fmt;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::error::{Error, ErrorKind};
use crate::mint::Minted;
use crate::status_table::row;

/// The seconds in `Retry-After` of a 503, unless Liveblocks asked for another time.
const RETRY_AFTER: u64 = 5;
/// The most seconds in `Retry-After`, even if Liveblocks asked for more.
const MAX_RETRY_AFTER: u64 = 60;

/// The headers of every reply.
static HEADERS: [(HeaderName, HeaderValue); 3] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

/// The reply to the browser: a status, headers and a body, all decided here. Adapters copy it as it
/// is.
///
/// [`AuthEndpoint`](crate::AuthEndpoint) and [`AuthRequest::answer`](crate::AuthRequest::answer)
/// return it. Making one writes nothing to the log: a login of your own that replies with
/// [`unavailable`](Self::unavailable) logs the cause itself.
#[derive(Clone)]
pub struct AuthReply {
    status: StatusCode,
    /// What the status needs beside [`HEADERS`].
    header: Option<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl AuthReply {
    /// 401: the request is anonymous. The browser client stops.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::of(ErrorKind::Unauthenticated, None)
    }

    /// 403: the user may not open the room. The browser client stops.
    #[must_use]
    pub fn denied() -> Self {
        Self::of(ErrorKind::Denied, None)
    }

    /// 503: the application could not decide. The browser client retries.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::of(ErrorKind::Handler, None)
    }

    /// The row of the table for an error of this kind.
    fn of(kind: ErrorKind, retry_after: Option<u64>) -> Self {
        let row = row(kind);
        let header = match row.status {
            StatusCode::METHOD_NOT_ALLOWED => Some((header::ALLOW, HeaderValue::from_static("POST"))),
            StatusCode::SERVICE_UNAVAILABLE => {
                let seconds = retry_after.map_or(RETRY_AFTER, |asked| asked.min(MAX_RETRY_AFTER));
                Some((header::RETRY_AFTER, HeaderValue::from(seconds)))
            }
            _ => None,
        };
        Self { status: row.status, header, body: Bytes::from_static(row.body.as_bytes()) }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers, each name once.
    pub fn headers(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        HEADERS.iter().chain(&self.header).map(|(name, value)| (name, value))
    }

    /// The body: JSON.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The reply as a response of the `http` crate, which axum, warp and hyper use.
    #[must_use]
    pub fn into_http<B: From<Bytes>>(self) -> http::Response<B> {
        let mut response = http::Response::new(B::from(self.body));
        *response.status_mut() = self.status;
        for (name, value) in HEADERS.iter().chain(&self.header) {
            response.headers_mut().insert(name, value.clone());
        }
        response
    }
}

/// Liveblocks' own bytes.
impl From<Minted> for AuthReply {
    fn from(minted: Minted) -> Self {
        Self { status: StatusCode::OK, header: None, body: minted.into_reply() }
    }
}

/// The row of the error's kind. The error goes no further.
impl From<Error> for AuthReply {
    fn from(error: Error) -> Self {
        Self::of(error.kind(), error.retry_after().map(|time| time.as_secs()))
    }
}

/// Shows the status; the body of a 200 is a credential.
impl fmt::Debug for AuthReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthReply").field("status", &self.status).finish_non_exhaustive()
    }
}
