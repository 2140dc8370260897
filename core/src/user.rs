//! How Liveblocks sees the application's own users.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer as _};

use crate::error::{BoxError, Error, ErrorKind};
use crate::json::{Object, holds_lone_surrogate, trim};
use crate::text::utf16_len;

/// The longest user id, in UTF-16 code units. Source: Liveblocks' technical limits.
const MAX_USER_ID_UNITS: usize = 128;
/// The longest user info once serialised, in UTF-16 code units. Source: Liveblocks' technical
/// limits.
const MAX_USER_INFO_UNITS: usize = 1024;

/// How Liveblocks sees the application's own user type.
///
/// Only [`user_id`](Self::user_id) must be written. It has to come from the application's own
/// session, never from what the page sent, and has to be the same for one person at every visit: it
/// counts monthly active users, addresses notifications and signs comments.
///
/// `str` and `String` are users that have an id and nothing else.
///
/// # Examples
///
/// ```
/// use std::borrow::Cow;
/// use liveblocks_auth::{BoxError, LiveblocksUser, UserInfo};
///
/// struct Account { id: i64, display_name: String, email: String, team: String }
///
/// impl LiveblocksUser for Account {
///     fn user_id(&self) -> Cow<'_, str> {
///         self.id.to_string().into()
///     }
///     // Everybody in the room sees this: the name, but not the e-mail address.
///     fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
///         Ok(Some(UserInfo::from_entries([("name", &self.display_name)])?))
///     }
///     fn organization_id(&self) -> Option<Cow<'_, str>> {
///         Some(Cow::Borrowed(&self.team))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "Liveblocks cannot see `{Self}` as a user",
    note = "implement `LiveblocksUser` for it; only `user_id` is required (`String` and `str` are users as they are)"
)]
pub trait LiveblocksUser {
    /// The id of the person: 1 to 128 characters (UTF-16 code units).
    fn user_id(&self) -> Cow<'_, str>;

    /// What everybody in the room may know of the person. Nothing by default.
    ///
    /// # Errors
    ///
    /// Whatever kept the application from making it, an error of [`UserInfo`] for example. The
    /// browser is answered 503.
    fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
        Ok(None)
    }

    /// The Liveblocks organization in which the token is valid. Without one, Liveblocks takes its
    /// default organization, which all users without an organization share.
    fn organization_id(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// The groups of the person, by which rooms give access to the bearer of an *ID token*. Access
    /// tokens have no groups.
    ///
    /// `None` leaves the field out; an empty list is sent as an empty list.
    fn group_ids(&self) -> Option<Vec<Cow<'_, str>>> {
        None
    }
}

impl LiveblocksUser for str {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl LiveblocksUser for String {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        impl<T: LiveblocksUser + ?Sized> LiveblocksUser for $pointer {
            fn user_id(&self) -> Cow<'_, str> {
                (**self).user_id()
            }
            fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
                (**self).user_info()
            }
            fn organization_id(&self) -> Option<Cow<'_, str>> {
                (**self).organization_id()
            }
            fn group_ids(&self) -> Option<Vec<Cow<'_, str>>> {
                (**self).group_ids()
            }
        }
    )*};
}
forward!(&T, Box<T>, Arc<T>);

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
    /// [`ErrorKind::Limit`] when the value cannot be serialised, is not an object, is longer than
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
        let units = utf16_len(json.trim());
        if units > MAX_USER_INFO_UNITS {
            return Err(Error::limit(format!(
                "the user info has {units} characters of JSON; the limit is {MAX_USER_INFO_UNITS}"
            )));
        }
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

/// A user as Liveblocks sees them, within all limits.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(crate) user_id: Arc<str>,
    pub(crate) user_info: Option<UserInfo>,
    pub(crate) organization_id: Option<String>,
    pub(crate) group_ids: Option<Vec<String>>,
}

impl Identity {
    pub(crate) fn of<U: LiveblocksUser + ?Sized>(user: &U) -> Result<Self, Error> {
        Self::with_id(user, user.user_id().into())
    }

    /// The user, whose id is known already.
    pub(crate) fn with_id<U: LiveblocksUser + ?Sized>(user: &U, user_id: Arc<str>) -> Result<Self, Error> {
        if user_id.is_empty() {
            return Err(Error::limit("the user id is empty; Liveblocks needs one that stays the same for a person"));
        }
        let units = utf16_len(&user_id);
        if units > MAX_USER_ID_UNITS {
            return Err(Error::limit(format!("the user id has {units} characters; the limit is {MAX_USER_ID_UNITS}")));
        }
        let organization_id = user.organization_id().map(Cow::into_owned);
        if organization_id.as_deref() == Some("") {
            return Err(Error::limit("the organization id is empty; leave it out to use the default organization"));
        }
        let user_info = user.user_info().map_err(|error| {
            Error::of(ErrorKind::User, "the user info could not be made", error, |kind| kind == ErrorKind::Limit)
        })?;
        let group_ids = user.group_ids().map(|ids| ids.into_iter().map(Cow::into_owned).collect());
        Ok(Self { user_id, user_info, organization_id, group_ids })
    }
}
