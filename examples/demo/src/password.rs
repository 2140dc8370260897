//! Passwords: hashed with Argon2, on threads that don't serve requests.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use crate::StoreError;

/// The maximum number of passwords hashed at the same time.
///
/// Each takes 19 MiB and a processor. Without a limit, a flood of logins would take all of both.
const AT_ONCE: usize = 4;

/// Checks passwords. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// The hash of a password that no account has.
    dummy: Arc<str>,
}

impl Passwords {
    /// Prepares the checks.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the system has no randomness to salt a hash.
    pub async fn new() -> Result<Self, StoreError> {
        let dummy = hash(crate::secret::random_hex::<16>()?).await?;
        Ok(Self { permits: Arc::new(Semaphore::new(AT_ONCE)), dummy: dummy.into() })
    }

    /// Returns whether `password` belongs to `hash`.
    ///
    /// Without a hash, because the address has no account, does the same work and returns false. So
    /// the time doesn't reveal which addresses have an account.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the stored hash can't be read.
    pub async fn verify(&self, password: String, hash: Option<&str>) -> Result<bool, StoreError> {
        let permit = self.permit().await?;
        let known = hash.is_some();
        let hash = hash.unwrap_or(&self.dummy).to_owned();
        spawn_blocking(move || {
            // Held by the work itself, which continues even if the browser goes away and the login
            // is dropped.
            let _permit = permit;
            match Argon2::default().verify_password(password.as_bytes(), &PasswordHash::new(&hash)?) {
                Ok(()) => Ok(known),
                Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(error.into()),
            }
        })
        .await?
    }

    /// Hashes a new password with its own salt.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the system has no randomness for the salt.
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

/// Hashes a password with a new salt, without a limit.
///
/// Not for passwords from requests, which could start any number of hashes.
///
/// # Errors
///
/// [`StoreError`] if the system has no randomness for the salt.
pub async fn hash(password: impl AsRef<[u8]> + Send + 'static) -> Result<String, StoreError> {
    spawn_blocking(move || hash_now(password)).await?
}

fn hash_now(password: impl AsRef<[u8]>) -> Result<String, StoreError> {
    Ok(Argon2::default().hash_password(password.as_ref())?.to_string())
}
