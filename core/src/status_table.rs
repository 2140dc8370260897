//! The one table of what the browser is answered for which kind of error.

use http::StatusCode;

use crate::error::ErrorKind;

/// A row of the table.
pub(crate) struct Row {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) body: &'static str,
}

/// `error` is what a page that uses the callback form goes by, since it does not see the status:
/// `forbidden` stops the client, anything else lets it try again. The status does the same for a
/// page that names a URL: the client stops at a fixed list of statuses, in which 411, 413, 415 and
/// 429 are missing, so that it would repeat them for ever.
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
