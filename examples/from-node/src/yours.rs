use std::borrow::Cow;
use std::collections::HashMap;

use liveblocks_auth::{BoxError, RequestHead, RoomId, UserResolver, async_trait};
use liveblocks_auth::{LiveblocksUser, UserInfo};

/// A user, as your database has them.
#[derive(Clone, Debug)]
pub struct User {
    /// The same at every visit.
    pub id: String,
    /// Everybody in the room sees it.
    pub name: String,
    /// Rooms are named `<organization>:<group>:<document>`.
    pub organization: String,
    /// The second part of those names.
    pub group: String,
}

/// How Liveblocks shall see them: the arguments of `prepareSession` and `identifyUser`.
impl LiveblocksUser for User {
    // user.id
    fn user_id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }
    // { userInfo: user.metadata }
    fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
        Ok(Some(UserInfo::from_entries([("name", &self.name)])?))
    }
    // { groupIds }, which only ID tokens have
    fn group_ids(&self) -> Option<Vec<Cow<'_, str>>> {
        Some(vec![Cow::Borrowed(&self.group)])
    }
}

/// Your login, by the value of its cookie. Here it is a map, in your application a database.
#[derive(Debug, Default)]
pub struct Sessions(HashMap<String, User>);

/// `__getUserFromDB__(request)`
#[async_trait]
impl UserResolver for Sessions {
    type User = User;

    async fn resolve(&self, head: RequestHead<'_>) -> Result<Option<User>, BoxError> {
        let Some(session) = head.cookie("session") else { return Ok(None) };
        Ok(self.0.get(session).cloned())
    }
}

/// `__shouldUserHaveAccess__(user, room)`
pub fn should_user_have_access(user: &User, room: &RoomId) -> bool {
    room.as_str().split(':').next() == Some(&user.organization)
}
