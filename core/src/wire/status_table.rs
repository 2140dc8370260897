//! The one table of replies: the status, the headers and the body for each kind of error.

use std::time::Duration;

use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::error::ErrorKind;

/// The status of a reply with a token.
pub(crate) const MINTED: StatusCode = StatusCode::OK;

/// The status of the reply to a preflight from an allowed origin.
pub(crate) const PREFLIGHT: StatusCode = StatusCode::NO_CONTENT;

/// The seconds in a 503's `Retry-After`, unless Liveblocks sent another time.
const RETRY_AFTER: u64 = 5;
/// The maximum seconds in `Retry-After`, even if Liveblocks sent more.
const MAX_RETRY_AFTER: u64 = 60;

/// The headers of every reply.
pub(crate) static HEADERS: [(HeaderName, HeaderValue); 3] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

/// The headers of the reply to a preflight, in addition to those of every reply.
///
/// Two hours is the longest time for which Chromium remembers the reply.
pub(crate) static PREFLIGHT_HEADERS: [(HeaderName, HeaderValue); 2] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST")),
    (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("7200")),
];

/// A row of the table.
pub(crate) struct Row {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) body: &'static str,
}

impl Row {
    /// Returns the header that this status needs in addition to [`HEADERS`].
    ///
    /// `retry_after` is the time from Liveblocks' `Retry-After`, if it sent one.
    pub(crate) fn header(&self, retry_after: Option<Duration>) -> Option<(HeaderName, HeaderValue)> {
        match self.status {
            StatusCode::METHOD_NOT_ALLOWED => Some((header::ALLOW, HeaderValue::from_static("POST"))),
            StatusCode::SERVICE_UNAVAILABLE => {
                let seconds = retry_after.map_or(RETRY_AFTER, |asked| asked.as_secs().min(MAX_RETRY_AFTER));
                Some((header::RETRY_AFTER, HeaderValue::from(seconds)))
            }
            _ => None,
        }
    }
}

/// Makes a row. `error` must agree with the status.
///
/// With the URL form of `authEndpoint`, the client sees the status, and stops at a fixed list of
/// statuses. With the callback form, a page sees only the body, and the client stops only at
/// `"error":"forbidden"`. 411, 413, 415 and 429 are not on the list: the client would retry them
/// forever.
macro_rules! row {
    ($status:ident, $error:literal, $code:literal, $reason:literal) => {
        Row {
            status: StatusCode::$status,
            code: $code,
            body: concat!(r#"{"error":""#, $error, r#"","code":""#, $code, r#"","reason":""#, $reason, r#""}"#),
        }
    };
}

#[rustfmt::skip]
pub(crate) fn row(kind: ErrorKind) -> Row {
    match kind {
        ErrorKind::Method          => row!(METHOD_NOT_ALLOWED,   "forbidden",   "method",          "use POST"),
        ErrorKind::ForeignOrigin   => row!(FORBIDDEN,            "forbidden",   "foreign_origin",  "this page's origin is not allowed"),
        ErrorKind::Body            => row!(BAD_REQUEST,          "forbidden",   "body",            "the request must be a JSON object, sent as application/json"),
        ErrorKind::Data            => row!(BAD_REQUEST,          "forbidden",   "body",            "what was sent beside the room is not what is expected here"),
        ErrorKind::Room            => row!(UNPROCESSABLE_ENTITY, "forbidden",   "room",            "the room must be a text of 1 to 128 characters, without * and control characters"),
        ErrorKind::BodyTimeout     => row!(REQUEST_TIMEOUT,      "unavailable", "body_timeout",    "the request did not arrive in time"),
        ErrorKind::Unauthenticated => row!(UNAUTHORIZED,         "forbidden",   "unauthenticated", "you are not signed in"),
        ErrorKind::Denied          => row!(FORBIDDEN,            "forbidden",   "denied",          "you do not have access to this room"),
        ErrorKind::Limit
        | ErrorKind::Resolver
        | ErrorKind::Policy
        | ErrorKind::User
        | ErrorKind::Handler
        | ErrorKind::Panic
        | ErrorKind::Deadline
        | ErrorKind::Unreachable
        | ErrorKind::Refused
        | ErrorKind::InvalidReply  => row!(SERVICE_UNAVAILABLE,  "unavailable", "unavailable",     "authentication is not available at the moment"),
    }
}
