//! A person, as the application knows them and as Liveblocks sees them.

use std::borrow::Cow;
use std::fmt;

use liveblocks_auth::{BoxError, LiveblocksUser, UserInfo};

/// A person with an account.
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    /// The id, the same for ever: Liveblocks counts and addresses people by it.
    pub id: String,
    /// The address that the person signs in with. It stays inside the application.
    pub email: String,
    /// The name that others see.
    pub name: String,
    /// The colour of the person's cursor, as CSS.
    pub color: String,
    /// The Argon2 hash of the password. A session is bound to it, so that a new password ends the
    /// old sessions.
    pub password_hash: String,
}

impl LiveblocksUser for Person {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }

    /// Everybody in the room sees this: the name and the colour, not the e-mail address.
    fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
        Ok(Some(UserInfo::from_entries([("name", &self.name), ("color", &self.color)])?))
    }
}

/// Shows the id only: login middleware writes the `Debug` form of its users to the log.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, email: _, name: _, color: _, password_hash: _ } = self;
        f.debug_struct("Person").field("id", id).finish_non_exhaustive()
    }
}
