//! A pattern of rooms: what code can grant.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::error::Error;
use crate::limits::utf16_len;
use crate::rooms::id::{RoomId, check_name};

/// Which rooms an entry of a token opens, as *code* grants it: one room, all rooms under a prefix,
/// or all rooms.
///
/// There is on purpose no conversion from plain text: a wildcard is built by a call that says so. A
/// [`RoomId`] converts into an exact pattern.
///
/// | built by | stands for |
/// |---|---|
/// | [`RoomPattern::exact`], `RoomPattern::from(&room_id)` | one room |
/// | [`RoomPattern::under`], [`RoomPattern::under_separated`] | every room below some segments: `acme:docs:*` |
/// | [`RoomPattern::prefix_unchecked`] | every room whose id begins with a text |
/// | [`RoomPattern::all`] | every room of the organization |
/// | [`RoomPattern::parse_trusted`] | whatever a text of *yours* says, in the form of the official SDKs |
///
/// # Security
///
/// A prefix without a separator reaches further than it looks: `org1*` also opens `org10:secret`.
/// `under` inserts the separator and refuses segments that hold one, so prefer it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RoomPattern(
    /// The text form; a `*` can only be its end.
    String,
);

impl RoomPattern {
    /// Every room of the organization: `*`.
    ///
    /// # Security
    ///
    /// With no organization on the user, that is every room of the default organization.
    #[must_use]
    pub fn all() -> Self {
        Self("*".to_owned())
    }

    /// One room.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) when the id is empty, longer than 128 UTF-16
    /// code units, or holds a `*`.
    pub fn exact(id: impl Into<String>) -> Result<Self, Error> {
        let id = id.into();
        check_name("room name", &id)?;
        Ok(Self(id))
    }

    /// Every room below `segments`, which are joined and ended by `:`, the separator of Liveblocks'
    /// own naming advice.
    ///
    /// # Errors
    ///
    /// As [`under_separated`](Self::under_separated).
    ///
    /// # Examples
    ///
    /// ```
    /// use liveblocks_auth::RoomPattern;
    ///
    /// assert_eq!(RoomPattern::under(["acme", "docs"])?.to_string(), "acme:docs:*");
    /// // A user without a team does not share rooms with everybody else who has none.
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

    /// Every room below `segments`, which are joined and ended by `separator`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) when there is no segment, a segment is empty
    /// or holds the separator, a `*` or a control character, the separator is one of these, or the
    /// whole prefix is longer than 128 UTF-16 code units.
    pub fn under_separated<I>(separator: char, segments: I) -> Result<Self, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        if separator == '*' || separator.is_control() {
            return Err(Error::limit("the separator of a room pattern cannot be * or a control character"));
        }
        // As much as most prefixes need, so that it grows at once.
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

    /// Every room whose id begins with `prefix`, the prefix itself included.
    ///
    /// Unchecked, because nothing makes sure that the prefix ends at a separator.
    ///
    /// # Security
    ///
    /// Never build `prefix` from what a client sent, and end it with your separator: `org1` also
    /// opens `org10:secret`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) when the prefix is empty, longer than 128
    /// UTF-16 code units, or holds a `*`.
    pub fn prefix_unchecked(prefix: impl Into<String>) -> Result<Self, Error> {
        let mut pattern = prefix.into();
        check_name("prefix of a room pattern", &pattern)?;
        pattern.push('*');
        Ok(Self(pattern))
    }

    /// Reads the text form that every Liveblocks SDK takes: `acme:docs:7`, `acme:*` or `*`.
    ///
    /// # Security
    ///
    /// Only for text from your own code, configuration or database. A client that may choose this
    /// text may choose `*`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) when the text is empty, has a `*` anywhere but
    /// at its end, or has more than 128 UTF-16 code units before it.
    pub fn parse_trusted(text: &str) -> Result<Self, Error> {
        match text.strip_suffix('*') {
            Some("") => Ok(Self::all()),
            Some(prefix) => Self::prefix_unchecked(prefix),
            None => Self::exact(text),
        }
    }

    /// Whether the pattern reaches this room.
    #[must_use]
    pub fn matches(&self, room: &RoomId) -> bool {
        let room = room.as_str();
        self.prefix().map_or_else(|| self.0 == room, |prefix| room.starts_with(prefix))
    }

    /// Whether the pattern may reach more than one room.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.prefix().is_some()
    }

    /// How specific the pattern is: its length without the `*`, in UTF-16 code units.
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

/// The text form that goes over the wire.
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
