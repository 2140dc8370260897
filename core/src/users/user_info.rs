//! The public information about a user.

use std::fmt;

use serde::{Serialize, Serializer as _};

use crate::error::Error;
use crate::limits::{MAX_USER_INFO_UNITS, check_units};
use crate::wire::json::{Object, holds_lone_surrogate, trim};

/// Public information about a user: a JSON object, checked and already serialized.
///
/// At most 1024 characters of JSON (UTF-16 code units). `name` and `avatar` are optional and must
/// be text; Liveblocks' own components show them.
///
/// # Security
///
/// **It is public.** Everyone in the room receives it, and it is readable in the token. Choose its
/// fields one by one. Never serialize your database's whole user into it.
#[derive(Clone)]
pub struct UserInfo(Box<str>);

impl UserInfo {
    /// Serializes a value that becomes a JSON object: a struct or a map.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) if the value can't be serialized, is not an
    /// object, is longer than 1024 characters of JSON, or has a `name` or an `avatar` that is not
    /// text.
    pub fn new(value: &(impl Serialize + ?Sized)) -> Result<Self, Error> {
        let json =
            serde_json::to_string(value).map_err(|_| Error::limit("the user info cannot be serialized as JSON"))?;
        Self::from_json(json)
    }

    /// Makes an object of these entries, in this order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit), as for [`new`](Self::new), and also if a key
    /// is repeated.
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
            .ok_or_else(|| Error::limit("the user info cannot be serialized as JSON"))
            .and_then(Self::from_json)
    }

    /// Takes a JSON text unchanged, except for white space around it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit), as for [`new`](Self::new). Also if the text
    /// is not JSON, repeats a key, or contains the escape of a lone surrogate, such as `\ud800`.
    pub fn from_json(json: impl Into<String>) -> Result<Self, Error> {
        let json = json.into();
        check_units("user info as JSON", json.trim(), MAX_USER_INFO_UNITS)?;
        let object = Object::parse(json.as_bytes())
            .ok_or_else(|| Error::limit("the user info is not a JSON object with unique keys"))?;
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

    /// Returns the JSON text, as it is sent to Liveblocks.
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
