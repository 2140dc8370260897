//! How the official browser client reacts to a reply, observed with `@liveblocks/client` 3.24.2.

use crate::wire::client::Reply;
use crate::wire::request::Request;

/// How the browser client reacts to a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reaction {
    /// It uses the token and connects.
    Connects,
    /// It stops and tells the page why.
    Stops,
    /// It retries forever.
    Retries,
    /// After a preflight, it sends the request itself.
    Proceeds,
    /// It waits and sends no other request meanwhile.
    Waits,
}

/// The statuses that stop the client if the page names a URL. It retries all others except 2xx.
const STOPS: [u16; 11] = [400, 401, 403, 404, 405, 410, 412, 414, 422, 431, 451];

impl Reaction {
    /// The reaction if the page names a URL.
    pub(crate) fn to(status: u16, body: &[u8]) -> Self {
        match status {
            200..=299 if holds_token(body) => Self::Connects,
            status if STOPS.contains(&status) => Self::Stops,
            _ => Self::Retries,
        }
    }

    /// The reaction if the page has a callback, written as in the documentation.
    ///
    /// The client then sees the body, but not the status.
    pub(crate) fn to_callback(body: &[u8]) -> Self {
        match text(body, "error").as_deref() {
            _ if holds_token(body) => Self::Connects,
            Some("forbidden") => Self::Stops,
            _ => Self::Retries,
        }
    }
}

/// Whether a page on this origin, whose request had credentials, can read a reply.
pub(crate) fn can_read(reply: &Reply, origin: &str) -> bool {
    reply.header("access-control-allow-origin") == Some(origin)
        && reply.header("access-control-allow-credentials") == Some("true")
}

/// Whether the browser sends the request itself after this reply to a preflight.
pub(crate) fn can_proceed(reply: &Reply, preflight: &Request, origin: &str) -> bool {
    let names = |list: &str| list.split(',').map(|name| name.trim().to_ascii_lowercase()).collect::<Vec<_>>();
    let allowed = names(reply.header("access-control-allow-headers").unwrap_or_default());
    let requested = preflight.only("access-control-request-headers").map(names).unwrap_or_default();
    (200..300).contains(&reply.status) && can_read(reply, origin) && requested.iter().all(|name| allowed.contains(name))
}

/// Whether a body is a JSON object with a token of three parts.
fn holds_token(body: &[u8]) -> bool {
    text(body, "token").is_some_and(|token| token.split('.').count() == 3)
}

/// Reads a string member of a JSON object.
fn text(body: &[u8], key: &str) -> Option<String> {
    Some(serde_json::from_slice::<serde_json::Value>(body).ok()?.get(key)?.as_str()?.to_owned())
}
