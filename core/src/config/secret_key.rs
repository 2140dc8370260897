//! The secret key of a Liveblocks project.

use secrecy::{ExposeSecret, SecretString};

use crate::config::error::Fault;
use crate::config::pasted::surroundings;

/// The key of the official dev server. No other server accepts it.
pub(crate) const LOCAL_DEV_KEY: &str = "sk_localdev";

/// A checked secret key, `sk_…`, which is wiped from memory when dropped.
///
/// The header with the key is a copy. It lives as long as the issuer and isn't wiped.
pub(crate) struct SecretKey(SecretString);

impl SecretKey {
    pub(crate) fn check(key: SecretString) -> Result<Self, Fault> {
        let text = key.expose_secret();
        if text.is_empty() {
            return Err(Fault::SecretKeyEmpty);
        }
        if let Some(fault) = surroundings("secret key", text) {
            return Err(fault);
        }
        if text.starts_with("pk_") {
            return Err(Fault::SecretKeyIsPublic);
        }
        let Some(rest) = text.strip_prefix("sk_") else {
            return Err(Fault::SecretKeyPrefix);
        };
        if rest.is_empty() {
            return Err(Fault::SecretKeyCutOff);
        }
        match rest.chars().find(|c| !(c.is_ascii_alphanumeric() || *c == '_' || *c == '-')) {
            Some(stray) => Err(Fault::SecretKeyCharacter(stray)),
            None => Ok(Self(key)),
        }
    }

    pub(crate) fn is_local_dev(&self) -> bool {
        self.0.expose_secret() == LOCAL_DEV_KEY
    }

    #[cfg(feature = "http-issuer")]
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}
