//! The configurable limits of a request, and the limits that Liveblocks documents.

use std::time::Duration;

use crate::error::Error;

/// The time after which the browser client gives up. Source: its `AUTH_TIMEOUT`.
///
/// Its next try joins the request that still hangs.
pub(crate) const CLIENT_TIMEOUT: Duration = Duration::from_secs(10);
/// The default time from a request's arrival to its reply.
pub(crate) const DEFAULT_DEADLINE: Duration = Duration::from_secs(8);

/// The maximum length of a room id, and of a pattern's prefix, in UTF-16 code units.
///
/// Source: Liveblocks' technical limits, and the grammar in every official SDK.
pub(crate) const MAX_ROOM_UNITS: usize = 128;
/// The maximum length of a user id, in UTF-16 code units. Source: Liveblocks' technical limits.
pub(crate) const MAX_USER_ID_UNITS: usize = 128;
/// The maximum length of user info as JSON, in UTF-16 code units. Source: Liveblocks' technical
/// limits.
pub(crate) const MAX_USER_INFO_UNITS: usize = 1024;
/// The maximum number of entries in one token. Source: every official SDK, and Liveblocks' 422.
pub(crate) const MAX_GRANTS: usize = 10;

/// The configurable limits of every request.
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

/// Checks the length of a text in UTF-16 code units.
///
/// JavaScript's `"…".length` counts these units, and so do the official SDKs and the browser
/// client.
pub(crate) fn check_units(what: &str, text: &str, most: usize) -> Result<(), Error> {
    let units = utf16_len(text);
    if units <= most {
        return Ok(());
    }
    Err(Error::limit(format!("the {what} has {units} characters; the limit is {most}")))
}

/// Returns the length of a text in UTF-16 code units.
pub(crate) fn utf16_len(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}
