//! The endpoints that an adapter mounts.

use std::time::Duration;

use liveblocks_auth::{
    AccessPolicy as _, AuthEndpoint, AuthReply, AuthRequest, Authorizer, ConfigError, Liveblocks, LiveblocksBuilder,
    Resolver,
};

use crate::fixture::{ALLOWED_ORIGINS, People, Person, Rooms};

/// The path of the endpoint for access tokens.
pub const ACCESS_PATH: &str = "/api/liveblocks-auth";
/// The path of the endpoint for ID tokens.
pub const ID_PATH: &str = "/api/liveblocks-id";
/// The secret key that Liveblocks must receive.
pub(crate) const SECRET_KEY: &str = "sk_conformance";

/// The deadline of a request in cases that wait for it.
const SHORT_DEADLINE: Duration = Duration::from_millis(1500);
/// The time limit for a body in cases that wait for it.
const SHORT_BODY_TIMEOUT: Duration = Duration::from_millis(500);

/// The endpoints that an adapter mounts for the table.
///
/// An adapter mounts [`access_tokens`](Self::access_tokens) at [`ACCESS_PATH`] and
/// [`id_tokens`](Self::id_tokens) at [`ID_PATH`]. An adapter with several levels builds the same
/// endpoints from the other methods.
#[derive(Debug, Clone)]
pub struct Fixture {
    liveblocks: Liveblocks,
    limits: Limits,
}

/// The time limits of the endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Limits {
    /// The defaults of core.
    Default,
    /// Short ones, for cases that wait for them.
    Short,
}

impl Limits {
    /// How long to wait for a reply: the browser client gives up after 10 s. With short limits a
    /// reply must come soon after the deadline.
    pub(crate) fn patience(self) -> Duration {
        match self {
            Self::Default => Duration::from_secs(10),
            Self::Short => Duration::from_secs(3),
        }
    }

    fn builder(self) -> LiveblocksBuilder {
        let builder = Liveblocks::builder().allow_origins(ALLOWED_ORIGINS);
        match self {
            Self::Default => builder,
            Self::Short => builder.deadline(SHORT_DEADLINE).body_timeout(SHORT_BODY_TIMEOUT),
        }
    }
}

impl Fixture {
    /// Creates the fixture for a server that `liveblocks-auth-check` tests: it mints through the
    /// Liveblocks that `LIVEBLOCKS_BASE_URL` and `LIVEBLOCKS_SECRET_KEY` describe.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if the key is missing, or if either value is invalid. Without a base URL, it
    /// mints at the Liveblocks cloud.
    pub fn from_env() -> Result<Self, ConfigError> {
        Limits::Default.builder().env().build().map(Self::new)
    }

    /// Creates the fixture with your own handle.
    #[must_use]
    pub fn new(liveblocks: Liveblocks) -> Self {
        Self { liveblocks, limits: Limits::Default }
    }

    pub(crate) fn at(base_url: &str, limits: Limits) -> Result<Self, ConfigError> {
        limits.builder().secret_key(SECRET_KEY).base_url(base_url).build().map(|liveblocks| Self { liveblocks, limits })
    }

    /// A builder with the time limits and the allowed origins of this fixture, for an adapter that
    /// needs a handle of its own.
    pub fn builder(&self) -> LiveblocksBuilder {
        self.limits.builder()
    }

    /// The fixture with another handle.
    #[must_use]
    pub fn over(&self, liveblocks: Liveblocks) -> Self {
        Self { liveblocks, ..*self }
    }

    /// The `Liveblocks` handle of these endpoints.
    #[must_use]
    pub fn liveblocks(&self) -> &Liveblocks {
        &self.liveblocks
    }

    /// The complete endpoint for access tokens.
    #[must_use]
    pub fn access_tokens(&self) -> AuthEndpoint {
        AuthEndpoint::access_tokens(self.liveblocks.clone(), People, Rooms)
    }

    /// The complete endpoint for ID tokens.
    #[must_use]
    pub fn id_tokens(&self) -> AuthEndpoint {
        AuthEndpoint::id_tokens(self.liveblocks.clone(), People)
    }

    /// The authorizer for access tokens, after a login by the framework.
    #[must_use]
    pub fn access_authorizer(&self) -> Authorizer<Person> {
        Authorizer::access_tokens(self.liveblocks.clone(), Rooms)
    }

    /// The authorizer for ID tokens, after a login by the framework.
    #[must_use]
    pub fn id_authorizer(&self) -> Authorizer<Person> {
        Authorizer::id_tokens(self.liveblocks.clone())
    }
}

impl Fixture {
    /// The resolver, in the form that an adapter's `CurrentUser` reads from the application state.
    #[must_use]
    pub fn resolver(&self) -> Resolver<Person> {
        Resolver::new(People)
    }

    /// Handles a request for an access token step by step, as the official sample does.
    pub async fn access_by_hand(&self, request: &AuthRequest) -> AuthReply {
        request
            .answer(async {
                let person = request.user(&People).await?;
                let mut session = request.prepare_session(&self.liveblocks, &person)?;
                for (pattern, permissions) in Rooms.grant(&person, request).await?.iter() {
                    session.allow(pattern.clone(), permissions)?;
                }
                Ok(session.authorize().await?)
            })
            .await
    }

    /// Handles a request for an ID token step by step.
    pub async fn id_by_hand(&self, request: &AuthRequest) -> AuthReply {
        request
            .answer(async {
                let person = request.user(&People).await?;
                Ok(request.identify_user(&self.liveblocks, &person).await?)
            })
            .await
    }
}
