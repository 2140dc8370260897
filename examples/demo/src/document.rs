//! Documents, and a person's role in them.

use liveblocks_auth::Access;
use serde::{Deserialize, Serialize};

/// A person's role in a team or, by invitation, in one document. A greater role allows more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Role {
    /// Can read.
    Viewer,
    /// Can read and write.
    Editor,
    /// Can read, write and invite.
    Owner,
}

impl Role {
    /// Returns the access to a document with this role.
    ///
    /// Owners and editors differ in the application (who can invite), not in the room.
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
    /// The title of the document.
    pub title: String,
    /// The name of the team that owns it.
    pub team: String,
    /// The person's role in it, if any.
    pub role: Option<Role>,
    /// Everyone with access. Empty for a person without access.
    pub members: Vec<Member>,
}

/// A person with access to a document, as others with access see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The color, as CSS.
    pub color: String,
    /// The person's role in the document.
    pub role: Role,
    /// Whether there is an invitation, which can be withdrawn.
    pub invited: bool,
    /// The address, for owners only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}
