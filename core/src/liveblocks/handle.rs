//! The configured handle.

use std::fmt;
use std::sync::Arc;

#[cfg(feature = "http-issuer")]
use crate::config::base_url::BaseUrl;
use crate::error::{Error, ErrorKind};
use crate::issuer::mint_request::{MintRequest, TokenKind};
use crate::issuer::token::Minted;
use crate::issuer::token_issuer::TokenIssuer;
use crate::limits::Limits;
use crate::log::TARGET;
use crate::request::clock::{Clock, StartedClock};
use crate::rooms::id::RoomId;
use crate::wire::head::RequestHead;
use crate::wire::origins::Origins;

/// The configured handle to Liveblocks: the issuer of tokens, and the limits of every request.
///
/// Cheap to clone. Create one per process.
///
/// # Examples
///
/// The official sample in Rust, for a known user and known rooms:
///
/// ```
/// # #[cfg(feature = "local-issuer")]
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use liveblocks_auth::{Liveblocks, Permissions, RoomPattern};
///
/// # let issuer = liveblocks_auth::issuer::LocalIssuer::new();
/// # let from_env = || Liveblocks::builder().env_from(|_| None).local_issuer(issuer).build();
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
/// # fn main() {
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// # runtime.block_on(run()).unwrap();
/// # }
/// # #[cfg(not(feature = "local-issuer"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct Liveblocks(Arc<Inner>);

struct Inner {
    issuer: Arc<dyn TokenIssuer>,
    source: Source,
    limits: Limits,
    origins: Origins,
    room_required: bool,
}

/// The source of a handle's tokens.
#[derive(Debug)]
pub(crate) enum Source {
    #[cfg(feature = "http-issuer")]
    Cloud,
    #[cfg(feature = "http-issuer")]
    Server(BaseUrl),
    #[cfg(feature = "local-issuer")]
    Local,
    Custom,
}

impl Liveblocks {
    pub(crate) fn new(
        issuer: Arc<dyn TokenIssuer>,
        source: Source,
        limits: Limits,
        origins: Origins,
        room_required: bool,
    ) -> Self {
        Self(Arc::new(Inner { issuer, source, limits, origins, room_required }))
    }

    /// Returns the issuer, for example to wrap it in one of your own.
    #[must_use]
    pub fn issuer(&self) -> Arc<dyn TokenIssuer> {
        Arc::clone(&self.0.issuer)
    }

    pub(crate) fn start_clock(&self) -> Clock {
        Clock::start(self.0.limits.deadline)
    }

    /// Returns the clock of a request, which a layer around the endpoint can have started.
    pub(crate) fn clock_of(&self, head: &RequestHead) -> Clock {
        head.extension().map_or_else(|| self.start_clock(), StartedClock::take)
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn origins(&self) -> &Origins {
        &self.0.origins
    }

    pub(crate) fn room_required(&self) -> bool {
        self.0.room_required
    }

    /// Mints a token and logs it. The caller logs an error.
    pub(crate) async fn issue(&self, mint: &MintRequest, room: Option<&RoomId>) -> Result<Minted, Error> {
        // Not through the `Arc`, which is an issuer too: that would box the future twice.
        let minted = (*self.0.issuer).issue(mint).await.map_err(|error| match error.kind() {
            ErrorKind::Unreachable | ErrorKind::Refused | ErrorKind::InvalidReply | ErrorKind::Deadline => error,
            // Any other failure of an issuer is not the user's fault.
            _ => Error::unreachable(error),
        })?;
        tracing::info!(
            target: TARGET,
            {
                token.kind = mint.kind().as_str(),
                user.id = ?mint.user_id(),
                room.id = room.map(tracing::field::debug),
                granted = (mint.kind() == TokenKind::Access).then(|| tracing::field::debug(mint.grants())),
                elapsed_ms = mint.clock().elapsed_ms(),
            },
            "minted"
        );
        Ok(minted)
    }
}

/// Says in one sentence what mints the tokens, for a log entry at startup.
impl fmt::Display for Liveblocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.source {
            #[cfg(feature = "http-issuer")]
            Source::Cloud => f.write_str("the Liveblocks cloud mints the tokens"),
            #[cfg(feature = "http-issuer")]
            Source::Server(url) => write!(f, "the Liveblocks server at {url} mints the tokens"),
            #[cfg(feature = "local-issuer")]
            Source::Local => f.write_str(
                "this process mints unsigned development tokens: the dev server takes them, the Liveblocks cloud does not",
            ),
            Source::Custom => f.write_str("an issuer of the application mints the tokens"),
        }
    }
}

/// Shows no key.
impl fmt::Debug for Liveblocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { issuer: _, source, limits, origins, room_required } = &*self.0;
        f.debug_struct("Liveblocks")
            .field("source", source)
            .field("limits", limits)
            .field("origins", origins)
            .field("room_required", room_required)
            .finish_non_exhaustive()
    }
}
