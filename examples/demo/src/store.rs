//! The database.

use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};

use crate::password::Passwords;
use crate::{Document, Person, Role, secret, seed};

/// The name under which the key of the session cookies is kept.
const SESSION_KEY: &str = "session_key";

/// What can go wrong with the database and what is kept in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// `DATABASE_URL` is for another database.
    #[error(
        "DATABASE_URL is not one of SQLite (it begins with {0:?}); write sqlite:///path/to/file.sqlite or sqlite::memory:"
    )]
    OtherDatabase(String),
    /// The database cannot be opened.
    #[error("the database {0} cannot be opened; check DATABASE_URL, and that the directory exists and is writable")]
    Open(String, #[source] sqlx::Error),
    /// The tables cannot be made.
    #[error(
        "the tables cannot be made or brought up to date; a database of another program? move it or set DATABASE_URL"
    )]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The database did not answer a query.
    #[error("the database did not answer")]
    Query(#[from] sqlx::Error),
    /// A password could not be hashed or checked.
    #[error("the password could not be checked: {0}")]
    Password(#[from] argon2::password_hash::phc::Error),
    /// A password could not be hashed or checked.
    #[error("the password could not be hashed: {0}")]
    Hash(#[from] argon2::password_hash::Error),
    /// The system has no randomness.
    #[error("the system gives no random numbers: {0}")]
    Random(#[from] getrandom::Error),
    /// The stored key of the session cookies is not one.
    #[error(
        "the session key in the table secrets is damaged; delete its row to make a new one, which signs everybody out"
    )]
    SessionKey,
    /// The program ends.
    #[error("the program is stopping")]
    Stopping,
}

impl From<tokio::task::JoinError> for StoreError {
    fn from(_: tokio::task::JoinError) -> Self {
        Self::Stopping
    }
}

/// People, teams, documents: a pool of connections. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pool: SqlitePool,
    passwords: Passwords,
    location: String,
}

impl Store {
    /// Opens the database, makes it if there is none, brings its tables up to date, and fills a new one.
    ///
    /// # Errors
    ///
    /// [`StoreError`], which names the fix.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        // Only the scheme is repeated: the rest of the URL of another database may hold a password.
        let scheme = url.split(':').next().unwrap_or_default();
        if scheme != "sqlite" || !url.contains(':') {
            return Err(StoreError::OtherDatabase(scheme.to_owned()));
        }
        let in_memory = url.contains(":memory:") || url.contains("mode=memory");
        let failed = |error| StoreError::Open(url.to_owned(), error);
        let options = SqliteConnectOptions::from_str(url)
            .map_err(failed)?
            .create_if_missing(true)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5));
        let location =
            if in_memory { "in memory, gone at the end".to_owned() } else { absolute(options.get_filename()) };
        let pool = if in_memory {
            // A database in memory lives as long as its one connection.
            let pool =
                SqlitePoolOptions::new().min_connections(1).max_connections(1).idle_timeout(None).max_lifetime(None);
            pool.connect_with(options).await
        } else {
            // Readers do not wait for the writer. A request has 8 s in all, so a connection that takes longer than 3 s is an error.
            let pool = SqlitePoolOptions::new().max_connections(8).acquire_timeout(Duration::from_secs(3));
            pool.connect_with(options.journal_mode(SqliteJournalMode::Wal)).await
        }
        .map_err(failed)?;
        sqlx::migrate!("./migrations").run(&pool).await?;
        seed::fill(&pool).await?;
        Ok(Self { pool, passwords: Passwords::new().await?, location })
    }

    /// Where the database is, for people.
    #[must_use]
    pub fn location(&self) -> &str {
        &self.location
    }

    /// The connections, for a session store in the same database.
    #[must_use]
    pub fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Finishes what is being written and closes the connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// The person with this address and this password. `None` when there is none: it does not say which of the two was wrong.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be found out.
    pub async fn sign_in(&self, email: &str, password: String) -> Result<Option<Person>, StoreError> {
        let person = sqlx::query_as::<_, Person>("SELECT * FROM people WHERE email = $1")
            .bind(email.trim().to_lowercase())
            .fetch_optional(&self.pool)
            .await?;
        let hash = person.as_ref().map(|person| person.password_hash.as_str());
        Ok(if self.passwords.verify(password, hash).await? { person } else { None })
    }

    /// The person with this id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be found out.
    pub async fn person(&self, id: &str) -> Result<Option<Person>, StoreError> {
        Ok(sqlx::query_as("SELECT * FROM people WHERE id = $1").bind(id).fetch_optional(&self.pool).await?)
    }

    /// The person to whom this API token belongs.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be found out.
    pub async fn person_of_token(&self, token: &str) -> Result<Option<Person>, StoreError> {
        // The look-up compares hashes: the time it takes tells nothing of the token.
        let sql = "SELECT people.* FROM api_tokens JOIN people ON people.id = api_tokens.person_id WHERE api_tokens.sha256 = $1";
        Ok(sqlx::query_as(sql).bind(secret::digest(token)).fetch_optional(&self.pool).await?)
    }

    /// The role of a person in the team that a room belongs to. `None` without a role, and for a room that does not exist.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be found out.
    pub async fn role_in(&self, person_id: &str, room: &str) -> Result<Option<Role>, StoreError> {
        let sql = "SELECT memberships.role FROM documents \
                   JOIN memberships ON memberships.team_id = documents.team_id \
                   WHERE documents.room = $1 AND memberships.person_id = $2";
        Ok(sqlx::query_scalar(sql).bind(room).bind(person_id).fetch_optional(&self.pool).await?)
    }

    /// Every document, each with the role that a person has in its team.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database did not answer.
    pub async fn documents(&self, person_id: &str) -> Result<Vec<Document>, StoreError> {
        // A real product would list only what the person may open. Here the rest stands beside it, so that a refusal can be tried.
        let sql = "SELECT documents.room, documents.title, teams.name AS team, memberships.role AS role FROM documents \
                   JOIN teams ON teams.id = documents.team_id \
                   LEFT JOIN memberships ON memberships.team_id = teams.id AND memberships.person_id = $1 \
                   ORDER BY teams.name, documents.title";
        Ok(sqlx::query_as(sql).bind(person_id).fetch_all(&self.pool).await?)
    }

    /// The key with which session cookies are encrypted: 64 bytes, made at the first start and the same from then on, so that a
    /// restart signs nobody out.
    ///
    /// It is kept beside the sessions, which is right for a demonstration. In production it comes from where the other secrets are, so
    /// that a copy of the database is not also a way to forge cookies.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it can be neither read nor made.
    pub async fn session_key(&self) -> Result<Vec<u8>, StoreError> {
        // Of two programs that start at once, the first to write wins, and both read what it wrote.
        sqlx::query("INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(SESSION_KEY)
            .bind(secret::random_hex::<64>()?)
            .execute(&self.pool)
            .await?;
        let hex: String = sqlx::query_scalar("SELECT value FROM secrets WHERE name = $1")
            .bind(SESSION_KEY)
            .fetch_one(&self.pool)
            .await?;
        secret::from_hex(&hex).filter(|key| key.len() == 64).ok_or(StoreError::SessionKey)
    }
}

fn absolute(file: &Path) -> String {
    std::path::absolute(file).unwrap_or_else(|_| file.to_owned()).display().to_string()
}
