//! Room ids, as clients name them.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;
use crate::limits::{MAX_ROOM_UNITS, check_units};

/// The id of one room, as a *client* can name it.
///
/// 1 to 128 characters (UTF-16 code units, as in JavaScript), without `*` and control characters.
///
/// Ids are not normalized, neither here nor at Liveblocks: two ids that look alike can be different
/// rooms.
///
/// # Security
///
/// A `RoomId` is the only room type that a request can carry, and it converts only into an *exact*
/// [`RoomPattern`](crate::RoomPattern). So nothing that a client sends can become a wildcard.
///
/// # Examples
///
/// ```
/// use liveblocks_auth::RoomId;
///
/// let room: RoomId = "acme:docs:roadmap".parse()?;
/// assert_eq!(room.as_str(), "acme:docs:roadmap");
/// assert!("acme:*".parse::<RoomId>().is_err());
/// # Ok::<(), liveblocks_auth::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomId(String);

impl RoomId {
    /// Checks a room id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) if the id is empty, is longer than 128 UTF-16
    /// code units, or contains a `*` or a control character.
    pub fn new(id: impl Into<String>) -> Result<Self, Error> {
        let id = id.into();
        check_name("room id", &id)?;
        if id.chars().any(char::is_control) {
            return Err(Error::limit("the room id holds a control character; leave it out"));
        }
        Ok(Self(id))
    }

    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RoomId {
    type Err = Error;

    fn from_str(id: &str) -> Result<Self, Error> {
        Self::new(id)
    }
}

impl TryFrom<String> for RoomId {
    type Error = Error;

    fn try_from(id: String) -> Result<Self, Error> {
        Self::new(id)
    }
}

impl From<RoomId> for String {
    fn from(room: RoomId) -> Self {
        room.0
    }
}

impl AsRef<str> for RoomId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for RoomId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for RoomId {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for RoomId {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for RoomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RoomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for RoomId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RoomId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Checks the rules that ids and prefixes share. The error omits the text, which a client may have
/// sent.
pub(crate) fn check_name(what: &str, name: &str) -> Result<(), Error> {
    if name.is_empty() {
        return Err(Error::limit(format!("the {what} is empty")));
    }
    if name.contains('*') {
        return Err(Error::limit(format!("the {what} holds a *")));
    }
    check_units(what, name, MAX_ROOM_UNITS)
}
