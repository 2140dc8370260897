//! The public information about a user.

use std::fmt;

use serde::{Serialize, Serializer as _};

use crate::error::Error;
use crate::limits::{MAX_USER_INFO_UNITS, check_units};
use crate::wire::json::{Object, holds_lone_surrogate, trim};

/// What everybody in a room may know of a user: a JSON object, checked and already serialised.
///
/// At most 1024 characters of JSON (UTF-16 code units). `name` and `avatar` must be text where they
/// are present; Liveblocks' own components show them.
///
/// # Security
///
/// **It is public.** Everybody in the room receives it, and it can be read in the token. Choose its
/// fields one by one; never serialise the whole user of your database into it.
#[derive(Clone)]
pub struct UserInfo(Box<str>);

impl UserInfo {
    /// Serialises a value that becomes a JSON object: a struct or a map.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) when the value cannot be serialised, is not an object, is longer than
    /// 1024 characters of JSON, or has a `name` or an `avatar` that is not text.
    pub fn new(value: &(impl Serialize + ?Sized)) -> Result<Self, Error> {
        let json =
            serde_json::to_string(value).map_err(|_| Error::limit("the user info cannot be serialised as JSON"))?;
        Self::from_json(json)
    }

    /// An object of these entries, in this order.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new); also when a key stands twice.
    pub fn from_entries<K, V>(entries: impl IntoIterator<Item = (K, V)>) -> Result<Self, Error>
    where
        K: Serialize,
        V: Serialize,
    {
        let mut json = Vec::new();
        serde_json::Serializer::new(&mut json)
            .collect_map(entries)
            .ok()
            .and_then(|()| String::from_utf8(json).ok())
            .ok_or_else(|| Error::limit("the user info cannot be serialised as JSON"))
            .and_then(Self::from_json)
    }

    /// Takes JSON text as it is, to the byte.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new); also when the text is not JSON, has a key twice, or holds what no
    /// Unicode text can (a lone surrogate).
    pub fn from_json(json: impl Into<String>) -> Result<Self, Error> {
        let json = json.into();
        check_units("user info as JSON", json.trim(), MAX_USER_INFO_UNITS)?;
        let object = Object::parse(json.as_bytes())
            .ok_or_else(|| Error::limit("the user info is not a JSON object with every key once"))?;
        if holds_lone_surrogate(&json) {
            return Err(Error::limit("the user info holds half of a character (a lone surrogate)"));
        }
        for field in ["name", "avatar"] {
            if object.get(field).is_some() && object.text(field).is_none() {
                return Err(Error::limit(format!(
                    "the {field:?} of the user info is not text; Liveblocks requires text"
                )));
            }
        }
        Ok(Self(trim(&json).into()))
    }

    /// The JSON text as it goes over the wire.
    #[must_use]
    pub fn as_json(&self) -> &str {
        &self.0
    }
}

/// Shows the length, never the content.
impl fmt::Debug for UserInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UserInfo({} bytes)", self.0.len())
    }
}
