//! The session store of tower-sessions: the application's own database, SQLite or PostgreSQL.

use async_trait::async_trait;
use example_demo::{Database, Store};
use sqlx::Error;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{ExpiredDeletion, Result};
use tower_sessions_sqlx_store::{PostgresStore, SqliteStore};

/// A session store in the application's own database.
#[derive(Debug, Clone)]
pub(crate) enum Sessions {
    Sqlite(SqliteStore),
    Postgres(PostgresStore),
}

/// Runs the same code for either database.
macro_rules! either {
    ($sessions:expr, $store:ident => $do:expr) => {
        match $sessions {
            Sessions::Sqlite($store) => $do,
            Sessions::Postgres($store) => $do,
        }
    };
}

impl Sessions {
    /// Opens the store and prepares its table.
    pub(crate) async fn open(store: &Store) -> std::result::Result<Self, Error> {
        let sessions = match store.database() {
            Database::Sqlite(pool) => Self::Sqlite(SqliteStore::new(pool.clone())),
            Database::Postgres(pool) => Self::Postgres(PostgresStore::new(pool.clone())),
        };
        either!(&sessions, store => store.migrate().await)?;
        Ok(sessions)
    }
}

#[async_trait]
impl tower_sessions::SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        either!(self, store => store.create(record).await)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        either!(self, store => store.save(record).await)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        either!(self, store => store.load(id).await)
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        either!(self, store => store.delete(id).await)
    }
}

#[async_trait]
impl ExpiredDeletion for Sessions {
    async fn delete_expired(&self) -> Result<()> {
        either!(self, store => store.delete_expired().await)
    }
}
