//! Reads Liveblocks' error replies, as far as they are safe to log.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::log::TARGET;
use crate::wire::json::Object;

/// The error codes of Liveblocks and its dev server. Other texts are not logged, because they might
/// repeat what was sent.
const CODES: [&str; 10] = [
    "MISSING_SECRET_KEY",
    "WRONG_KEY_USED",
    "INVALID_SECRET_KEY",
    "UNPROCESSABLE_ENTITY",
    "Unauthorized",
    "Forbidden",
    "Not Found",
    "Method Not Allowed",
    "Unprocessable Entity",
    "Bad Request",
];
/// The fields of our request that an error message can name.
const FIELDS: [&str; 5] = ["userId", "permissions", "userInfo", "organizationId", "groupIds"];

/// An error reply that the operator must look at.
pub(super) struct Refusal {
    status: u16,
    code: Option<&'static str>,
    field: Option<&'static str>,
}

impl Refusal {
    /// Reads the known words from an error body.
    pub(super) fn read(status: u16, body: &[u8]) -> Self {
        let object = Object::parse(body);
        let text = |key: &str| object.as_ref().and_then(|object| object.text(key)).unwrap_or_default();
        let (code, message) = (text("error"), text("message") + text("reason"));
        Self {
            status,
            code: CODES.into_iter().find(|known| *known == code),
            field: FIELDS.into_iter().find(|field| message.contains(&format!("'{field}"))),
        }
    }

    pub(super) fn report(&self) {
        let Self { status, code, field } = self;
        let hint = match status {
            401 | 403 => {
                "Liveblocks rejects the secret key; check LIVEBLOCKS_SECRET_KEY, and that it belongs to this base URL"
            }
            404 | 405 => "there is no Liveblocks API at the base URL; check LIVEBLOCKS_BASE_URL",
            300..=399 => "the base URL redirects; set LIVEBLOCKS_BASE_URL to the target of the redirect",
            _ => "Liveblocks rejects the request; check the user, and what the policy grants",
        };
        tracing::error!(
            target: TARGET, { upstream.status = status, upstream.code = code, upstream.field = field, hint }, "misconfigured"
        );
    }
}

/// Returns the time in `Retry-After`: a number of seconds, or the time until a date.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    text.parse().ok().map(Duration::from_secs).or_else(|| {
        let date = httpdate::parse_http_date(text).ok()?;
        Some(date.duration_since(SystemTime::now()).unwrap_or(Duration::ZERO))
    })
}
