//! Decides who can open which document.

use liveblocks_auth::{Access, AccessPolicy, AuthRequest, BoxError, Grants};
use serde::Deserialize;

use crate::{Person, Role, Store};

/// Data that the page can send in addition to the room.
///
/// It can only narrow the access: whatever the page sends, it gets no more than the person's role
/// allows.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wish {
    /// Opens the document as for a viewer, for example to show it to another person.
    #[serde(default)]
    pub read_only: bool,
}

/// Opens a document as far as the person's role in it allows.
///
/// Reads the role from the database for every token, so a change takes effect with the next token.
/// A room that doesn't exist gets the same reply as a room without access, so requests can't reveal
/// which documents exist.
#[derive(Debug, Clone)]
pub struct DocumentPolicy {
    store: Store,
}

impl DocumentPolicy {
    /// Creates the policy for the memberships in this store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store }
    }
}

impl AccessPolicy<Person> for DocumentPolicy {
    async fn grant(&self, person: &Person, request: &AuthRequest) -> Result<Grants, BoxError> {
        let wish = request.data::<Wish>()?;
        // A token without a room says who the person is, for inbox notifications, and opens no
        // room.
        let Some(room) = request.room() else { return Ok(Grants::none()) };
        let access = self.store.role_in(&person.id, room.as_str()).await?.map_or(Access::None, Role::access);
        Ok(Grants::room(room, if wish.read_only { access.min(Access::Read) } else { access }))
    }
}
