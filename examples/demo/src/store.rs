//! What is kept: people, and the key of their sessions.

use crate::database::{Database, on};
use crate::password::Passwords;
use crate::{Person, secret, seed};

/// The name under which the key of the session cookies is kept.
const SESSION_KEY: &str = "session_key";

/// What can go wrong with the database and what is kept in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// `DATABASE_URL` is for another database. It is not repeated, since it may hold a password.
    #[error(
        "DATABASE_URL is neither of SQLite nor of PostgreSQL; write sqlite:///path/to/file.sqlite, sqlite::memory: or postgres://user:password@host/database"
    )]
    OtherDatabase,
    /// `DATABASE_URL` has characters in the name or the password that mean something else there.
    #[error("DATABASE_URL has a /, ? or # in the user or the password; write it as %2F, %3F or %23")]
    Characters,
    /// `DATABASE_URL` begins as one of PostgreSQL does and cannot be read further.
    #[error(
        "DATABASE_URL cannot be read; write postgres://user:password@host:5432/database, special characters as %XX"
    )]
    Unreadable(#[source] sqlx::Error),
    /// The file cannot be opened.
    #[error("the database {0} cannot be opened; check DATABASE_URL, and that the directory exists and is writable")]
    Open(String, #[source] sqlx::Error),
    /// The server cannot be reached, or does not let us in.
    #[error("{0} cannot be opened; check DATABASE_URL, and that the server runs and has this database")]
    Connect(String, #[source] sqlx::Error),
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

/// People, teams, documents. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
    passwords: Passwords,
    location: String,
}

impl Store {
    /// Opens the database, brings its tables up to date, and fills a new one.
    ///
    /// # Errors
    ///
    /// [`StoreError`], which names the fix.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let (database, location) = Database::open(url).await?;
        seed::fill(&database).await?;
        Ok(Self { database, passwords: Passwords::new().await?, location })
    }

    /// Where the database is, for people.
    #[must_use]
    pub fn location(&self) -> &str {
        &self.location
    }

    /// The connections, for a session store in the same database.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Finishes what is being written and closes the connections.
    pub async fn close(&self) {
        self.database.close().await;
    }

    /// The person with this address and this password. `None` when there is none: it does not say
    /// which of the two was wrong.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be found out.
    pub async fn sign_in(&self, email: &str, password: String) -> Result<Option<Person>, StoreError> {
        let person = self.person_with_email(email).await?;
        let hash = person.as_ref().map(|person| person.password_hash.as_str());
        Ok(if self.passwords.verify(password, hash).await? { person } else { None })
    }

    /// The person with this address, in capitals or not.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be found out.
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
    /// [`StoreError`] when the system has no randomness for the salt.
    pub(crate) async fn hash(&self, password: String) -> Result<String, StoreError> {
        self.passwords.hash(password).await
    }

    /// The person with this id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be found out.
    pub async fn person(&self, id: &str) -> Result<Option<Person>, StoreError> {
        let sql = "SELECT * FROM people WHERE id = $1";
        Ok(on!(&self.database, sqlx::query_as(sql).bind(id) => fetch_optional)?)
    }

    /// The person to whom this API token belongs.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be found out.
    pub async fn person_of_token(&self, token: &str) -> Result<Option<Person>, StoreError> {
        // The look-up compares hashes: the time it takes tells nothing of the token.
        let sql = "SELECT people.* FROM api_tokens JOIN people ON people.id = api_tokens.person_id WHERE api_tokens.sha256 = $1";
        Ok(on!(&self.database, sqlx::query_as(sql).bind(secret::digest(token)) => fetch_optional)?)
    }

    /// The key with which session cookies are encrypted: 64 bytes, made at the first start and the
    /// same from then on, so that a restart signs nobody out.
    ///
    /// It is kept beside the sessions, which is right for a demonstration. In production it comes
    /// from where the other secrets are, so that a copy of the database is not also a way to forge
    /// cookies.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it can be neither read nor made.
    pub async fn session_key(&self) -> Result<Vec<u8>, StoreError> {
        // Of two programs that start at once, the first to write wins, and both read what it wrote.
        let insert = "INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        let new = secret::random_hex::<64>()?;
        on!(&self.database, sqlx::query(insert).bind(SESSION_KEY).bind(new) => execute)?;
        let select = "SELECT value FROM secrets WHERE name = $1";
        let hex: String = on!(&self.database, sqlx::query_scalar(select).bind(SESSION_KEY) => fetch_one)?;
        secret::from_hex(&hex).filter(|key| key.len() == 64).ok_or(StoreError::SessionKey)
    }
}

/// Whether both databases can be asked about it: PostgreSQL knows no text with a NUL, and fails.
pub(crate) fn is_text(text: &str) -> bool {
    !text.contains('\0')
}
