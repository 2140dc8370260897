//! The endpoint: admit, resolve, decide, mint, reply.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::admission::admit;
use crate::body::Body;
use crate::client::{Liveblocks, Timer};
use crate::entry::{Entry, Stage, Success};
use crate::error::{BoxError, Error, ErrorKind};
use crate::grants::Grants;
use crate::head::RequestHead;
use crate::mint::Minted;
use crate::policy::{AccessPolicy, Policy};
use crate::reply::AuthReply;
use crate::request::AuthRequest;
use crate::resolver::UserResolver;
use crate::session;
use crate::user::{Identity, LiveblocksUser};

/// The second half of the endpoint, for a login that the framework already has.
///
/// An adapter admits the request, the application finds the user in its own way, and [`authorize`](Self::authorize)
/// decides and mints.
///
/// # Examples
///
/// Test a policy against users and requests, without minting a token:
///
/// ```
/// # #[cfg(feature = "local-issuer")]
/// # async fn test() -> Result<(), Box<dyn std::error::Error>> {
/// use liveblocks_auth::{Access, AuthRequest, Authorizer, Liveblocks, room_policy_fn};
///
/// let policy = room_policy_fn((), async |(), user: &String, room| {
///     let own = room.as_str().strip_prefix("home:") == Some(user);
///     Ok(if own { Access::Full } else { Access::None })
/// });
/// # let liveblocks = Liveblocks::builder().env_from(|_| None).local_issuer(liveblocks_auth::LocalIssuer::new()).build()?;
/// let authorizer = Authorizer::access_tokens(liveblocks, policy);
///
/// let request = AuthRequest::for_room("home:alice".parse()?);
/// assert!(authorizer.evaluate(&"alice".to_owned(), &request).await?.opens(&"home:alice".parse()?).is_some());
/// assert!(authorizer.evaluate(&"bob".to_owned(), &request).await?.is_empty());
/// # Ok(())
/// # }
/// # #[cfg(feature = "local-issuer")]
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(test()).unwrap();
/// ```
pub struct Authorizer<U> {
    liveblocks: Liveblocks,
    /// `None` for ID tokens: the rooms at Liveblocks decide.
    policy: Option<Policy<U>>,
}

impl<U> Clone for Authorizer<U> {
    fn clone(&self) -> Self {
        Self { liveblocks: self.liveblocks.clone(), policy: self.policy.clone() }
    }
}

impl<U: LiveblocksUser + Send + Sync + 'static> Authorizer<U> {
    /// Mints access tokens, which carry what `policy` grants.
    pub fn access_tokens(liveblocks: Liveblocks, policy: impl AccessPolicy<U>) -> Self {
        Self { liveblocks, policy: Some(Policy::new(policy)) }
    }

    /// Mints ID tokens, which say who the user is. The rooms at Liveblocks say who may open them: every signed-in user gets
    /// a token, and a requested room is checked for its form only.
    #[must_use]
    pub fn id_tokens(liveblocks: Liveblocks) -> Self {
        Self { liveblocks, policy: None }
    }

    /// The handle that this authorizer mints with.
    #[must_use]
    pub fn liveblocks(&self) -> &Liveblocks {
        &self.liveblocks
    }

    /// What the policy grants to this user for this request. Mints nothing. ID tokens have no grants.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Policy`], [`ErrorKind::Data`] or [`ErrorKind::Limit`] if the policy failed.
    pub async fn evaluate(&self, user: &U, request: &AuthRequest) -> Result<Grants, Error> {
        match &self.policy {
            Some(policy) => policy.grant(user, request).await.map_err(of_policy),
            None => Ok(Grants::none()),
        }
    }

    /// Answers an admitted request of this user. `None` becomes 401.
    pub async fn authorize(&self, user: Option<U>, request: AuthRequest) -> AuthReply {
        let work = async |request: &mut Option<AuthRequest>| {
            let user = user.ok_or_else(|| Error::new(ErrorKind::Unauthenticated, "the request is anonymous"))?;
            match request {
                Some(request) => self.decide(&user, request).await,
                None => Err(Error::new(ErrorKind::Handler, "the request is missing")),
            }
        };
        match Entry::of(request, Stage::User).run(work, Success::Minted).await {
            Ok((minted, _)) => minted.into(),
            Err(reply) => reply,
        }
    }

    async fn decide(&self, user: &U, request: &AuthRequest) -> Result<Minted, Error> {
        match &self.policy {
            Some(policy) => grant_and_mint(&self.liveblocks, policy, user, request).await,
            None => identify(&self.liveblocks, user, request).await,
        }
    }
}

/// Mints an access token with what a policy grants.
async fn grant_and_mint<U: LiveblocksUser + Sync>(
    liveblocks: &Liveblocks,
    policy: &impl AccessPolicy<U>,
    user: &U,
    request: &AuthRequest,
) -> Result<Minted, Error> {
    request.stage().set(Stage::User);
    let user_id = request.note_user(user);
    let grants = request.stage().during(Stage::Policy, policy.grant(user, request)).await.map_err(of_policy)?;
    let identity = Identity::with_id(user, user_id)?;
    let mint = session::access_request(liveblocks, identity, grants, Some(request.room()), request.clock())?;
    request.stage().set(Stage::Issuer);
    session::mint(liveblocks, &mint, request.room(), Timer::OfEntry).await
}

/// Mints an ID token.
async fn identify<U: LiveblocksUser>(
    liveblocks: &Liveblocks,
    user: &U,
    request: &AuthRequest,
) -> Result<Minted, Error> {
    session::identify(liveblocks, request.identity(user)?, Some(request), Timer::OfEntry).await
}

/// What a policy failed with. Unfit data stays the page's fault, and a broken limit a broken limit. A policy denies by
/// granting nothing, not with somebody else's refusal.
fn of_policy(error: BoxError) -> Error {
    let keeps = |kind| matches!(kind, ErrorKind::Data | ErrorKind::Limit);
    Error::of(ErrorKind::Policy, "the policy could not decide", error, keeps)
}

impl<U> fmt::Debug for Authorizer<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mints = if self.policy.is_some() { "access tokens" } else { "ID tokens" };
        f.debug_struct("Authorizer").field("liveblocks", &self.liveblocks).field("mints", &mints).finish()
    }
}

/// The whole endpoint, ready to mount: a plain value without type parameters, cheap to clone.
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "local-issuer")]
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use bytes::Bytes;
/// use liveblocks_auth::{Access, AuthEndpoint, Liveblocks, RequestHead, resolver_fn, room_policy_fn};
///
/// # let liveblocks = Liveblocks::builder().env_from(|_| None).local_issuer(liveblocks_auth::LocalIssuer::new()).build()?;
/// let endpoint = AuthEndpoint::access_tokens(
///     liveblocks,
///     // The user type of this application is a plain String.
///     resolver_fn((), async |(), head| Ok(head.cookie("user").map(str::to_owned))),
///     room_policy_fn((), async |(), _user: &String, _room| Ok(Access::Read)),
/// );
///
/// // An adapter does this for you.
/// let (parts, body) = http::Request::post("/api/liveblocks-auth")
///     .header("content-type", "application/json")
///     .header("cookie", "user=alice")
///     .body(Bytes::from(r#"{"room":"acme:plan"}"#))?
///     .into_parts();
/// let reply = endpoint.handle(RequestHead::from(parts), body).await;
/// assert_eq!(reply.status(), 200);
/// # Ok(())
/// # }
/// # #[cfg(feature = "local-issuer")]
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(run()).unwrap();
/// ```
#[derive(Clone)]
pub struct AuthEndpoint {
    liveblocks: Liveblocks,
    serve: Arc<dyn Serve>,
}

/// What comes after admission, with the user type erased.
trait Serve: Send + Sync {
    fn serve<'a>(&'a self, request: &'a AuthRequest) -> BoxFuture<'a, Result<Minted, Error>>;
}

struct AccessTokens<R, P> {
    liveblocks: Liveblocks,
    resolver: R,
    policy: P,
}

impl<R, P> Serve for AccessTokens<R, P>
where
    R: UserResolver,
    R::User: LiveblocksUser,
    P: AccessPolicy<R::User>,
{
    fn serve<'a>(&'a self, request: &'a AuthRequest) -> BoxFuture<'a, Result<Minted, Error>> {
        Box::pin(async {
            let user = request.user(&self.resolver).await?;
            grant_and_mint(&self.liveblocks, &self.policy, &user, request).await
        })
    }
}

struct IdTokens<R> {
    liveblocks: Liveblocks,
    resolver: R,
}

impl<R> Serve for IdTokens<R>
where
    R: UserResolver,
    R::User: LiveblocksUser,
{
    fn serve<'a>(&'a self, request: &'a AuthRequest) -> BoxFuture<'a, Result<Minted, Error>> {
        Box::pin(async {
            let user = request.user(&self.resolver).await?;
            identify(&self.liveblocks, &user, request).await
        })
    }
}

impl AuthEndpoint {
    /// Mints access tokens: `resolver` says who the user is, `policy` what they may open.
    pub fn access_tokens<R, P>(liveblocks: Liveblocks, resolver: R, policy: P) -> Self
    where
        R: UserResolver,
        R::User: LiveblocksUser,
        P: AccessPolicy<R::User>,
    {
        Self { serve: Arc::new(AccessTokens { liveblocks: liveblocks.clone(), resolver, policy }), liveblocks }
    }

    /// Mints ID tokens: `resolver` says who the user is, the rooms at Liveblocks say what they may open.
    ///
    /// Every signed-in user gets a token; a requested room is checked for its form only.
    pub fn id_tokens<R>(liveblocks: Liveblocks, resolver: R) -> Self
    where
        R: UserResolver,
        R::User: LiveblocksUser,
    {
        Self { serve: Arc::new(IdTokens { liveblocks: liveblocks.clone(), resolver }), liveblocks }
    }

    /// The handle that this endpoint mints with.
    #[must_use]
    pub fn liveblocks(&self) -> &Liveblocks {
        &self.liveblocks
    }

    /// Answers a request. It never fails: every outcome is a reply, and one log entry.
    ///
    /// The body is polled only after the head was accepted, and only within its time.
    pub async fn handle(&self, head: RequestHead, body: impl Body) -> AuthReply {
        let clock = self.liveblocks.start_clock();
        let work = async |admitted: &mut Option<AuthRequest>| {
            let request = admit(&self.liveblocks, clock, head, body).await?;
            self.serve.serve(admitted.insert(request)).await
        };
        match Entry::new(clock, Stage::Admission).run(work, Success::Minted).await {
            Ok((minted, _)) => minted.into(),
            Err(reply) => reply,
        }
    }
}

impl fmt::Debug for AuthEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthEndpoint").field("liveblocks", &self.liveblocks).finish_non_exhaustive()
    }
}
