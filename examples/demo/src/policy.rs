//! Who may open which document.

use liveblocks_auth::{Access, AccessPolicy, AuthRequest, BoxError, Grants};
use serde::Deserialize;

use crate::{Person, Role, Store};

/// What the page may send beside the room.
///
/// It only ever narrows: whatever the page claims, it gets no more than the person's role.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wish {
    /// Open the document as a viewer would, to show it to somebody for example.
    #[serde(default)]
    pub read_only: bool,
}

/// Opens a document as far as the role of the person in its team allows.
///
/// The role is read from the database for every token, so that a change counts from the next token
/// on. A room that does not exist is answered as one that the person may not open: nobody can find
/// out by asking which documents there are.
#[derive(Debug, Clone)]
pub struct DocumentPolicy {
    store: Store,
}

impl DocumentPolicy {
    /// The policy over the memberships in this store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store }
    }
}

impl AccessPolicy<Person> for DocumentPolicy {
    async fn grant(&self, person: &Person, request: &AuthRequest) -> Result<Grants, BoxError> {
        let wish = request.data::<Wish>()?;
        // Without a room the token says who the person is, for inbox notifications, and opens
        // nothing.
        let Some(room) = request.room() else { return Ok(Grants::none()) };
        let access = self.store.role_in(&person.id, room.as_str()).await?.map_or(Access::None, Role::access);
        Ok(Grants::room(room, if wish.read_only { access.min(Access::Read) } else { access }))
    }
}
