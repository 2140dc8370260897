//! How Liveblocks sees the application's own users.

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::BoxError;
use crate::users::user_info::UserInfo;

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
