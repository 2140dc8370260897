//! The reply to the browser.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::error::{Error, ErrorKind};
use crate::wire::origins::CorsHeaders;
use crate::wire::status_table::{HEADERS, MINTED, PREFLIGHT, PREFLIGHT_HEADERS, row};

/// The reply to the browser: a status, headers and a body.
///
/// Core decides all three, and an adapter copies them. [`AuthEndpoint`](crate::AuthEndpoint) and
/// [`AuthRequest::answer`](crate::AuthRequest::answer) return replies. A login of your own can make
/// one from an [`ErrorKind`]. Making a reply logs nothing, so log the cause yourself.
///
/// # Examples
///
/// ```
/// use liveblocks_auth::{AuthReply, ErrorKind};
///
/// // The session store is down: the client retries.
/// assert_eq!(AuthReply::from(ErrorKind::Resolver).status(), 503);
/// // The user is not signed in: the client stops.
/// assert_eq!(AuthReply::from(ErrorKind::Unauthenticated).status(), 401);
/// ```
#[derive(Clone)]
pub struct AuthReply {
    status: StatusCode,
    /// The header that the status needs in addition to [`HEADERS`].
    header: Option<(HeaderName, HeaderValue)>,
    cors: Option<CorsHeaders>,
    body: Bytes,
}

impl AuthReply {
    /// Makes the reply for an error of this kind.
    fn of(kind: ErrorKind, retry_after: Option<Duration>) -> Self {
        let row = row(kind);
        let body = Bytes::from_static(row.body.as_bytes());
        Self { status: row.status, header: row.header(retry_after), cors: None, body }
    }

    /// Makes the reply with a token from Liveblocks' own bytes.
    pub(crate) fn minted(body: Bytes) -> Self {
        Self { status: MINTED, header: None, cors: None, body }
    }

    /// Makes the reply to a preflight from an allowed origin, which allows the requested headers.
    pub(crate) fn preflight(requested: Option<&str>) -> Self {
        let requested = requested.and_then(|names| HeaderValue::from_str(names).ok());
        let header = requested.map(|names| (header::ACCESS_CONTROL_ALLOW_HEADERS, names));
        Self { status: PREFLIGHT, header, cors: None, body: Bytes::new() }
    }

    /// Adds the headers for a page on an allowed origin.
    pub(crate) fn with_cors(mut self, cors: Option<CorsHeaders>) -> Self {
        self.cors = cors;
        self
    }

    /// Returns the status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Iterates over the headers. Each name occurs once.
    pub fn headers(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        let cors = self.cors.iter().flat_map(|cors| cors.iter());
        let preflight = if self.status == PREFLIGHT { &PREFLIGHT_HEADERS[..] } else { &[] };
        HEADERS.iter().chain(&self.header).chain(preflight).chain(cors).map(|(name, value)| (name, value))
    }

    /// Returns the body: JSON, or nothing in the reply to a preflight.
    ///
    /// # Security
    ///
    /// The body of a 200 contains a token.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Converts the reply into a response of the `http` crate, which axum, warp and hyper use.
    #[must_use]
    pub fn into_http<B: From<Bytes>>(self) -> http::Response<B> {
        let mut response = http::Response::new(());
        *response.status_mut() = self.status;
        for (name, value) in self.headers() {
            response.headers_mut().insert(name, value.clone());
        }
        response.map(|()| B::from(self.body))
    }
}

/// Makes the reply for this kind of error; see [the table](crate#what-every-answer-looks-like).
impl From<ErrorKind> for AuthReply {
    fn from(kind: ErrorKind) -> Self {
        Self::of(kind, None)
    }
}

/// Makes the reply for the error's kind, with the time from Liveblocks' `Retry-After`.
impl From<Error> for AuthReply {
    fn from(error: Error) -> Self {
        Self::of(error.kind(), error.retry_after())
    }
}

/// Shows only the status, because the body of a 200 is a credential.
impl fmt::Debug for AuthReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthReply").field("status", &self.status).finish_non_exhaustive()
    }
}
