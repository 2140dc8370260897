//! The session store of tower-sessions: the application's own database, SQLite or PostgreSQL.
//!
//! tower-sessions-sqlx-store has one too, but on a silent network its dropped queries keep their
//! connections.

use async_trait::async_trait;
use example_demo::Store;
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

/// The sessions in the application's own database.
#[derive(Debug, Clone)]
pub(crate) struct Sessions(pub(crate) Store);

#[async_trait]
impl tower_sessions::SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let (data, expires_at) = stored(record)?;
        while !self.0.insert_session_data(&record.id.to_string(), &data, expires_at).await.map_err(backend)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let (data, expires_at) = stored(record)?;
        self.0.update_session_data(&record.id.to_string(), &data, expires_at).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some((data, expires_at)) = self.0.session_data(&id.to_string()).await.map_err(backend)? else {
            return Ok(None);
        };
        let data = serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(expires_at);
        let expiry_date = expiry_date.map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.delete_session_data(&id.to_string()).await.map_err(backend)
    }
}

/// Returns the stored form of the data and of the time at which the session expires.
fn stored(record: &Record) -> Result<(String, i64)> {
    let data = serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
    Ok((data, record.expiry_date.unix_timestamp()))
}

/// Keeps the cause, because tower-sessions logs only a text.
fn backend(error: impl std::error::Error) -> Error {
    let cause = error.source().map(|cause| format!(": {cause}"));
    Error::Backend(format!("{error}{}", cause.unwrap_or_default()))
}
