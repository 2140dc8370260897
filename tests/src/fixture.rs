//! The application that an adapter is held to: a few people, a few rooms, and what may go wrong
//! with them.

use std::borrow::Cow;
use std::panic::resume_unwind;
use std::time::Duration;

use liveblocks_auth::{
    Access, AccessPolicy, AuthEndpoint, AuthReply, AuthRequest, Authorizer, BoxError, ConfigError, Grants, Liveblocks,
    LiveblocksBuilder, LiveblocksUser, Permissions, RequestHead, Resolver, RoomPattern, UserInfo, UserResolver,
};
use serde::Deserialize;

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

/// Somebody with an account, as [`People`] finds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    name: String,
}

impl LiveblocksUser for Person {
    fn user_id(&self) -> Cow<'_, str> {
        match self.name.as_str() {
            "long" => "x".repeat(129).into(),
            "jumpy" => resume_unwind(Box::new("the user panics")),
            name => name.into(),
        }
    }

    fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
        let info = match self.name.as_str() {
            "alice" => r##"{"name":"Alice","color":"#c2410c"}"##,
            "bob" => r##"{"name":"Bob","color":"#0f766e"}"##,
            "zoe" => r#"{"name":"Zoë 😀"}"#,
            "faceless" => return Err(FAULT.into()),
            _ => return Ok(None),
        };
        Ok(Some(UserInfo::from_json(info)?))
    }

    fn organization_id(&self) -> Option<Cow<'_, str>> {
        (self.name == "carol").then_some(Cow::Borrowed("acme-inc"))
    }

    fn group_ids(&self) -> Option<Vec<Cow<'_, str>>> {
        (self.name == "carol").then(|| vec!["editors".into(), "staff".into()])
    }
}

/// What everything in here fails with. It must not be seen on the wire.
pub(crate) const FAULT: &str = "hunter2: the database of the fixture is down";

/// Resolves `Authorization: Bearer <name>`, or a cookie `session=<name>`, or else a header
/// `x-person: <name>`.
#[derive(Debug, Clone, Copy)]
pub struct People;

impl UserResolver for People {
    type User = Person;

    async fn resolve(&self, head: &RequestHead) -> Result<Option<Person>, BoxError> {
        let name = if head.header_values("authorization").next().is_some() {
            head.bearer()
        } else {
            head.cookie("session").or_else(|| head.header("x-person"))
        };
        Ok(match name {
            Some("broken") => return Err(FAULT.into()),
            Some("panic") => resume_unwind(Box::new(FAULT)),
            Some("slow") => std::future::pending().await,
            Some("peer") => head.peer_addr().map(|addr| Person { name: addr.ip().to_string() }),
            Some("query") => head.query().map(|query| Person { name: query.to_owned() }),
            Some(name @ ("alice" | "bob" | "carol" | "zoe" | "long" | "jumpy" | "faceless")) => {
                Some(Person { name: name.to_owned() })
            }
            _ => None,
        })
    }
}

/// What the page may send beside the room.
#[derive(Default, Deserialize)]
struct Wish {
    #[serde(default)]
    read_only: bool,
}

/// What may they open? Rooms that begin with `acme:`, bob to read only; the other beginnings stand
/// for something that goes wrong.
#[derive(Debug, Clone, Copy)]
pub struct Rooms;

impl AccessPolicy<Person> for Rooms {
    async fn grant(&self, person: &Person, request: &AuthRequest) -> Result<Grants, BoxError> {
        let wish = request.data::<Wish>()?;
        let Some(room) = request.room() else { return Ok(Grants::none()) };
        let mut grants = Grants::none();
        match room.as_str().split_once(':').map(|(beginning, _)| beginning) {
            Some("acme") => {
                let access = if person.name == "bob" || wish.read_only { Access::Read } else { Access::Write };
                grants = Grants::room(room, access);
            }
            Some("broken") => return Err(FAULT.into()),
            Some("panic") => resume_unwind(Box::new(FAULT)),
            Some("slow") => std::future::pending().await,
            Some("elsewhere") => {
                grants.allow(RoomPattern::under(["acme"])?, Permissions::FULL)?;
            }
            Some("below") => {
                grants.allow(RoomPattern::under(["below"])?, Permissions::FULL)?;
            }
            Some("bare") => {
                grants.allow(room, [liveblocks_auth::Permission::CommentsWrite])?;
            }
            Some("many") => {
                for number in 0..11 {
                    grants.allow(RoomPattern::under(["many", &number.to_string()])?, Permissions::FULL)?;
                }
            }
            _ => {}
        }
        Ok(grants)
    }
}
