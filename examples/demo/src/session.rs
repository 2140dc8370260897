//! Sessions in the database. The browser has a cookie with an id that can't be guessed.
//!
//! The example on axum uses tower-sessions and [`session_data`](crate::session_data) instead. The
//! other frameworks provide a cookie, but no server-side session.

use time::{Duration, OffsetDateTime};

use crate::database::on;
use crate::{Person, Store, StoreError, secret};

/// The name of the session cookie.
pub const COOKIE: &str = "demo_session";

/// The lifetime of a session. The cookie has the same lifetime, but the browser can ignore it.
pub const LIFETIME: Duration = Duration::days(7);

impl Store {
    /// Starts a session of this person, and returns its id for the cookie.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the session could not be stored.
    pub async fn begin_session(&self, person: &Person) -> Result<String, StoreError> {
        let (id, now) = (secret::random_hex::<32>()?, OffsetDateTime::now_utc());
        let delete = "DELETE FROM sessions WHERE expires_at <= $1";
        on!(self.database(), sqlx::query(delete).bind(now.unix_timestamp()) => execute)?;
        let insert = "INSERT INTO sessions (sha256, person_id, password_hash, expires_at) VALUES ($1, $2, $3, $4)";
        let (sha256, expires_at) = (secret::digest(&id), (now + LIFETIME).unix_timestamp());
        on!(self.database(), sqlx::query(insert).bind(&sha256).bind(&person.id).bind(&person.password_hash).bind(expires_at) => execute)?;
        Ok(id)
    }

    /// Returns the owner of a session. `None` if it has ended or expired, or the password has
    /// changed.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database failed.
    pub async fn person_in_session(&self, id: &str) -> Result<Option<Person>, StoreError> {
        let sql = "SELECT people.* FROM sessions JOIN people ON people.id = sessions.person_id \
                   WHERE sessions.sha256 = $1 AND sessions.expires_at > $2 AND sessions.password_hash = people.password_hash";
        let now = OffsetDateTime::now_utc().unix_timestamp();
        Ok(on!(self.database(), sqlx::query_as(sql).bind(secret::digest(id)).bind(now) => fetch_optional)?)
    }

    /// Ends a session, and thereby makes every copy of its cookie useless.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database could not be written.
    pub async fn end_session(&self, id: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM sessions WHERE sha256 = $1";
        on!(self.database(), sqlx::query(sql).bind(secret::digest(id)) => execute)?;
        Ok(())
    }
}
