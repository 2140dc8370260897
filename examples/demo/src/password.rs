//! Passwords: hashed with Argon2, away from the threads that answer requests.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use crate::StoreError;

/// How many passwords are hashed at once. Each takes 19 MiB and a processor; without a bound, a
/// flood of logins would take both.
const AT_ONCE: usize = 4;

/// Checks passwords. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// The hash of a password that nobody has.
    dummy: Arc<str>,
}

impl Passwords {
    /// Prepares the checks.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the system has no randomness to salt a hash with.
    pub async fn new() -> Result<Self, StoreError> {
        let dummy = hash(crate::secret::random_hex::<16>()?).await?;
        Ok(Self { permits: Arc::new(Semaphore::new(AT_ONCE)), dummy: dummy.into() })
    }

    /// Whether `password` belongs to `hash`. Without a hash, because nobody has the address, the
    /// answer is no, after the same work: the time taken does not tell which addresses have an
    /// account.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the stored hash cannot be read.
    pub async fn verify(&self, password: String, hash: Option<&str>) -> Result<bool, StoreError> {
        let permit = self.permit().await?;
        let known = hash.is_some();
        let hash = hash.unwrap_or(&self.dummy).to_owned();
        spawn_blocking(move || {
            // It goes with the work, which goes on where the browser has gone away and the login
            // been dropped.
            let _permit = permit;
            match Argon2::default().verify_password(password.as_bytes(), &PasswordHash::new(&hash)?) {
                Ok(()) => Ok(known),
                Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(error.into()),
            }
        })
        .await?
    }

    /// Hashes a new password, with a salt of its own.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the system has no randomness for the salt.
    pub async fn hash(&self, password: String) -> Result<String, StoreError> {
        let permit = self.permit().await?;
        spawn_blocking(move || {
            let _permit = permit;
            hash_now(password)
        })
        .await?
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        Arc::clone(&self.permits).acquire_owned().await.map_err(|_| StoreError::Stopping)
    }
}

/// Hashes a password that nobody sent, with a new salt: without a bound, and so not for requests.
///
/// # Errors
///
/// [`StoreError`] when the system has no randomness for the salt.
pub async fn hash(password: impl AsRef<[u8]> + Send + 'static) -> Result<String, StoreError> {
    spawn_blocking(move || hash_now(password)).await?
}

fn hash_now(password: impl AsRef<[u8]>) -> Result<String, StoreError> {
    Ok(Argon2::default().hash_password(password.as_ref())?.to_string())
}
