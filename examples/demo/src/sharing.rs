//! Who may open which document: by a role in its team, by an invitation, or by both, where the
//! greater role counts.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Deserializer};

use crate::api::{Declined, Refusal};
use crate::database::on;
use crate::document::Member;
use crate::store::is_text;
use crate::{Document, Person, Role, Store, StoreError};

/// What an owner sends to share a document.
#[derive(Clone, Deserialize)]
pub struct Invitation {
    /// The document.
    pub room: String,
    /// The address of whoever is invited.
    pub email: String,
    /// As what. `None` takes an invitation back; it has to be written, as `null`.
    #[serde(deserialize_with = "written")]
    pub role: Option<Role>,
}

/// Without this a field that is missing would be `None`.
fn written<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Role>, D::Error> {
    Option::deserialize(deserializer)
}

/// Leaves the address out.
impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { room, email: _, role } = self;
        f.debug_struct("Invitation").field("room", room).field("role", role).finish_non_exhaustive()
    }
}

/// One reason why somebody may open a document.
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
    /// What a person is in the document of a room. `None` without a role, and for a room that does
    /// not exist.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be found out.
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

    /// Every document, each with what a person is in it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database did not answer.
    pub async fn documents(&self, person_id: &str) -> Result<Vec<Document>, StoreError> {
        // A real product would list only what the person may open. Here the rest stands beside it,
        // so that a refusal can be tried.
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

    /// Invites somebody to a document, changes as what they are invited, or takes the invitation
    /// back. It counts from the next Liveblocks token on: one that is out lasts until it expires.
    ///
    /// # Errors
    ///
    /// [`Declined`] when `owner` may not do this, or it could not be done.
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
        // Nothing deletes documents: it is there, as it was a moment ago.
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

    /// Everybody who may open each room, those with the greatest role first.
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
