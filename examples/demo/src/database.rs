//! The connection to the database: SQLite or PostgreSQL.
//!
//! Both have the same tables and get the same queries: the SQL uses only what both support.

use std::io;
use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use scopeguard::ScopeGuard;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, PgPool, SqlitePool};
use tokio::time::timeout;

use crate::StoreError;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// The maximum number of open connections.
const CONNECTIONS: u32 = 8;

/// The time that a request waits for a connection. The whole request has 8 s.
const PATIENCE: Duration = Duration::from_secs(3);

/// The time for one query or transaction.
const WORK: Duration = Duration::from_secs(3);

/// The time for one statement on a PostgreSQL server, in milliseconds.
///
/// Shorter than [`WORK`], so that the server reports it. If a query waits for a lock, the server
/// doesn't notice that the client has gone.
const STATEMENT: &str = "2500";

/// The time for the ping before a connection returns to the pool.
const RETURN: Duration = Duration::from_secs(1);

/// The time for closing the pool.
const CLOSING: Duration = Duration::from_millis(500);

/// A pool of connections. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Database {
    /// A file, or a database in memory.
    Sqlite(SqlitePool),
    /// A server.
    Postgres(PgPool),
}

/// Runs one query on either database: `on!(database, sqlx::query("…").bind(…) => execute)`.
macro_rules! on {
    // The result of an execution has a different type in each database, and nothing needs it.
    ($database:expr, $query:expr => execute) => {
        match $database {
            $crate::database::Database::Sqlite(pool) => $query.execute(pool).await.map(drop),
            $crate::database::Database::Postgres(pool) => {
                $crate::database::lease(pool, async |connection| $query.execute(connection).await.map(drop)).await
            }
        }
    };
    ($database:expr, $query:expr => $run:ident) => {
        match $database {
            $crate::database::Database::Sqlite(pool) => $query.$run(pool).await,
            $crate::database::Database::Postgres(pool) => {
                $crate::database::lease(pool, async |connection| $query.$run(connection).await).await
            }
        }
    };
}

/// Runs a block in a transaction on either database. If the block returns early, rolls it back.
macro_rules! in_transaction {
    ($database:expr, |$transaction:ident| $block:block) => {
        match $database {
            $crate::database::Database::Sqlite(pool) => {
                let mut $transaction = pool.begin().await?;
                $block
                $transaction.commit().await?;
            }
            $crate::database::Database::Postgres(pool) => {
                let mut $transaction = pool.begin().await?;
                $block
                $transaction.commit().await?;
            }
        }
    };
}

pub(crate) use {in_transaction, on};

/// Runs a query or a transaction on a connection of the pool.
///
/// If it fails, takes too long or is dropped, this closes the connection: the pool would wait for
/// the reply before it uses the connection again, which takes forever if the network is silent.
/// SQLite has no network.
pub(crate) async fn lease<T>(
    pool: &PgPool,
    work: impl AsyncFnOnce(&mut PgConnection) -> sqlx::Result<T>,
) -> sqlx::Result<T> {
    // The pool no longer counts a detached connection and can open another one at once.
    let mut connection = scopeguard::guard(pool.acquire().await?, |connection| drop(connection.detach()));
    let done = timeout(WORK, work(&mut connection)).await.map_err(io::Error::from)??;
    // This pings the server first. Dropping the connection would do the same without a limit.
    tokio::spawn(timeout(RETURN, ScopeGuard::into_inner(connection).return_to_pool()));
    Ok(done)
}

impl Database {
    /// Opens the database, and updates its tables. Creates a file that doesn't exist.
    ///
    /// Also returns the location of the database for people, without a password.
    ///
    /// # Errors
    ///
    /// [`StoreError`], which names the fix.
    pub async fn open(url: &str) -> Result<(Self, String), StoreError> {
        let (database, location) = match url.split_once(':') {
            Some(("sqlite", _)) => sqlite(url).await?,
            Some(("postgres" | "postgresql", rest)) if is_written_out(rest) => postgres(url).await?,
            Some(("postgres" | "postgresql", _)) => return Err(StoreError::Characters),
            _ => return Err(StoreError::OtherDatabase),
        };
        match &database {
            Self::Sqlite(pool) => MIGRATIONS.run(pool).await?,
            Self::Postgres(pool) => {
                // A migration can take longer than a statement of a request.
                let options = (*pool.connect_options()).clone().options([("statement_timeout", "0")]);
                let unlimited = PgPool::connect_with(options).await?;
                MIGRATIONS.run(&unlimited).await?;
                unlimited.close().await;
            }
        }
        Ok((database, location))
    }

    /// Waits a moment for pending work, and closes the connections.
    pub async fn close(&self) {
        let closed = async {
            match self {
                Self::Sqlite(pool) => pool.close().await,
                Self::Postgres(pool) => pool.close().await,
            }
        };
        if timeout(CLOSING, closed).await.is_err() {
            tracing::warn!("the database did not close in time");
        }
    }
}

async fn sqlite(url: &str) -> Result<(Database, String), StoreError> {
    let failed = |error| StoreError::Open(url.to_owned(), error);
    let options = SqliteConnectOptions::from_str(url)
        .map_err(failed)?
        .create_if_missing(true)
        .foreign_keys(true)
        .busy_timeout(WORK);
    let pool = SqlitePoolOptions::new().acquire_timeout(PATIENCE);
    let (options, pool, location) = if url.contains(":memory:") || url.contains("mode=memory") {
        // A database in memory exists only as long as its one connection.
        let pool = pool.min_connections(1).max_connections(1).idle_timeout(None).max_lifetime(None);
        (options, pool, "in memory, gone at the end".to_owned())
    } else {
        let location = absolute(options.get_filename());
        // Readers don't wait for the writer.
        (options.journal_mode(SqliteJournalMode::Wal), pool.max_connections(CONNECTIONS), location)
    };
    let pool = pool.connect_with(options).await.map_err(failed)?;
    Ok((Database::Sqlite(pool), location))
}

/// Returns whether the password is escaped correctly.
///
/// With a `/`, a `?` or a `#` in it, a part of the password would be taken for another part of the
/// URL, and an error message could reveal it.
fn is_written_out(rest: &str) -> bool {
    let rest = rest.trim_start_matches('/');
    let after_host = rest.find(['/', '?', '#']).and_then(|end| rest.get(end..)).unwrap_or_default();
    !after_host.contains(['@', '#'])
}

async fn postgres(url: &str) -> Result<(Database, String), StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(StoreError::Unreadable)?;
    let host = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let location = format!("PostgreSQL at {host}/{}", options.get_database().unwrap_or(options.get_username()));
    let failed = |error| StoreError::Connect(location.clone(), error);
    // Connect once without the pool: it would retry until its timeout, and then report only the
    // timeout.
    options.connect().await.map_err(failed)?.close().await.map_err(failed)?;
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
    let options = options.options([("statement_timeout", STATEMENT)]);
    let pool = pool.connect_with(options).await.map_err(failed)?;
    Ok((Database::Postgres(pool), location))
}

fn absolute(file: &Path) -> String {
    std::path::absolute(file).unwrap_or_else(|_| file.to_owned()).display().to_string()
}
