use std::borrow::Cow;
use std::collections::HashMap;

use liveblocks_auth::{BoxError, RequestHead, RoomId, UserResolver};
use liveblocks_auth::{LiveblocksUser, UserInfo};

/// A user, as in your database.
#[derive(Clone, Debug)]
pub struct User {
    /// The same at every visit.
    pub id: String,
    /// Everybody in the room can see it.
    pub name: String,
    /// Rooms are named `<organization>:<group>:<document>`.
    pub organization: String,
    /// The second part of those names.
    pub group: String,
}

/// How Liveblocks sees them: the arguments of `prepareSession` and `identifyUser`.
impl LiveblocksUser for User {
    // user.id
    fn user_id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }
    // { userInfo: user.metadata }
    fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
        Ok(Some(UserInfo::from_entries([("name", &self.name)])?))
    }
    // { groupIds }, in ID tokens only
    fn group_ids(&self) -> Option<Vec<Cow<'_, str>>> {
        Some(vec![Cow::Borrowed(&self.group)])
    }
}

/// Your login: the session cookies and their users. In your application it is a database.
#[derive(Debug, Default)]
pub struct Sessions(HashMap<String, User>);

/// `__getUserFromDB__(request)`
impl UserResolver for Sessions {
    type User = User;

    async fn resolve(&self, head: &RequestHead) -> Result<Option<User>, BoxError> {
        let Some(session) = head.cookie("session") else { return Ok(None) };
        Ok(self.0.get(session).cloned())
    }
}

/// `__shouldUserHaveAccess__(user, room)`
pub fn should_user_have_access(user: &User, room: &RoomId) -> bool {
    room.as_str().split(':').next() == Some(&user.organization)
}
