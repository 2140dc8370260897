//! The faults of a configuration.

use std::fmt;

/// One fault of a configuration. The text names the fix and contains neither a key nor a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// There is no key, no base URL and no issuer.
    #[error(
        "no secret key: set LIVEBLOCKS_SECRET_KEY or call secret_key(); to develop without an account use \
         Liveblocks::local_dev(), or Liveblocks::local_issuer() (feature local-issuer)"
    )]
    NoSecretKey,
    /// The secret key is empty.
    #[error("the secret key is empty; copy it from https://liveblocks.io/dashboard/apikeys")]
    SecretKeyEmpty,
    /// The key is a public key.
    #[error("the secret key is a public key (pk_…), which is not secret; use the key that begins with sk_")]
    SecretKeyIsPublic,
    /// The key is not a Liveblocks key.
    #[error("the secret key does not begin with sk_; copy it from https://liveblocks.io/dashboard/apikeys")]
    SecretKeyPrefix,
    /// The key ends after its prefix.
    #[error("the secret key ends after sk_; copy the whole key")]
    SecretKeyCutOff,
    /// The key contains a character that no key has.
    #[error(
        "the secret key holds {0:?}, and a key has only A-Z, a-z, 0-9, _ and -; copy the key again, without quotes"
    )]
    SecretKeyCharacter(char),
    /// A value starts with a byte order mark.
    #[error("the {0} begins with a byte order mark, which an editor added; save the file as UTF-8 without it")]
    ByteOrderMark(&'static str),
    /// A value is in quotes.
    #[error("the {0} begins with the quote {1}; remove the quotes (an env file of a container keeps them)")]
    Quoted(&'static str, char),
    /// A value starts with white space.
    #[error("the {0} begins with a space or a line break; remove it from the start")]
    LeadingSpace(&'static str),
    /// A value starts with the name of its variable.
    #[error("the {0} begins with a name and an equals sign; set only the text after the equals sign")]
    Named(&'static str),
    /// A value ends with white space.
    #[error("the {0} ends with a space or a line break; remove it (files often end with one)")]
    TrailingSpace(&'static str),
    /// The key of the dev server is used with a base URL that is not local.
    #[error(
        "sk_localdev is the key of the local dev server, and the base URL is not local; set LIVEBLOCKS_BASE_URL to \
         http://localhost:1153, or use a key of your project"
    )]
    LocalDevKeyAgainstRemote,
    /// There is a base URL without a key.
    #[error(
        "a base URL is set and no secret key; set LIVEBLOCKS_SECRET_KEY too (sk_localdev for the local dev server)"
    )]
    BaseUrlWithoutKey,
    /// The base URL has no scheme.
    #[error("base URL {0:?} has no scheme; write {1}")]
    BaseUrlNoScheme(String, String),
    /// The base URL can't be parsed.
    #[error("the base URL is not a URL; write https://api.liveblocks.io or http://localhost:1153")]
    BaseUrlInvalid,
    /// The base URL has a scheme other than http or https.
    #[error("the base URL begins with {0}:; write https://")]
    BaseUrlScheme(String),
    /// The base URL would send the key unencrypted.
    #[error("base URL http://{0} would send the secret key in the clear; write https:// (http is for localhost only)")]
    BaseUrlPlainHttp(String),
    /// The base URL contains a user name or a password.
    #[error("the base URL holds a user name or a password; remove it, Liveblocks needs only the secret key")]
    BaseUrlUserInfo,
    /// The base URL has a path, a query or a fragment.
    #[error("the base URL has a path, a query or a fragment after its host; remove it, this crate adds the path")]
    BaseUrlPath,
    /// An environment variable is set but empty.
    #[error("{0} is set but empty; give it a value, or unset it")]
    VariableEmpty(&'static str),
    /// An environment variable is not UTF-8.
    #[error("{0} is not valid UTF-8; set it again")]
    VariableNotText(&'static str),
    /// The deadline is longer than the browser client waits.
    #[error("the deadline is {0:?}; the browser client gives up after 10 s, so make it shorter (8 s is the default)")]
    DeadlineTooLong(std::time::Duration),
    /// A time of zero.
    #[error("the {0} is zero, so every request would fail; set a longer time")]
    ZeroTime(&'static str),
    /// A limit of zero.
    #[error("the {0} is zero, so no body could be read; set a larger limit")]
    ZeroLimit(&'static str),
    /// An allowed origin has a wildcard.
    #[error("allowed origin {0} has a wildcard; list each origin, such as https://app.example.com")]
    OriginWildcard(usize),
    /// `null` is listed as an allowed origin.
    #[error("allowed origin {0} is null, which any page can send; list the origins of your own pages")]
    OriginNull(usize),
    /// An allowed origin is not what a browser sends for it.
    #[error("allowed origin {0} is not what a browser sends; write {1}")]
    OriginNotAsSent(usize, String),
    /// An allowed origin is not one origin, or no page has such an origin.
    #[error(
        "allowed origin {0} is not the origin of a page; write scheme, host and, if needed, port, such as \
         https://app.example.com, and list each origin separately"
    )]
    OriginInvalid(usize),
    /// There is an issuer in addition to a key or a base URL.
    #[error("an issuer is set, so the secret key or the base URL would not be used; remove one or the other")]
    IssuerBesideKey,
    /// The local issuer is used together with the key of a real project.
    #[cfg(feature = "local-issuer")]
    #[error(
        "the local issuer mints unsigned development tokens, and a secret key that is not sk_localdev is set; \
         remove the local issuer, or unset LIVEBLOCKS_SECRET_KEY"
    )]
    LocalIssuerBesideKey,
    /// The local issuer is used together with a base URL that is not local.
    #[cfg(feature = "local-issuer")]
    #[error(
        "the local issuer mints unsigned development tokens, and a base URL that is not local is set; \
         remove the local issuer, or unset LIVEBLOCKS_BASE_URL"
    )]
    LocalIssuerBesideBaseUrl,
    /// The HTTP client can't be set up.
    #[cfg(feature = "http-issuer")]
    #[error(
        "the HTTPS client cannot be set up: {0}; install the CA certificates of the system (the package is often called \
         ca-certificates), and with the feature rustls-no-provider install a rustls provider first"
    )]
    Tls(String),
    /// The CA certificates that the environment names can't be loaded.
    #[cfg(feature = "http-issuer")]
    #[error(
        "the CA certificates cannot be loaded: {0}; check the path in {1}, or unset it to use the certificates \
         of the system"
    )]
    Certificates(String, String),
    /// The environment names a proxy that can't be used.
    #[cfg(feature = "http-issuer")]
    #[error(
        "{0} is not the URL of a proxy; write http://host:port or socks5h://host:port, without quotes or spaces around \
         it, or unset it"
    )]
    Proxy(&'static str),
    /// The base URL needs https, and this build has no TLS.
    #[cfg(feature = "http-issuer")]
    #[error(
        "the base URL needs TLS, which this build lacks; enable the feature rustls or native-tls of liveblocks-auth"
    )]
    NoTls,
    /// HTTP/2 is configured, and this build doesn't support it.
    #[cfg(feature = "http-issuer")]
    #[error("HTTP/2 is set, which this build lacks; enable the feature http2 of liveblocks-auth")]
    NoHttp2,
    /// This build has no HTTP issuer, and no other issuer is set.
    #[error(
        "this build cannot call Liveblocks; enable the feature rustls or native-tls of liveblocks-auth, or call issuer()"
    )]
    NoHttpIssuer,
}

/// Every fault of a configuration, each with its fix.
///
/// The text contains neither a key nor a password.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigError {
    faults: Vec<Fault>,
}

impl ConfigError {
    pub(crate) fn check(faults: Vec<Fault>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self { faults }) }
    }
}

impl From<Fault> for ConfigError {
    fn from(fault: Fault) -> Self {
        Self { faults: vec![fault] }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the Liveblocks configuration is not usable")?;
        for fault in &self.faults {
            write!(f, "\n  - {fault}")?;
        }
        Ok(())
    }
}

/// Prints the same text as `Display`, because `fn main() -> Result<…>` prints `Debug`.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ConfigError {}
