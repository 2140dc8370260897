//! A person, as the application and Liveblocks see them.

use std::borrow::Cow;
use std::fmt;

use liveblocks_auth::{BoxError, LiveblocksUser, UserInfo};

/// A person with an account.
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    /// The id. It never changes, because Liveblocks counts and addresses people by it.
    pub id: String,
    /// The address for signing in. It stays inside the application.
    pub email: String,
    /// The name that others see.
    pub name: String,
    /// The color of the person's cursor, as CSS.
    pub color: String,
    /// The Argon2 hash of the password. A session is bound to it, so a new password ends the old
    /// sessions.
    pub password_hash: String,
}

impl LiveblocksUser for Person {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }

    /// Everyone in the room sees this: the name and the color, but not the email address.
    fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
        Ok(Some(UserInfo::from_entries([("name", &self.name), ("color", &self.color)])?))
    }
}

/// Shows only the id: login middleware logs the `Debug` form of its users.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, email: _, name: _, color: _, password_hash: _ } = self;
        f.debug_struct("Person").field("id", id).finish_non_exhaustive()
    }
}
