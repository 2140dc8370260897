//! The expected replies, as bytes on the wire.
//!
//! They repeat the status table of core on purpose: a mistake there shows here.

use crate::browser::Reaction;
use crate::fixture::ALLOWED_ORIGINS;
use crate::wire::request::Request;

/// An expected reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Expected {
    /// 200 with the unchanged bytes of Liveblocks.
    Minted,
    /// 400: not a JSON object, or another media type.
    Body,
    /// 400: the data beside the room is invalid.
    Data,
    /// 204: the reply to a preflight from an allowed origin.
    Preflight,
    /// 401: the request is anonymous.
    Unauthenticated,
    /// 403: the user may not open the room.
    Denied,
    /// 403: a page on another origin, which is not allowed.
    ForeignOrigin,
    /// 405: not a POST.
    Method,
    /// 408: the body was late.
    BodyTimeout,
    /// 422: not a legal room id.
    Room,
    /// A close, because the head was late. A rejection by the server itself can come first.
    Closed,
    /// 503: a fault that is not the user's, with the seconds for Retry-After.
    Unavailable(u16),
}

impl Expected {
    /// 503 with the default Retry-After, used unless Liveblocks sends its own.
    pub(crate) const UNAVAILABLE: Self = Self::Unavailable(5);

    /// The status.
    pub(crate) fn status(self) -> u16 {
        match self {
            Self::Minted => 200,
            Self::Preflight => 204,
            Self::Body | Self::Data => 400,
            Self::Unauthenticated => 401,
            Self::Denied | Self::ForeignOrigin => 403,
            Self::Method => 405,
            Self::BodyTimeout | Self::Closed => 408,
            Self::Room => 422,
            Self::Unavailable(_) => 503,
        }
    }

    /// The body of a rejection. A reply with a token has no fixed body.
    pub(crate) fn body(self) -> Option<&'static str> {
        Some(match self {
            Self::Minted => return None,
            Self::Preflight | Self::Closed => "",
            Self::Body => {
                r#"{"error":"forbidden","code":"body","reason":"the request must be a JSON object, sent as application/json"}"#
            }
            Self::Data => {
                r#"{"error":"forbidden","code":"body","reason":"what was sent beside the room is not what is expected here"}"#
            }
            Self::Unauthenticated => {
                r#"{"error":"forbidden","code":"unauthenticated","reason":"you are not signed in"}"#
            }
            Self::Denied => r#"{"error":"forbidden","code":"denied","reason":"you do not have access to this room"}"#,
            Self::ForeignOrigin => {
                r#"{"error":"forbidden","code":"foreign_origin","reason":"this page's origin is not allowed"}"#
            }
            Self::Method => r#"{"error":"forbidden","code":"method","reason":"use POST"}"#,
            Self::BodyTimeout => {
                r#"{"error":"unavailable","code":"body_timeout","reason":"the request did not arrive in time"}"#
            }
            Self::Room => {
                r#"{"error":"forbidden","code":"room","reason":"the room must be a text of 1 to 128 characters, without * and control characters"}"#
            }
            Self::Unavailable(_) => {
                r#"{"error":"unavailable","code":"unavailable","reason":"authentication is not available at the moment"}"#
            }
        })
    }

    /// The sorted headers of the reply to this request, without those that a server adds to every
    /// reply.
    pub(crate) fn headers(self, request: &Request) -> Vec<(String, String)> {
        let mut headers = vec![
            ("cache-control", "no-store".to_owned()),
            ("content-type", "application/json".to_owned()),
            ("x-content-type-options", "nosniff".to_owned()),
        ];
        match self {
            Self::Method => headers.push(("allow", "POST".to_owned())),
            Self::Unavailable(seconds) => headers.push(("retry-after", seconds.to_string())),
            Self::Preflight => {
                headers.push(("access-control-allow-methods", "POST".to_owned()));
                headers.push(("access-control-max-age", "7200".to_owned()));
                let requested = request.only("access-control-request-headers");
                headers.extend(requested.map(|names| ("access-control-allow-headers", names.to_owned())));
            }
            _ => {}
        }
        if let Some(origin) = allowed_origin(request) {
            headers.push(("access-control-allow-origin", origin.to_owned()));
            headers.push(("access-control-allow-credentials", "true".to_owned()));
            headers.push(("vary", "Origin".to_owned()));
        }
        headers.sort();
        headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// How the browser client reacts.
    pub(crate) fn reaction(self) -> Reaction {
        match self {
            Self::Minted => Reaction::Connects,
            Self::Preflight => Reaction::Proceeds,
            // Usually, the page can't read this reply.
            Self::BodyTimeout | Self::Closed | Self::Unavailable(_) | Self::ForeignOrigin => Reaction::Retries,
            _ => Reaction::Stops,
        }
    }
}

/// The origin of the page that sent a request, if it can use the endpoint.
pub(crate) fn allowed_origin(request: &Request) -> Option<&str> {
    request.only("origin").filter(|origin| ALLOWED_ORIGINS.contains(origin))
}
