use std::borrow::Cow;
use std::collections::HashMap;

use liveblocks_auth::{BoxError, LiveblocksUser, RequestHead, RoomId, UserInfo, UserResolver};

/// A user, as in your database.
#[derive(Clone, Debug)]
pub struct User {
    id: String,   // never changes
    name: String, // everybody in the room can see it
    /// Rooms are named `<organization>:<group>:<document>`.
    pub organization: String,
    /// The second part of those names.
    pub group: String,
}

/// How Liveblocks sees the user: `user.id`, `user.metadata` and, in ID tokens only, `groupIds`.
impl LiveblocksUser for User {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }
    fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
        Ok(Some(UserInfo::from_entries([("name", &self.name)])?))
    }
    fn group_ids(&self) -> Option<Vec<Cow<'_, str>>> {
        Some(vec![Cow::Borrowed(&self.group)])
    }
}

/// Your login: session cookies and their users. In your application, it is a database.
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
