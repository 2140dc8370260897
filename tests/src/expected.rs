//! What an endpoint must answer: the status table once more, as it looks on the wire.
//!
//! Core has a table of its own. This one is what it must come to.

use crate::browser::Reaction;

/// A row of the table of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Expected {
    /// 200 with Liveblocks' own bytes.
    Minted,
    /// 400: not a JSON object, or not sent as one.
    Body,
    /// 400: what was sent beside the room does not fit.
    Data,
    /// 401: nobody is signed in.
    Unauthenticated,
    /// 403: the user may not open the room.
    Denied,
    /// 405: not a POST.
    Method,
    /// 408: the body did not arrive in time.
    BodyTimeout,
    /// 422: not a legal room id.
    Room,
    /// 503: anything that is not the user's fault, to be tried again after so many seconds.
    Unavailable(u16),
}

impl Expected {
    /// 503 with the time that is asked for unless Liveblocks asks for another.
    pub(crate) const UNAVAILABLE: Self = Self::Unavailable(5);

    /// The status.
    pub(crate) fn status(self) -> u16 {
        match self {
            Self::Minted => 200,
            Self::Body | Self::Data => 400,
            Self::Unauthenticated => 401,
            Self::Denied => 403,
            Self::Method => 405,
            Self::BodyTimeout => 408,
            Self::Room => 422,
            Self::Unavailable(_) => 503,
        }
    }

    /// The body of a refusal; a token has no fixed one.
    pub(crate) fn body(self) -> Option<&'static str> {
        Some(match self {
            Self::Minted => return None,
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

    /// Every header, apart from what a server adds to each of its answers; sorted.
    pub(crate) fn headers(self) -> Vec<(String, String)> {
        let mut headers = vec![
            ("cache-control", "no-store".to_owned()),
            ("content-type", "application/json".to_owned()),
            ("x-content-type-options", "nosniff".to_owned()),
        ];
        match self {
            Self::Method => headers.push(("allow", "POST".to_owned())),
            Self::Unavailable(seconds) => headers.push(("retry-after", seconds.to_string())),
            _ => {}
        }
        headers.sort();
        headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// What the browser client does about it.
    pub(crate) fn reaction(self) -> Reaction {
        match self {
            Self::Minted => Reaction::Connects,
            Self::BodyTimeout | Self::Unavailable(_) => Reaction::Retries,
            _ => Reaction::Stops,
        }
    }
}
