//! The secret key of a Liveblocks project.

use std::fmt;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};

use crate::config::{ConfigError, ConfigFault};

/// The key that the official dev server takes, and nothing else does.
pub(crate) const LOCAL_DEV_KEY: &str = "sk_localdev";

/// The secret key of a Liveblocks project: `sk_…`, checked, redacted in `Debug`, wiped from memory
/// when it is dropped. (The header that goes to Liveblocks is a copy, which lives as long as the
/// issuer and is not wiped.)
///
/// # Examples
///
/// ```
/// use liveblocks_auth::SecretKey;
///
/// let key: SecretKey = "sk_prod_4Fe-1x".parse()?;
/// assert_eq!(format!("{key:?}"), "SecretKey([redacted])");
/// // The faults name the fix, and never repeat the key.
/// let fault = "pk_prod_4Fe-1x".parse::<SecretKey>().unwrap_err().to_string();
/// assert!(fault.contains("public key") && !fault.contains("4Fe"));
/// # Ok::<(), liveblocks_auth::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct SecretKey(SecretString);

impl SecretKey {
    /// Checks a key.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when the key is empty, a public key (`pk_…`), does not begin with `sk_`, or
    /// holds a character other than ASCII letters, digits, `_` and `-`; a line break at the end is
    /// one.
    pub fn new(key: impl Into<SecretString>) -> Result<Self, ConfigError> {
        Self::check(key.into()).map_err(ConfigError::from)
    }

    pub(crate) fn check(key: SecretString) -> Result<Self, ConfigFault> {
        let text = key.expose_secret();
        if text.is_empty() {
            return Err(ConfigFault::SecretKeyEmpty);
        }
        if text.starts_with("pk_") {
            return Err(ConfigFault::SecretKeyIsPublic);
        }
        let Some(rest) = text.strip_prefix("sk_") else {
            return Err(ConfigFault::SecretKeyPrefix);
        };
        if rest.is_empty() {
            return Err(ConfigFault::SecretKeyCutOff);
        }
        if rest.trim_end() != rest {
            return Err(ConfigFault::SecretKeyTrailingSpace);
        }
        if !rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-') {
            return Err(ConfigFault::SecretKeyCharacters);
        }
        Ok(Self(key))
    }

    /// Whether this is the key of the official dev server.
    #[must_use]
    pub fn is_local_dev(&self) -> bool {
        self.0.expose_secret() == LOCAL_DEV_KEY
    }

    #[cfg(feature = "http-issuer")]
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl FromStr for SecretKey {
    type Err = ConfigError;

    fn from_str(key: &str) -> Result<Self, ConfigError> {
        Self::new(key)
    }
}

impl From<SecretKey> for SecretString {
    fn from(key: SecretKey) -> Self {
        key.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey([redacted])")
    }
}
