//! Documents, and the role of a person in the team that a document belongs to.

use liveblocks_auth::Access;
use serde::Serialize;

/// What a person is in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum Role {
    /// Reads and writes.
    Owner,
    /// Reads and writes.
    Editor,
    /// Reads.
    Viewer,
}

impl Role {
    /// How far this role opens the documents of its team. Owners and editors differ in the application (who may invite, who may
    /// delete), not in the room.
    #[must_use]
    pub fn access(self) -> Access {
        match self {
            Self::Owner | Self::Editor => Access::Full,
            Self::Viewer => Access::Read,
        }
    }
}

/// A document in the list of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Document {
    /// The room at Liveblocks.
    pub room: String,
    /// What the document is called.
    pub title: String,
    /// The name of the team that it belongs to.
    pub team: String,
    /// The person's role in that team, if they have one.
    pub role: Option<Role>,
}
