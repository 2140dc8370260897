//! Sessions: who is signed in, kept in the database. The browser has a cookie with an id that
//! nobody can guess.
//!
//! The example on axum leaves this to tower-sessions; the other frameworks bring a cookie and no
//! table.

use time::{Duration, OffsetDateTime};

use crate::database::on;
use crate::{Person, Store, StoreError, secret};

/// The name of the session cookie.
pub const COOKIE: &str = "demo_session";

/// How long a session lasts. The cookie says the same, but that is for the browser, which need not
/// heed it.
pub const LIFETIME: Duration = Duration::days(7);

impl Store {
    /// Begins a session of this person. The answer is its id, for the cookie.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be written.
    pub async fn begin_session(&self, person: &Person) -> Result<String, StoreError> {
        let (id, now) = (secret::random_hex::<32>()?, OffsetDateTime::now_utc());
        let delete = "DELETE FROM sessions WHERE expires_at <= $1";
        on!(self.database(), sqlx::query(delete).bind(now.unix_timestamp()) => execute)?;
        let insert = "INSERT INTO sessions (sha256, person_id, password_hash, expires_at) VALUES ($1, $2, $3, $4)";
        let (sha256, expires_at) = (secret::digest(&id), (now + LIFETIME).unix_timestamp());
        on!(self.database(), sqlx::query(insert).bind(&sha256).bind(&person.id).bind(&person.password_hash).bind(expires_at) => execute)?;
        Ok(id)
    }

    /// Whose session it is. `None` when it has ended or is too old, and when the password is
    /// another by now.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be found out.
    pub async fn person_in_session(&self, id: &str) -> Result<Option<Person>, StoreError> {
        let sql = "SELECT people.* FROM sessions JOIN people ON people.id = sessions.person_id \
                   WHERE sessions.sha256 = $1 AND sessions.expires_at > $2 AND sessions.password_hash = people.password_hash";
        let now = OffsetDateTime::now_utc().unix_timestamp();
        Ok(on!(self.database(), sqlx::query_as(sql).bind(secret::digest(id)).bind(now) => fetch_optional)?)
    }

    /// Ends a session, whatever copies of its cookie there are.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be written.
    pub async fn end_session(&self, id: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM sessions WHERE sha256 = $1";
        on!(self.database(), sqlx::query(sql).bind(secret::digest(id)) => execute)?;
        Ok(())
    }
}
