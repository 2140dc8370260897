//! Builds a [`Liveblocks`] handle from a checked configuration.

use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use crate::config::base_url::BaseUrl;
use crate::config::error::{ConfigError, Fault};
use crate::config::secret_key::{LOCAL_DEV_KEY, SecretKey};
#[cfg(feature = "http-issuer")]
use crate::issuer::http::HttpIssuer;
#[cfg(feature = "local-issuer")]
use crate::issuer::local::LocalIssuer;
use crate::issuer::token_issuer::TokenIssuer;
use crate::limits::{CLIENT_TIMEOUT, Limits};
use crate::liveblocks::handle::{Liveblocks, Source};
use crate::log::TARGET;
use crate::wire::origins::Origins;

const SECRET_KEY: &str = "LIVEBLOCKS_SECRET_KEY";
const BASE_URL: &str = "LIVEBLOCKS_BASE_URL";

/// Configures a [`Liveblocks`] handle.
///
/// [`build`](Self::build) checks every setting, and reports all faults together.
///
/// # Examples
///
/// ```no_run
/// use std::time::Duration;
/// use liveblocks_auth::Liveblocks;
///
/// let liveblocks = Liveblocks::builder()
///     .secret_key(std::fs::read_to_string("/run/secrets/liveblocks")?.trim_end())
///     .deadline(Duration::from_secs(6))
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a builder does nothing before build() is called"]
pub struct LiveblocksBuilder {
    secret_key: Option<SecretString>,
    base_url: Option<String>,
    env: Option<Env>,
    issuer: Option<Chosen>,
    limits: Limits,
    origins: Vec<String>,
    origin_check: bool,
    http2: bool,
    room_required: bool,
}

/// The values from the environment.
#[derive(Default)]
struct Env {
    secret_key: Option<SecretString>,
    base_url: Option<String>,
    faults: Vec<Fault>,
}

impl Env {
    fn read(lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let mut env = Self::default();
        env.secret_key = env.variable(SECRET_KEY, &lookup).map(SecretString::from);
        env.base_url = env.variable(BASE_URL, &lookup);
        env
    }

    fn variable(&mut self, name: &'static str, lookup: impl Fn(&str) -> Option<OsString>) -> Option<String> {
        match lookup(name)?.into_string() {
            Ok(value) if value.trim().is_empty() => self.faults.push(Fault::VariableEmpty(name)),
            Ok(value) => return Some(value),
            Err(_) => self.faults.push(Fault::VariableNotText(name)),
        }
        None
    }
}

/// An issuer that was set instead of a key.
enum Chosen {
    Custom(Arc<dyn TokenIssuer>),
    #[cfg(feature = "local-issuer")]
    Local(LocalIssuer),
}

impl Liveblocks {
    /// Starts a configuration.
    pub fn builder() -> LiveblocksBuilder {
        LiveblocksBuilder {
            secret_key: None,
            base_url: None,
            env: None,
            issuer: None,
            limits: Limits::default(),
            origins: Vec::new(),
            origin_check: true,
            http2: false,
            room_required: false,
        }
    }

    /// Reads `LIVEBLOCKS_SECRET_KEY` and, if set, `LIVEBLOCKS_BASE_URL` from the environment.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if the key is missing, or if either value is invalid. There is no fallback:
    /// a missing key never leads to development tokens.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::builder().env().build()
    }

    /// Connects to the official dev server at `http://localhost:1153`, with its key `sk_localdev`.
    ///
    /// Start the server with `npx liveblocks dev`. It needs Bun.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if this build has no HTTP client (feature `http-issuer`), or can't set it
    /// up.
    pub fn local_dev() -> Result<Self, ConfigError> {
        Self::builder().secret_key(LOCAL_DEV_KEY).base_url("http://localhost:1153").build()
    }

    /// Mints unsigned development tokens in this process, without an account or a server.
    ///
    /// The official dev server and the browser client accept these tokens. The Liveblocks cloud
    /// doesn't.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if the environment has a secret key other than `sk_localdev`, or a base URL
    /// that isn't local. A machine with such a setting must not mint development tokens.
    #[cfg(feature = "local-issuer")]
    pub fn local_issuer() -> Result<Self, ConfigError> {
        Self::builder().env().local_issuer(LocalIssuer::new()).build()
    }
}

impl LiveblocksBuilder {
    /// Sets the secret key of the project, `sk_…`.
    ///
    /// The builder takes ownership of the text and wipes it from memory when it is no longer
    /// needed. It can't wipe copies that the caller keeps, nor the copy in the header that it
    /// sends.
    pub fn secret_key(mut self, key: impl Into<String>) -> Self {
        self.secret_key = Some(SecretString::from(key.into()));
        self
    }

    /// Sets the base URL of Liveblocks: scheme, host and, if needed, a port.
    ///
    /// The default is `https://api.liveblocks.io`. The secret key is sent to this URL, so it must
    /// be https, except on this machine (`localhost`, 127.0.0.0/8, `[::1]`).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Reads `LIVEBLOCKS_SECRET_KEY` and `LIVEBLOCKS_BASE_URL` from the environment, if they are
    /// set.
    ///
    /// [`secret_key`](Self::secret_key) and [`base_url`](Self::base_url) take precedence.
    pub fn env(self) -> Self {
        self.env_from(|name| std::env::var_os(name))
    }

    /// Reads the variables of [`env`](Self::env) through `lookup` instead of the process
    /// environment.
    ///
    /// Use it in tests.
    pub fn env_from(mut self, lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        self.env = Some(Env::read(lookup));
        self
    }

    /// Mints through an issuer of your own, for another transport or for tests.
    ///
    /// [`build`](Self::build) fails if there is also a key or a base URL.
    pub fn issuer(mut self, issuer: impl TokenIssuer) -> Self {
        self.issuer = Some(Chosen::Custom(Arc::new(issuer)));
        self
    }

    /// Mints unsigned development tokens in this process.
    ///
    /// [`build`](Self::build) fails if there is also a key other than `sk_localdev`, or a base URL
    /// that isn't local. It always checks the environment too, through [`env_from`](Self::env_from)
    /// if that was called.
    #[cfg(feature = "local-issuer")]
    pub fn local_issuer(mut self, issuer: LocalIssuer) -> Self {
        self.issuer = Some(Chosen::Local(issuer));
        self
    }

    /// Sets the time from a request's arrival to its reply, everything included.
    ///
    /// 8 s by default. Must be less than 10 s: the browser client gives up then.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.limits.deadline = deadline;
        self
    }

    /// Sets how long the request's body can take to arrive, within the deadline. 5 s by
    /// default.
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.limits.body_timeout = timeout;
        self
    }

    /// Sets how long connecting to Liveblocks can take, within the deadline. 2 s by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.limits.connect_timeout = timeout;
        self
    }

    /// Sets the size of the largest request body that is accepted, in bytes.
    ///
    /// 16 KiB by default. The browser client sends less than 1 KiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.limits.body_limit = bytes;
        self
    }

    /// Sets the size of the largest reply that is accepted from Liveblocks, in bytes.
    ///
    /// 64 KiB by default. The largest legal reply is about 6 KiB.
    pub fn reply_limit(mut self, bytes: usize) -> Self {
        self.limits.reply_limit = bytes;
        self
    }

    /// Uses HTTP/2 to Liveblocks if the server offers it, instead of pooled HTTP/1.1 connections.
    ///
    /// Off by default, because with HTTP/2 all requests share one connection, whose limit of
    /// concurrent streams (often 100) limits the throughput. Needs the feature `http2`.
    pub fn http2(mut self, on: bool) -> Self {
        self.http2 = on;
        self
    }

    /// Denies requests without a room, with 403. Off by default.
    ///
    /// The client names no room when it needs data of the user instead of a room: inbox
    /// notifications, their settings, unread counts, user threads.
    ///
    /// # Security
    ///
    /// A token for a request without a room can read all notifications of the user, including those
    /// about rooms that the user can no longer open. If your application uses none of this data,
    /// require a room.
    pub fn room_required(mut self, required: bool) -> Self {
        self.room_required = required;
        self
    }

    /// Lets pages on these origins use the endpoint. Call it more than once to add more.
    ///
    /// A page on the endpoint's own origin needs no setting. For a page on one of these origins,
    /// core answers the preflights and adds the CORS headers, which let the page read the reply. In
    /// the page, write `authEndpoint` as a function that calls `fetch` with `credentials:
    /// "include"` or with a bearer token. If it is a URL, the browser client sends no cookies to
    /// another origin.
    ///
    /// Write each origin exactly as a browser sends it: scheme, host, and the port if it isn't the
    /// scheme's default, such as `https://app.example.com`, `http://localhost:5173` or
    /// `capacitor://localhost`. [`build`](Self::build) fails for a wildcard, a path, a trailing
    /// slash or `null`.
    ///
    /// Also list your own origin if a proxy in front changes `Host`, as nginx does by default, or
    /// adds a port to it. Otherwise core rejects your own pages in browsers that don't send
    /// `Sec-Fetch-Site`: old ones, such as Safari before 16.4, and all browsers over plain HTTP,
    /// except to `localhost` or a loopback address.
    ///
    /// # Security
    ///
    /// A page on one of these origins gets tokens for the visitor who is signed in.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use liveblocks_auth::Liveblocks;
    ///
    /// let liveblocks =
    ///     Liveblocks::builder().env().allow_origins(["https://app.example.com"]).build()?;
    /// # Ok::<(), liveblocks_auth::ConfigError>(())
    /// ```
    pub fn allow_origins<O: Into<String>>(mut self, origins: impl IntoIterator<Item = O>) -> Self {
        self.origins.extend(origins.into_iter().map(Into::into));
        self
    }

    /// Admits requests from pages on any origin, instead of replying 403 to those that are not
    /// allowed.
    ///
    /// Preflights and CORS headers stay as they are: only for [allowed](Self::allow_origins)
    /// origins.
    ///
    /// # Security
    ///
    /// The check keeps a page on another site from requesting tokens with its visitor's cookie.
    /// Skip it only if something in front of the endpoint makes the same check.
    pub fn danger_skip_origin_check(mut self) -> Self {
        self.origin_check = false;
        self
    }

    /// Checks the configuration and creates the handle.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] with every fault, each with its fix.
    pub fn build(mut self) -> Result<Liveblocks, ConfigError> {
        let mut faults = Vec::new();
        check_limits(&self.limits, &mut faults);
        let origins = Origins::new(&self.origins, self.origin_check, &mut faults);
        let made = match self.issuer.take() {
            Some(Chosen::Custom(issuer)) => {
                if !self.keys(&mut faults).is_empty() || !self.urls().is_empty() {
                    faults.push(Fault::IssuerBesideKey);
                }
                Some((issuer, Source::Custom))
            }
            #[cfg(feature = "local-issuer")]
            Some(Chosen::Local(issuer)) => {
                self.check_local(&mut faults);
                Some((issuer.into_issuer(), Source::Local))
            }
            None => self.http(&mut faults),
        };
        ConfigError::check(faults)?;
        // Without faults there is an issuer: a build without the feature has pushed a fault.
        let (issuer, source) = made.ok_or(Fault::NoHttpIssuer)?;
        if cfg!(panic = "abort") {
            tracing::warn!(
                target: TARGET,
                "this program is built with panic = \"abort\", so a panic in a resolver or a policy ends it instead of \
                 becoming a 503"
            );
        }
        Ok(Liveblocks::new(issuer, source, self.limits, origins, self.room_required))
    }

    #[cfg(feature = "local-issuer")]
    fn check_local(&mut self, faults: &mut Vec<Fault>) {
        if self.env.is_none() {
            self.env = Some(Env::read(|name| std::env::var_os(name)));
        }
        let local = |key: SecretString| SecretKey::check(key).is_ok_and(|key| key.is_local_dev());
        if !self.keys(faults).into_iter().all(local) {
            faults.push(Fault::LocalIssuerBesideKey);
        }
        if !self.urls().iter().all(|url| BaseUrl::parse(url).is_ok_and(|url| url.is_loopback())) {
            faults.push(Fault::LocalIssuerBesideBaseUrl);
        }
    }

    /// Takes the keys, the one with precedence first, and moves the environment's faults to
    /// `faults`.
    fn keys(&mut self, faults: &mut Vec<Fault>) -> Vec<SecretString> {
        let env = self.env.as_mut().and_then(|env| {
            faults.append(&mut env.faults);
            env.secret_key.take()
        });
        self.secret_key.take().into_iter().chain(env).collect()
    }

    /// Takes the base URLs, the one with precedence first.
    fn urls(&mut self) -> Vec<String> {
        let env = self.env.as_mut().and_then(|env| env.base_url.take());
        self.base_url.take().into_iter().chain(env).collect()
    }

    /// Checks the key and the base URL, separately and together.
    fn checked_key_and_url(&mut self, faults: &mut Vec<Fault>) -> Option<(SecretKey, BaseUrl)> {
        let key = self.keys(faults).into_iter().next();
        let url = match self.urls().into_iter().next() {
            None => Some((BaseUrl::cloud(), false)),
            Some(url) => BaseUrl::parse(&url).map_err(|found| faults.extend(found)).ok().map(|url| (url, true)),
        };
        let key = match key {
            // A variable that is empty or not UTF-8 is already reported, so it is not also missing.
            None if faults.iter().any(|fault| {
                matches!(fault, Fault::VariableEmpty(SECRET_KEY) | Fault::VariableNotText(SECRET_KEY))
            }) =>
            {
                None
            }
            None if url.as_ref().is_none_or(|(_, given)| *given) => {
                faults.push(Fault::BaseUrlWithoutKey);
                None
            }
            None => {
                faults.push(Fault::NoSecretKey);
                None
            }
            Some(key) => SecretKey::check(key).map_err(|fault| faults.push(fault)).ok(),
        };
        let (key, (url, _)) = (key?, url?);
        if key.is_local_dev() && !url.is_loopback() {
            faults.push(Fault::LocalDevKeyAgainstRemote);
        }
        Some((key, url))
    }

    #[cfg(feature = "http-issuer")]
    fn http(&mut self, faults: &mut Vec<Fault>) -> Option<(Arc<dyn TokenIssuer>, Source)> {
        if self.http2 && !cfg!(feature = "http2") {
            faults.push(Fault::NoHttp2);
        }
        let (key, url) = self.checked_key_and_url(faults)?;
        if !faults.is_empty() {
            return None;
        }
        if url.is_loopback() && !key.is_local_dev() {
            tracing::warn!(
                target: TARGET,
                base_url = %url,
                "the secret key of a real project is sent to this machine; the local dev server takes only sk_localdev"
            );
        }
        let issuer = HttpIssuer::new(&key, &url, &self.limits, self.http2).map_err(|fault| faults.push(fault)).ok()?;
        let source = if url.is_cloud() { Source::Cloud } else { Source::Server(url) };
        Some((Arc::new(issuer), source))
    }

    #[cfg(not(feature = "http-issuer"))]
    fn http(&mut self, faults: &mut Vec<Fault>) -> Option<(Arc<dyn TokenIssuer>, Source)> {
        faults.push(Fault::NoHttpIssuer);
        let (_key, url) = self.checked_key_and_url(faults)?;
        tracing::debug!(target: TARGET, https = url.is_https(), cloud = url.is_cloud(), "no HTTP issuer in this build");
        None
    }
}

fn check_limits(limits: &Limits, faults: &mut Vec<Fault>) {
    let Limits { deadline, body_timeout, connect_timeout, body_limit, reply_limit } = limits;
    if *deadline >= CLIENT_TIMEOUT {
        faults.push(Fault::DeadlineTooLong(*deadline));
    }
    for (time, name) in [(deadline, "deadline"), (body_timeout, "body timeout"), (connect_timeout, "connect timeout")] {
        if time.is_zero() {
            faults.push(Fault::ZeroTime(name));
        }
    }
    for (limit, name) in [(body_limit, "request body limit"), (reply_limit, "reply limit")] {
        if *limit == 0 {
            faults.push(Fault::ZeroLimit(name));
        }
    }
}

/// Shows no key.
impl fmt::Debug for LiveblocksBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveblocksBuilder").field("limits", &self.limits).finish_non_exhaustive()
    }
}
