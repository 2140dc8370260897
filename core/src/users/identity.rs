//! A user as Liveblocks sees them, checked.

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::{Error, ErrorKind};
use crate::limits::{MAX_USER_ID_UNITS, check_units};
use crate::users::liveblocks_user::LiveblocksUser;
use crate::users::user_info::UserInfo;

/// A user as Liveblocks sees them. All limits have been checked.
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

    /// Reads and checks a user whose id is already known.
    pub(crate) fn with_id<U: LiveblocksUser + ?Sized>(user: &U, user_id: Arc<str>) -> Result<Self, Error> {
        if user_id.is_empty() {
            return Err(Error::limit("the user id is empty; Liveblocks needs one that stays the same for a person"));
        }
        check_units("user id", &user_id, MAX_USER_ID_UNITS)?;
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
