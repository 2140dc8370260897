//! The source of Liveblocks tokens.

use std::ffi::OsString;
use std::time::Duration;

use liveblocks_auth::issuer::LocalIssuer;
use liveblocks_auth::{ConfigError, Liveblocks};
use serde::Serialize;

const CLOUD: &str = "https://api.liveblocks.io";

/// The reason why there is no handle.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokensError {
    /// The configuration of Liveblocks is not usable.
    #[error(transparent)]
    Liveblocks(#[from] ConfigError),
    /// `DEMO_TOKENS` has another value than `local`.
    #[error("DEMO_TOKENS is {0:?}; set it to local, or unset it")]
    Tokens(OsString),
    /// `DEMO_TOKEN_LIFETIME` is not a positive number of seconds.
    #[error("DEMO_TOKEN_LIFETIME is {0:?}; set it to a number of seconds, 1 or more, or unset it")]
    Lifetime(OsString),
}

/// The source of tokens, and the server that accepts them. For people and for the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The issuer of the tokens, in a word or two.
    pub issuer: &'static str,
    /// The source of the tokens, in a sentence.
    pub tokens: String,
    /// The Liveblocks server to connect to. `None` if no server would accept the tokens.
    pub server: Option<String>,
}

/// Creates the handle that the environment describes.
///
/// | environment | tokens |
/// |---|---|
/// | nothing that starts with `LIVEBLOCKS_` | minted in this process, for development |
/// | `LIVEBLOCKS_SECRET_KEY`, optionally with `LIVEBLOCKS_BASE_URL` | minted by Liveblocks, or by its dev server |
/// | `DEMO_TOKENS=local` | minted in this process, even if the key of the dev server is set |
/// | `DEMO_TOKEN_LIFETIME=<seconds>` | the same, with this lifetime |
///
/// # Errors
///
/// [`TokensError`], which names the fix. A faulty configuration never falls back to development
/// tokens.
pub fn from_env() -> Result<(Liveblocks, Origin), TokensError> {
    choose(std::env::vars_os())
}

/// Creates the handle that these variables describe, like [`from_env`].
///
/// # Errors
///
/// The errors of [`from_env`].
pub fn choose(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Result<(Liveblocks, Origin), TokensError> {
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
    // Any such variable, even a misspelled one, shows that a real issuer was intended. So report a
    // fault instead of hiding it.
    let names_liveblocks = variables.iter().any(|(key, _)| key.to_string_lossy().starts_with("LIVEBLOCKS_"));

    let base_url = lookup("LIVEBLOCKS_BASE_URL").and_then(|url| url.into_string().ok());
    let mut builder = Liveblocks::builder().env_from(lookup);
    let (issuer, server) = if !names_liveblocks || wants_local || lifetime.is_some() {
        let issuer = lifetime.map_or_else(LocalIssuer::new, |lifetime| LocalIssuer::new().with_lifetime(lifetime));
        builder = builder.local_issuer(issuer);
        // The dev server accepts them too.
        ("local issuer", base_url)
    } else {
        let url = base_url.unwrap_or_else(|| CLOUD.to_owned()).trim_end_matches('/').to_owned();
        (if url == CLOUD { "Liveblocks cloud" } else { "Liveblocks server" }, Some(url))
    };
    let liveblocks = builder.build()?;
    let origin = Origin { issuer, tokens: liveblocks.to_string(), server };
    Ok((liveblocks, origin))
}
