//! The store: people, and the key of their sessions.

use crate::database::{Database, on};
use crate::password::Passwords;
use crate::{Person, secret, seed};

/// The name of the stored key for session cookies.
const SESSION_KEY: &str = "session_key";

/// An error of the database or its content.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// `DATABASE_URL` is for an unsupported database. Never echo it: it may contain a password.
    #[error(
        "DATABASE_URL is neither of SQLite nor of PostgreSQL; write sqlite:///path/to/file.sqlite, sqlite::memory: or postgres://user:password@host/database"
    )]
    OtherDatabase,
    /// The user or the password in `DATABASE_URL` has characters with a special meaning in a URL.
    #[error("DATABASE_URL has a /, ? or # in the user or the password; write it as %2F, %3F or %23")]
    Characters,
    /// `DATABASE_URL` starts like one of PostgreSQL, but can't be parsed.
    #[error(
        "DATABASE_URL cannot be read; write postgres://user:password@host:5432/database, special characters as %XX"
    )]
    Unreadable(#[source] sqlx::Error),
    /// The file can't be opened.
    #[error("the database {0} cannot be opened; check DATABASE_URL, and that the directory exists and is writable")]
    Open(String, #[source] sqlx::Error),
    /// The server can't be reached, or rejects the login.
    #[error("{0} cannot be opened; check DATABASE_URL, and that the server runs and has this database")]
    Connect(String, #[source] sqlx::Error),
    /// The tables can't be created.
    #[error(
        "the tables cannot be made or brought up to date; a database of another program? move it or set DATABASE_URL"
    )]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A query of the database failed.
    #[error("the database did not answer")]
    Query(#[from] sqlx::Error),
    /// A password could not be checked.
    #[error("the password could not be checked: {0}")]
    Password(#[from] argon2::password_hash::phc::Error),
    /// A password could not be hashed.
    #[error("the password could not be hashed: {0}")]
    Hash(#[from] argon2::password_hash::Error),
    /// The system has no randomness.
    #[error("the system gives no random numbers: {0}")]
    Random(#[from] getrandom::Error),
    /// The stored key of the session cookies is invalid.
    #[error(
        "the session key in the table secrets is damaged; delete its row to make a new one, which signs everybody out"
    )]
    SessionKey,
    /// The program is stopping.
    #[error("the program is stopping")]
    Stopping,
}

impl From<tokio::task::JoinError> for StoreError {
    fn from(_: tokio::task::JoinError) -> Self {
        Self::Stopping
    }
}

/// People, teams, documents. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
    passwords: Passwords,
    location: String,
}

impl Store {
    /// Opens the database, updates its tables, and fills a new one.
    ///
    /// # Errors
    ///
    /// [`StoreError`], which names the fix.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let (database, location) = Database::open(url).await?;
        seed::fill(&database).await?;
        Ok(Self { database, passwords: Passwords::new().await?, location })
    }

    /// Returns the location of the database, for people.
    #[must_use]
    pub fn location(&self) -> &str {
        &self.location
    }

    /// Returns the connections, for a session store in the same database.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Waits for pending writes, and closes the connections.
    pub async fn close(&self) {
        self.database.close().await;
    }

    /// Returns the person with this address and this password.
    ///
    /// `None` if either is wrong. The result doesn't say which.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database failed.
    pub async fn sign_in(&self, email: &str, password: String) -> Result<Option<Person>, StoreError> {
        let person = self.person_with_email(email).await?;
        let hash = person.as_ref().map(|person| person.password_hash.as_str());
        Ok(if self.passwords.verify(password, hash).await? { person } else { None })
    }

    /// Returns the person with this address, ignoring case.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database failed.
    pub async fn person_with_email(&self, email: &str) -> Result<Option<Person>, StoreError> {
        let sql = "SELECT * FROM people WHERE email = $1";
        if !is_text(email) {
            return Ok(None);
        }
        Ok(on!(&self.database, sqlx::query_as(sql).bind(email.trim().to_lowercase()) => fetch_optional)?)
    }

    /// Hashes a new password.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the system has no randomness for the salt.
    pub(crate) async fn hash(&self, password: String) -> Result<String, StoreError> {
        self.passwords.hash(password).await
    }

    /// Returns the person with this id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database failed.
    pub async fn person(&self, id: &str) -> Result<Option<Person>, StoreError> {
        let sql = "SELECT * FROM people WHERE id = $1";
        Ok(on!(&self.database, sqlx::query_as(sql).bind(id) => fetch_optional)?)
    }

    /// Returns the owner of this API token.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database failed.
    pub async fn person_of_token(&self, token: &str) -> Result<Option<Person>, StoreError> {
        // The query compares hashes, so its duration reveals nothing about the token.
        let sql = "SELECT people.* FROM api_tokens JOIN people ON people.id = api_tokens.person_id WHERE api_tokens.sha256 = $1";
        Ok(on!(&self.database, sqlx::query_as(sql).bind(secret::digest(token)) => fetch_optional)?)
    }

    /// Returns the key that encrypts session cookies: 64 bytes.
    ///
    /// It is created at the first start and never changes, so a restart signs no one out.
    ///
    /// # Security
    ///
    /// The key is stored next to the sessions, which is fine for a demonstration. In production,
    /// take it from where your other secrets are, so that a copy of the database is not enough to
    /// forge cookies.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the key can be neither read nor created.
    pub async fn session_key(&self) -> Result<Vec<u8>, StoreError> {
        // If two programs start at the same time, the first to write wins, and both read its key.
        let insert = "INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        let new = secret::random_hex::<64>()?;
        on!(&self.database, sqlx::query(insert).bind(SESSION_KEY).bind(new) => execute)?;
        let select = "SELECT value FROM secrets WHERE name = $1";
        let hex: String = on!(&self.database, sqlx::query_scalar(select).bind(SESSION_KEY) => fetch_one)?;
        secret::from_hex(&hex).filter(|key| key.len() == 64).ok_or(StoreError::SessionKey)
    }
}

/// Returns whether both databases accept this text: a query with a NUL fails on PostgreSQL.
pub(crate) fn is_text(text: &str) -> bool {
    !text.contains('\0')
}
