//! The configured handle.

use std::fmt;
use std::sync::Arc;

use crate::clock::Clock;
use crate::config::{ConfigError, Limits, LiveblocksBuilder};
use crate::error::{Error, ErrorKind};
use crate::log;
use crate::mint::{MintRequest, Minted, TokenIssuer};
use crate::room::RoomId;
use crate::session::{self, Session};
use crate::user::{Identity, LiveblocksUser};

/// A configured handle to Liveblocks: the issuer, and the limits of every request. Cheap to clone;
/// make one per process.
///
/// # Examples
///
/// The official sample, in Rust, with the user and the room known:
///
/// ```
/// # #[cfg(feature = "local-issuer")]
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use liveblocks_auth::{Liveblocks, Permissions, RoomPattern};
///
/// # let from_env = || Liveblocks::builder().env_from(|_| None).local_issuer(liveblocks_auth::LocalIssuer::new()).build();
/// # /*
/// let liveblocks = Liveblocks::from_env()?;
/// # */
/// # let liveblocks = from_env()?;
///
/// let mut session = liveblocks.prepare_session("alice")?;
/// session.allow(RoomPattern::under(["acme", "docs"])?, Permissions::FULL)?;
/// let minted = session.authorize().await?;
/// assert_eq!(minted.token().unverified_claims().unwrap()["uid"], "alice");
/// # Ok(())
/// # }
/// # #[cfg(feature = "local-issuer")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(run()).unwrap();
/// ```
#[derive(Clone)]
pub struct Liveblocks(Arc<Inner>);

struct Inner {
    issuer: Arc<dyn TokenIssuer>,
    source: TokenSource,
    limits: Limits,
    room_required: bool,
}

/// Who mints the tokens of a [`Liveblocks`] handle. `Display` says it in a sentence, for a log at
/// start.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenSource {
    /// The real service.
    Cloud,
    /// Another server with Liveblocks' REST API, the official dev server for example.
    Server(String),
    /// This process: development tokens.
    InProcess,
    /// An issuer of the application's own.
    Custom,
}

impl fmt::Display for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cloud => f.write_str("the Liveblocks cloud mints the tokens"),
            Self::Server(url) => write!(f, "the Liveblocks server at {url} mints the tokens"),
            Self::InProcess => {
                f.write_str("this process mints unsigned development tokens: the dev server takes them, the Liveblocks cloud does not")
            }
            Self::Custom => f.write_str("an issuer of the application mints the tokens"),
        }
    }
}

impl Liveblocks {
    pub(crate) fn new(issuer: Arc<dyn TokenIssuer>, source: TokenSource, limits: Limits, room_required: bool) -> Self {
        Self(Arc::new(Inner { issuer, source, limits, room_required }))
    }

    /// Begins a configuration.
    pub fn builder() -> LiveblocksBuilder {
        LiveblocksBuilder::new()
    }

    /// The handle that `LIVEBLOCKS_SECRET_KEY` and, if it is set, `LIVEBLOCKS_BASE_URL` describe.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when they are missing or wrong. There is no fallback: a missing key never
    /// means development tokens.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::builder().env().build()
    }

    /// The official dev server, `npx liveblocks dev` (which needs Bun), at `http://localhost:1153`
    /// with its key `sk_localdev`.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when this build cannot speak HTTP.
    pub fn local_dev() -> Result<Self, ConfigError> {
        Self::builder().secret_key(crate::secret::LOCAL_DEV_KEY).base_url("http://localhost:1153").build()
    }

    /// Mints unsigned development tokens in this process: nothing to install, no account. The
    /// official dev server and the browser client accept them; the Liveblocks cloud does not.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when the environment holds a secret key other than `sk_localdev` or a base
    /// URL that is not local: a machine that has these is no place for development tokens.
    #[cfg(feature = "local-issuer")]
    pub fn local_issuer() -> Result<Self, ConfigError> {
        Self::builder().env().local_issuer(crate::LocalIssuer::new()).build()
    }

    /// Who mints.
    #[must_use]
    pub fn token_source(&self) -> &TokenSource {
        &self.0.source
    }

    /// The issuer itself, to be wrapped by one of your own for example.
    #[must_use]
    pub fn issuer(&self) -> Arc<dyn TokenIssuer> {
        Arc::clone(&self.0.issuer)
    }

    pub(crate) fn start_clock(&self) -> Clock {
        Clock::start(self.0.limits.deadline)
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn room_required(&self) -> bool {
        self.0.room_required
    }

    /// Begins a session for a user: allow rooms, then authorize.
    ///
    /// In a handler that answers a browser, use
    /// [`AuthRequest::prepare_session`](crate::AuthRequest::prepare_session): it also knows the
    /// requested room, and fails if the token would not open it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) or [`ErrorKind::User`](crate::ErrorKind::User)
    /// if the user breaks a limit of Liveblocks or fails.
    pub fn prepare_session<U: LiveblocksUser + ?Sized>(&self, user: &U) -> Result<Session<'static>, Error> {
        Session::prepare(self.clone(), user, None)
    }

    /// Mints an ID token: it says who the user is. The rooms at Liveblocks say what the user and
    /// their groups can open.
    ///
    /// # Errors
    ///
    /// As [`prepare_session`](Self::prepare_session) and [`Session::authorize`].
    pub async fn identify_user<U: LiveblocksUser + ?Sized>(&self, user: &U) -> Result<Minted, Error> {
        session::identify(self, Identity::of(user)?, None).await
    }

    /// Asks the issuer. Writes the log entry of the token; errors are the caller's to write.
    pub(crate) async fn issue(&self, mint: &MintRequest, room: Option<&RoomId>) -> Result<Minted, Error> {
        // Not the `Arc`, which is an issuer too: it would box the future twice.
        let minted = (*self.0.issuer).issue(mint).await.map_err(|error| match error.kind() {
            ErrorKind::Unreachable | ErrorKind::Refused | ErrorKind::InvalidReply | ErrorKind::Deadline => error,
            // Other failures of an issuer are not the user's fault.
            _ => Error::unreachable(error),
        })?;
        log::minted(mint, room);
        Ok(minted)
    }
}

/// Shows no key.
impl fmt::Debug for Liveblocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { issuer: _, source, limits, room_required } = &*self.0;
        f.debug_struct("Liveblocks")
            .field("source", source)
            .field("limits", limits)
            .field("room_required", room_required)
            .finish_non_exhaustive()
    }
}
