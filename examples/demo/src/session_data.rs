//! Sessions with data of the framework: tower-sessions, in the example on axum.

use time::OffsetDateTime;

use crate::database::on;
use crate::{Store, StoreError, secret};

impl Store {
    /// Stores the data of a new session, and deletes expired ones. Returns false if the id is
    /// taken.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database could not be written.
    pub async fn insert_session_data(&self, id: &str, data: &str, expires_at: i64) -> Result<bool, StoreError> {
        let delete = "DELETE FROM session_data WHERE expires_at <= $1";
        let now = OffsetDateTime::now_utc().unix_timestamp();
        on!(self.database(), sqlx::query(delete).bind(now) => execute)?;
        let insert = "INSERT INTO session_data (sha256, data, expires_at) VALUES ($1, $2, $3) \
                      ON CONFLICT (sha256) DO NOTHING RETURNING sha256";
        let id = secret::digest(id);
        let written: Option<String> =
            on!(self.database(), sqlx::query_scalar(insert).bind(&id).bind(data).bind(expires_at) => fetch_optional)?;
        Ok(written.is_some())
    }

    /// Replaces the data of a session that has not ended.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database could not be written.
    pub async fn update_session_data(&self, id: &str, data: &str, expires_at: i64) -> Result<(), StoreError> {
        let sql = "UPDATE session_data SET data = $2, expires_at = $3 WHERE sha256 = $1";
        on!(self.database(), sqlx::query(sql).bind(secret::digest(id)).bind(data).bind(expires_at) => execute)?;
        Ok(())
    }

    /// Returns the data of a session, and when it expires. `None` if it has ended or expired.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database failed.
    pub async fn session_data(&self, id: &str) -> Result<Option<(String, i64)>, StoreError> {
        let sql = "SELECT data, expires_at FROM session_data WHERE sha256 = $1 AND expires_at > $2";
        let now = OffsetDateTime::now_utc().unix_timestamp();
        Ok(on!(self.database(), sqlx::query_as(sql).bind(secret::digest(id)).bind(now) => fetch_optional)?)
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database could not be written.
    pub async fn delete_session_data(&self, id: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM session_data WHERE sha256 = $1";
        on!(self.database(), sqlx::query(sql).bind(secret::digest(id)) => execute)?;
        Ok(())
    }
}
