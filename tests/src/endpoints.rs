//! What an adapter mounts: the endpoints of the fixture.

use std::time::Duration;

use liveblocks_auth::{
    AccessPolicy as _, AuthEndpoint, AuthReply, AuthRequest, Authorizer, ConfigError, Liveblocks, LiveblocksBuilder,
    Resolver,
};

use crate::fixture::{People, Person, Rooms};

/// Where the endpoint for access tokens is mounted.
pub const ACCESS_PATH: &str = "/api/liveblocks-auth";
/// Where the endpoint for ID tokens is mounted.
pub const ID_PATH: &str = "/api/liveblocks-id";
/// The secret key that the double of Liveblocks takes.
pub(crate) const SECRET_KEY: &str = "sk_conformance";

/// The time for a whole request where a case waits for its end.
const SHORT_DEADLINE: Duration = Duration::from_millis(1500);
/// The time for a body where a case waits for its end.
const SHORT_BODY_TIMEOUT: Duration = Duration::from_millis(500);

/// What an adapter mounts: [`access_tokens`](Self::access_tokens) at [`ACCESS_PATH`] and
/// [`id_tokens`](Self::id_tokens) at [`ID_PATH`], or the like out of its parts.
#[derive(Debug, Clone)]
pub struct Fixture {
    liveblocks: Liveblocks,
    limits: Limits,
}

/// How long the endpoint may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Limits {
    /// As long as it may by default.
    Default,
    /// Not long, for cases that wait for it.
    Short,
}

impl Limits {
    /// An answer that takes longer is none: the browser client gives up after 10 s, and where the
    /// deadline is short, its end must be seen to be kept.
    pub(crate) fn patience(self) -> Duration {
        match self {
            Self::Default => Duration::from_secs(10),
            Self::Short => Duration::from_secs(3),
        }
    }

    fn builder(self) -> LiveblocksBuilder {
        match self {
            Self::Default => Liveblocks::builder(),
            Self::Short => Liveblocks::builder().deadline(SHORT_DEADLINE).body_timeout(SHORT_BODY_TIMEOUT),
        }
    }
}

impl Fixture {
    /// The fixture over a handle of your own: for a server that [`liveblocks-auth-check`](crate) is
    /// run against.
    #[must_use]
    pub fn new(liveblocks: Liveblocks) -> Self {
        Self { liveblocks, limits: Limits::Default }
    }

    pub(crate) fn at(base_url: &str, limits: Limits) -> Result<Self, ConfigError> {
        limits.builder().secret_key(SECRET_KEY).base_url(base_url).build().map(|liveblocks| Self { liveblocks, limits })
    }

    /// The beginning of a handle with the times of this fixture, for an adapter that shall differ
    /// from it in something else.
    pub fn builder(&self) -> LiveblocksBuilder {
        self.limits.builder()
    }

    /// The fixture over another handle.
    #[must_use]
    pub fn over(&self, liveblocks: Liveblocks) -> Self {
        Self { liveblocks, ..*self }
    }

    /// The handle.
    #[must_use]
    pub fn liveblocks(&self) -> &Liveblocks {
        &self.liveblocks
    }

    /// The ready endpoint for access tokens.
    #[must_use]
    pub fn access_tokens(&self) -> AuthEndpoint {
        AuthEndpoint::access_tokens(self.liveblocks.clone(), People, Rooms)
    }

    /// The ready endpoint for ID tokens.
    #[must_use]
    pub fn id_tokens(&self) -> AuthEndpoint {
        AuthEndpoint::id_tokens(self.liveblocks.clone(), People)
    }

    /// What comes after a login of the framework's own, for access tokens.
    #[must_use]
    pub fn access_authorizer(&self) -> Authorizer<Person> {
        Authorizer::access_tokens(self.liveblocks.clone(), Rooms)
    }

    /// What comes after a login of the framework's own, for ID tokens.
    #[must_use]
    pub fn id_authorizer(&self) -> Authorizer<Person> {
        Authorizer::id_tokens(self.liveblocks.clone())
    }
}

impl Fixture {
    /// The resolver in the form that an adapter's `CurrentUser` takes from the application's state.
    #[must_use]
    pub fn resolver(&self) -> Resolver<Person> {
        Resolver::new(People)
    }

    /// A hand-written handler for access tokens, line by line like the official sample.
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

    /// The same for ID tokens.
    pub async fn id_by_hand(&self, request: &AuthRequest) -> AuthReply {
        request
            .answer(async {
                let person = request.user(&People).await?;
                Ok(request.identify_user(&self.liveblocks, &person).await?)
            })
            .await
    }
}
