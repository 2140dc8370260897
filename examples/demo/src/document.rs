//! Documents, and what a person is in them.

use liveblocks_auth::Access;
use serde::{Deserialize, Serialize};

/// What a person is in a team or, by an invitation, in one document. The greater role allows more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Reads and writes.
    Editor,
    /// Reads, writes and invites.
    Owner,
}

impl Role {
    /// How far this role opens a document. Owners and editors differ in the application (who may
    /// invite), not in the room.
    #[must_use]
    pub fn access(self) -> Access {
        match self {
            Self::Owner | Self::Editor => Access::Write,
            Self::Viewer => Access::Read,
        }
    }
}

/// A document in the list of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// The room at Liveblocks.
    pub room: String,
    /// What the document is called.
    pub title: String,
    /// The name of the team that it belongs to.
    pub team: String,
    /// What the person is in it, if anything.
    pub role: Option<Role>,
    /// Everybody who may open it; nobody is named to those who may not.
    pub members: Vec<Member>,
}

/// Somebody who may open a document, as the others who may see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The colour, as CSS.
    pub color: String,
    /// What the person is in the document.
    pub role: Role,
    /// Whether there is an invitation, which can be taken back.
    pub invited: bool,
    /// The address, for owners only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}
