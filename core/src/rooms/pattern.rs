//! Room patterns, which only code can grant.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::error::Error;
use crate::limits::utf16_len;
use crate::rooms::id::{RoomId, check_name};

/// The rooms of one grant: one room, all rooms with a prefix, or all rooms.
///
/// Only *code* makes a pattern. There is deliberately no conversion from plain text: the call that
/// makes a wildcard says so in its name. A [`RoomId`] converts into an exact pattern.
///
/// | built by | matches |
/// |---|---|
/// | [`RoomPattern::exact`], `RoomPattern::from(&room_id)` | one room |
/// | [`RoomPattern::under`], [`RoomPattern::under_separated`] | every room below some segments: `acme:docs:*` |
/// | [`RoomPattern::prefix_unchecked`] | every room whose id starts with a text |
/// | [`RoomPattern::all`] | every room of the organization |
/// | [`RoomPattern::parse_trusted`] | the rooms of a text that *you* wrote, in the form of the official SDKs |
///
/// # Security
///
/// A prefix without a separator matches more than you might expect: `org1*` also opens
/// `org10:secret`. Prefer `under`, which adds the separator and rejects segments that contain one.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RoomPattern(
    /// The text form. A `*` can occur only at its end.
    String,
);

impl RoomPattern {
    /// Matches every room of the organization: `*`.
    ///
    /// # Security
    ///
    /// For a user without an organization, that is every room of the default organization.
    #[must_use]
    pub fn all() -> Self {
        Self("*".to_owned())
    }

    /// Matches one room.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) if the id is empty, is longer than 128 UTF-16
    /// code units, or contains a `*`.
    pub fn exact(id: impl Into<String>) -> Result<Self, Error> {
        let id = id.into();
        check_name("room name", &id)?;
        Ok(Self(id))
    }

    /// Matches every room whose id starts with the segments, each followed by `:`.
    ///
    /// Liveblocks' own naming advice uses this separator.
    ///
    /// # Errors
    ///
    /// The errors of [`under_separated`](Self::under_separated).
    ///
    /// # Examples
    ///
    /// ```
    /// use liveblocks_auth::RoomPattern;
    ///
    /// assert_eq!(RoomPattern::under(["acme", "docs"])?.to_string(), "acme:docs:*");
    /// // Users without a team must not share rooms with each other.
    /// assert!(RoomPattern::under([""]).is_err());
    /// # Ok::<(), liveblocks_auth::Error>(())
    /// ```
    pub fn under<I>(segments: I) -> Result<Self, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        Self::under_separated(':', segments)
    }

    /// Matches every room whose id starts with the segments, each followed by `separator`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) if
    ///
    /// * there are no segments;
    /// * a segment is empty, or contains the separator, a `*` or a control character;
    /// * the separator is a `*` or a control character;
    /// * the whole prefix is longer than 128 UTF-16 code units.
    pub fn under_separated<I>(separator: char, segments: I) -> Result<Self, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        if separator == '*' || separator.is_control() {
            return Err(Error::limit("the separator of a room pattern cannot be * or a control character"));
        }
        // Enough for most prefixes, so that the string seldom grows.
        let mut prefix = String::with_capacity(32);
        for segment in segments {
            let segment = segment.as_ref();
            if segment.is_empty() {
                return Err(Error::limit("a segment of a room pattern is empty; it would open the rooms of others"));
            }
            if segment.contains(separator) {
                return Err(Error::limit(format!("a segment of a room pattern holds the separator {separator:?}")));
            }
            if segment.chars().any(|c| c == '*' || c.is_control()) {
                return Err(Error::limit("a segment of a room pattern holds a * or a control character"));
            }
            prefix.push_str(segment);
            prefix.push(separator);
        }
        if prefix.is_empty() {
            return Err(Error::limit("a room pattern needs a segment; for every room write RoomPattern::all()"));
        }
        Self::prefix_unchecked(prefix)
    }

    /// Matches every room whose id starts with `prefix`, and the room `prefix` itself.
    ///
    /// Does not check that the prefix ends with a separator.
    ///
    /// # Security
    ///
    /// Never build `prefix` from what a client sent. Always end it with your separator: without
    /// one, `org1` also opens `org10:secret`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) if the prefix is empty, is longer than 128
    /// UTF-16 code units, or contains a `*`.
    pub fn prefix_unchecked(prefix: impl Into<String>) -> Result<Self, Error> {
        let mut pattern = prefix.into();
        check_name("prefix of a room pattern", &pattern)?;
        pattern.push('*');
        Ok(Self(pattern))
    }

    /// Parses the text form of the official Liveblocks SDKs: `acme:docs:7`, `acme:*` or `*`.
    ///
    /// # Security
    ///
    /// Use it only for text from your own code, configuration or database. A client that can choose
    /// this text can choose `*`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) if the text is empty, has a `*` anywhere but
    /// at its end, or is longer than 128 UTF-16 code units, not counting the `*` at its end.
    pub fn parse_trusted(text: &str) -> Result<Self, Error> {
        match text.strip_suffix('*') {
            Some("") => Ok(Self::all()),
            Some(prefix) => Self::prefix_unchecked(prefix),
            None => Self::exact(text),
        }
    }

    /// Returns whether the pattern matches `room`.
    #[must_use]
    pub fn matches(&self, room: &RoomId) -> bool {
        let room = room.as_str();
        self.prefix().map_or_else(|| self.0 == room, |prefix| room.starts_with(prefix))
    }

    /// Returns whether the pattern can match more than one room.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.prefix().is_some()
    }

    /// Returns how specific the pattern is: its length without the `*`, in UTF-16 code units.
    pub(crate) fn specificity(&self) -> usize {
        utf16_len(self.prefix().unwrap_or(&self.0))
    }

    fn prefix(&self) -> Option<&str> {
        self.0.strip_suffix('*')
    }
}

impl From<RoomId> for RoomPattern {
    fn from(room: RoomId) -> Self {
        Self(room.into())
    }
}

impl From<&RoomId> for RoomPattern {
    fn from(room: &RoomId) -> Self {
        Self(room.as_str().to_owned())
    }
}

/// Prints the text form, as it is sent to Liveblocks.
impl fmt::Display for RoomPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RoomPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for RoomPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
