//! Where Liveblocks tokens come from.

use std::ffi::OsString;
use std::time::Duration;

use liveblocks_auth::{ConfigError, Liveblocks, LocalIssuer};

/// Why there is no handle.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokensError {
    /// What Liveblocks is configured with is not usable.
    #[error(transparent)]
    Liveblocks(#[from] ConfigError),
    /// `DEMO_TOKENS` is something else.
    #[error("DEMO_TOKENS is {0:?}; set it to local, or unset it")]
    Tokens(OsString),
    /// `DEMO_TOKEN_LIFETIME` is something else.
    #[error("DEMO_TOKEN_LIFETIME is {0:?}; set it to a number of seconds, 1 or more, or unset it")]
    Lifetime(OsString),
}

/// The handle that the environment asks for.
///
/// | environment | tokens |
/// |---|---|
/// | nothing that begins with `LIVEBLOCKS_` | minted in this process, for development |
/// | `LIVEBLOCKS_SECRET_KEY`, and perhaps `LIVEBLOCKS_BASE_URL` | minted by Liveblocks, or by its dev server |
/// | `DEMO_TOKENS=local` | minted in this process, even beside the key of the dev server |
/// | `DEMO_TOKEN_LIFETIME=<seconds>` | the same, lasting so long |
///
/// # Errors
///
/// [`TokensError`], which names the fix. A faulty configuration never falls back to development tokens.
pub fn from_env() -> Result<Liveblocks, TokensError> {
    choose(std::env::vars_os())
}

/// The handle that these variables ask for, as [`from_env`].
///
/// # Errors
///
/// As [`from_env`].
pub fn choose(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Result<Liveblocks, TokensError> {
    let variables: Vec<_> = variables.into_iter().collect();
    let lookup = |name: &str| variables.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());

    let wants_local = match lookup("DEMO_TOKENS") {
        None => false,
        Some(value) if value == "local" => true,
        Some(other) => return Err(TokensError::Tokens(other)),
    };
    let lifetime = match lookup("DEMO_TOKEN_LIFETIME") {
        None => None,
        Some(value) => match value.to_str().and_then(|text| text.parse().ok()) {
            Some(seconds) if seconds > 0 => Some(Duration::from_secs(seconds)),
            _ => return Err(TokensError::Lifetime(value)),
        },
    };
    // Any such variable, even a misspelt one, shows that somebody meant a real issuer: then a fault is reported, not papered over.
    let names_liveblocks = variables.iter().any(|(key, _)| key.to_string_lossy().starts_with("LIVEBLOCKS_"));

    let builder = Liveblocks::builder().env_from(lookup);
    if names_liveblocks && !wants_local && lifetime.is_none() {
        return Ok(builder.build()?);
    }
    let issuer = lifetime.map_or_else(LocalIssuer::new, |lifetime| LocalIssuer::new().with_lifetime(lifetime));
    Ok(builder.local_issuer(issuer).build()?)
}
