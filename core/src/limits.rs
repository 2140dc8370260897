//! Every limit: those of a request, which can be set, and those that Liveblocks documents.

use std::time::Duration;

use crate::error::Error;

/// The browser client gives up after 10 s, and its next try joins the request that hangs. Source:
/// its `AUTH_TIMEOUT`.
pub(crate) const CLIENT_TIMEOUT: Duration = Duration::from_secs(10);
/// The time from a request's arrival to its reply, unless it is set.
pub(crate) const DEFAULT_DEADLINE: Duration = Duration::from_secs(8);

/// The longest room id, and the longest prefix of a pattern, in UTF-16 code units. Source:
/// Liveblocks' technical limits, and the grammar in every official SDK.
pub(crate) const MAX_ROOM_UNITS: usize = 128;
/// The longest user id, in UTF-16 code units. Source: Liveblocks' technical limits.
pub(crate) const MAX_USER_ID_UNITS: usize = 128;
/// The longest user info as JSON, in UTF-16 code units. Source: Liveblocks' technical limits.
pub(crate) const MAX_USER_INFO_UNITS: usize = 1024;
/// The most entries in one token. Source: every official SDK, and Liveblocks' 422.
pub(crate) const MAX_GRANTS: usize = 10;

/// The limits of every request that can be set.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) deadline: Duration,
    pub(crate) body_timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) body_limit: usize,
    pub(crate) reply_limit: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            deadline: DEFAULT_DEADLINE,
            body_timeout: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(2),
            body_limit: 16 * 1024,
            reply_limit: 64 * 1024,
        }
    }
}

/// Checks the length of a text in UTF-16 code units: what `"…".length` is in the official SDKs and
/// the browser client.
pub(crate) fn check_units(what: &str, text: &str, most: usize) -> Result<(), Error> {
    let units = utf16_len(text);
    if units <= most {
        return Ok(());
    }
    Err(Error::limit(format!("the {what} has {units} characters; the limit is {most}")))
}

/// The length of a text in UTF-16 code units.
pub(crate) fn utf16_len(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}
