//! What the browser is answered.

use std::fmt;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::status_table::row;
use crate::{BoxError, Error, ErrorKind, Minted, events, guarded};

/// The seconds that a 503 asks to wait, unless Liveblocks asked for another time.
const RETRY_AFTER: u64 = 5;
/// The most seconds that a 503 asks to wait, whatever Liveblocks asked for.
const RETRY_AFTER_MOST: u64 = 60;

/// What the browser is answered: a status, headers and a body, all decided here. Adapters copy it as it is.
#[derive(Clone)]
pub struct AuthReply {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl AuthReply {
    fn new(status: StatusCode, body: Bytes) -> Self {
        let headers = vec![
            (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ];
        Self { status, headers, body }
    }

    /// Nobody is signed in: 401. Written to the log.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Error::new(ErrorKind::Unauthenticated, "nobody is signed in").into()
    }

    /// The user may not open the room: 403. Written to the log.
    #[must_use]
    pub fn denied() -> Self {
        Error::new(ErrorKind::Denied, "the user may not open the room").into()
    }

    /// A handler of your own could not decide: 503. `source` goes to the log, not to the browser.
    ///
    /// ```
    /// # use liveblocks_auth::AuthReply;
    /// # fn membership() -> Result<bool, std::io::Error> { Ok(true) }
    /// # fn handler() -> Result<(), AuthReply> {
    /// let member = membership().map_err(AuthReply::unavailable)?;
    /// # assert!(member); Ok(())
    /// # }
    /// # handler().unwrap();
    /// ```
    #[must_use]
    pub fn unavailable(source: impl Into<BoxError>) -> Self {
        Error::new(ErrorKind::Policy, "the application could not decide").with_source(source).into()
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers, each name once.
    pub fn headers(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.headers.iter().map(|(name, value)| (name, value))
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
        response.headers_mut().extend(self.headers);
        response
    }
}

/// Liveblocks' own bytes.
impl From<Minted> for AuthReply {
    fn from(minted: Minted) -> Self {
        Self::new(StatusCode::OK, minted.into_reply())
    }
}

/// The row of the error's kind. The error itself is written to the log, if it has not been yet, and goes no further.
impl From<Error> for AuthReply {
    fn from(error: Error) -> Self {
        let error = events::refused(error, &events::Trail::default());
        let row = row(error.kind());
        let mut reply = Self::new(row.status, Bytes::from_static(row.body.as_bytes()));
        match row.status {
            StatusCode::METHOD_NOT_ALLOWED => reply.headers.push((header::ALLOW, HeaderValue::from_static("POST"))),
            StatusCode::SERVICE_UNAVAILABLE => {
                let seconds = error.retry_after().map_or(RETRY_AFTER, |asked| asked.as_secs().min(RETRY_AFTER_MOST));
                reply.headers.push((header::RETRY_AFTER, HeaderValue::from(seconds)));
            }
            _ => {}
        }
        // Its cause is the application's own value.
        let _ = guarded::call(|| drop(error));
        reply
    }
}

impl From<Result<Minted, Error>> for AuthReply {
    fn from(result: Result<Minted, Error>) -> Self {
        match result {
            Ok(minted) => minted.into(),
            Err(error) => error.into(),
        }
    }
}

/// Shows the status; the body of a 200 is a credential.
impl fmt::Debug for AuthReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthReply").field("status", &self.status).finish_non_exhaustive()
    }
}
