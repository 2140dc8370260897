//! Describes the application's own users to Liveblocks.

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::BoxError;
use crate::users::user_info::UserInfo;

/// Describes the application's own user type to Liveblocks.
///
/// Only [`user_id`](Self::user_id) is required. `str` and `String` are users with an id and nothing
/// else.
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
///     // Everyone in the room sees this, so it has the name, but not the email address.
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
    /// Returns the user's id: 1 to 128 characters (UTF-16 code units).
    ///
    /// The id must stay the same for a person at every visit: Liveblocks counts monthly active
    /// users by it, addresses notifications to it, and signs comments with it.
    ///
    /// # Security
    ///
    /// Take the id from the application's own session, never from what the page sent.
    fn user_id(&self) -> Cow<'_, str>;

    /// Returns what everyone in the room can know about the user. Nothing by default.
    ///
    /// # Errors
    ///
    /// Any error of the application's own code, such as an error of [`UserInfo`]. The request gets
    /// a 503.
    fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
        Ok(None)
    }

    /// Returns the Liveblocks organization in which the token is valid.
    ///
    /// `None` is the default organization, which all users without an organization share.
    fn organization_id(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Returns the user's groups, which can have permissions on rooms. Only for *ID tokens*.
    ///
    /// `None` leaves the field out. An empty list is sent as an empty list. Access tokens have no
    /// groups.
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
