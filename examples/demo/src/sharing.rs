//! Decides who can open which document: by a role in its team, by an invitation, or by both. The
//! greater role counts.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Deserializer};

use crate::api::{Declined, Refusal};
use crate::database::on;
use crate::document::Member;
use crate::store::is_text;
use crate::{Document, Person, Role, Store, StoreError};

/// An owner's request to share a document.
#[derive(Clone, Deserialize)]
pub struct Invitation {
    /// The document.
    pub room: String,
    /// The address of the invited person.
    pub email: String,
    /// The role. `None` withdraws an invitation, and must be written as `null`.
    #[serde(deserialize_with = "written")]
    pub role: Option<Role>,
}

/// Without this function, a missing field would be `None`.
fn written<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Role>, D::Error> {
    Option::deserialize(deserializer)
}

/// Omits the address.
impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { room, email: _, role } = self;
        f.debug_struct("Invitation").field("room", room).field("role", role).finish_non_exhaustive()
    }
}

/// One reason why a person can open a document.
#[derive(sqlx::FromRow)]
struct Reason {
    room: String,
    id: String,
    name: String,
    color: String,
    email: String,
    role: Role,
    invited: bool,
}

impl Store {
    /// Returns a person's role in the document of a room.
    ///
    /// `None` if the person has no role, or the room doesn't exist.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database failed.
    pub async fn role_in(&self, person_id: &str, room: &str) -> Result<Option<Role>, StoreError> {
        let sql = "SELECT memberships.role FROM documents \
                   JOIN memberships ON memberships.team_id = documents.team_id \
                   WHERE documents.room = $1 AND memberships.person_id = $2 \
                   UNION ALL SELECT role FROM invitations WHERE room = $1 AND person_id = $2";
        if !is_text(room) {
            return Ok(None);
        }
        let roles: Vec<Role> = on!(self.database(), sqlx::query_scalar(sql).bind(room).bind(person_id) => fetch_all)?;
        Ok(roles.into_iter().max())
    }

    /// Returns every document, each with the person's role in it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database failed.
    pub async fn documents(&self, person_id: &str) -> Result<Vec<Document>, StoreError> {
        // A real product would list only the documents that the person can open. This one lists all
        // of them, so that you can try a denial.
        let sql = "SELECT documents.room, documents.title, teams.name FROM documents \
                   JOIN teams ON teams.id = documents.team_id ORDER BY teams.name, documents.title";
        let documents: Vec<(String, String, String)> = on!(self.database(), sqlx::query_as(sql) => fetch_all)?;
        let mut members = self.members().await?;
        Ok(documents
            .into_iter()
            .map(|(room, title, team)| {
                let mut members = members.remove(&room).unwrap_or_default();
                let role = members.iter().find(|member| member.id == person_id).map(|member| member.role);
                if role.is_none() {
                    members.clear();
                }
                if role < Some(Role::Owner) {
                    members.iter_mut().for_each(|member| member.email = None);
                }
                Document { room, title, team, role, members }
            })
            .collect())
    }

    /// Invites a person to a document, changes their role, or withdraws the invitation.
    ///
    /// The change takes effect with the next Liveblocks token. Earlier tokens last until they
    /// expire.
    ///
    /// # Errors
    ///
    /// [`Declined`] if `owner` is not allowed to do this, or it failed.
    pub async fn invite(&self, owner: &Person, invitation: Invitation) -> Result<Document, Declined> {
        let Invitation { room, email, role } = invitation;
        match self.role_in(&owner.id, &room).await? {
            None => return Err(Refusal::NO_SUCH_DOCUMENT.into()),
            Some(Role::Editor | Role::Viewer) => return Err(Refusal::NOT_THE_OWNER.into()),
            Some(Role::Owner) => {}
        }
        if role == Some(Role::Owner) {
            return Err(Refusal::ROLE_OF_INVITATION.into());
        }
        let Some(person) = self.person_with_email(&email).await? else { return Err(Refusal::UNKNOWN_PERSON.into()) };
        if role.is_some() && self.role_in(&person.id, &room).await? == Some(Role::Owner) {
            return Err(Refusal::OWNS_IT.into());
        }
        self.write_invitation(&room, &person.id, role).await?;
        let mut documents = self.documents(&owner.id).await?.into_iter();
        // Always found, because nothing deletes documents.
        documents.find(|document| document.room == room).ok_or(Refusal::NO_SUCH_DOCUMENT.into())
    }

    async fn write_invitation(&self, room: &str, person_id: &str, role: Option<Role>) -> Result<(), StoreError> {
        if let Some(role) = role {
            let insert = "INSERT INTO invitations (room, person_id, role) VALUES ($1, $2, $3) \
                          ON CONFLICT (room, person_id) DO UPDATE SET role = excluded.role";
            on!(self.database(), sqlx::query(insert).bind(room).bind(person_id).bind(role) => execute)?;
        } else {
            let delete = "DELETE FROM invitations WHERE room = $1 AND person_id = $2";
            on!(self.database(), sqlx::query(delete).bind(room).bind(person_id) => execute)?;
        }
        Ok(())
    }

    /// Returns everyone with access to each room, sorted by role, the greatest first.
    async fn members(&self) -> Result<HashMap<String, Vec<Member>>, StoreError> {
        let sql = "SELECT documents.room, people.id, people.name, people.color, people.email, memberships.role, FALSE AS invited \
                   FROM documents JOIN memberships ON memberships.team_id = documents.team_id \
                   JOIN people ON people.id = memberships.person_id \
                   UNION ALL \
                   SELECT invitations.room, people.id, people.name, people.color, people.email, invitations.role, TRUE AS invited \
                   FROM invitations JOIN people ON people.id = invitations.person_id";
        let reasons: Vec<Reason> = on!(self.database(), sqlx::query_as(sql) => fetch_all)?;
        let mut rooms = HashMap::<String, Vec<Member>>::new();
        for Reason { room, id, name, color, email, role, invited } in reasons {
            let members = rooms.entry(room).or_default();
            if let Some(member) = members.iter_mut().find(|member| member.id == id) {
                member.role = member.role.max(role);
                member.invited |= invited;
            } else {
                members.push(Member { id, name, color, role, invited, email: Some(email) });
            }
        }
        for members in rooms.values_mut() {
            members.sort_by(|a, b| b.role.cmp(&a.role).then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id)));
        }
        Ok(rooms)
    }
}
