//! The endpoint: admit, resolve, decide, mint, reply.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::admission::admit;
use crate::body::Body;
use crate::client::Liveblocks;
use crate::entry::{Entry, Stage};
use crate::error::{BoxError, Error, ErrorKind};
use crate::grants::Grants;
use crate::head::RequestHead;
use crate::mint::{MintRequest, Minted, TokenKind};
use crate::policy::{AccessPolicy, Policy};
use crate::reply::AuthReply;
use crate::request::AuthRequest;
use crate::resolver::UserResolver;
use crate::session;
use crate::user::{Identity, LiveblocksUser};

/// The second half of the endpoint, for a login that the framework already has.
///
/// An adapter admits the request, the application finds the user in its own way, and
/// [`authorize`](Self::authorize) decides and mints.
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

    /// Mints ID tokens, which say who the user is. The rooms at Liveblocks say who may open them:
    /// every signed-in user gets a token, and a requested room is checked for its form only.
    #[must_use]
    pub fn id_tokens(liveblocks: Liveblocks) -> Self {
        Self { liveblocks, policy: None }
    }

    /// The handle that this authorizer mints with.
    #[must_use]
    pub fn liveblocks(&self) -> &Liveblocks {
        &self.liveblocks
    }

    /// What the policy grants to this user for this request. Mints nothing. ID tokens have no
    /// grants.
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
            let request = request.as_mut().ok_or_else(|| Error::new(ErrorKind::Handler, "the request is missing"))?;
            let minting = decide(&self.liveblocks, self.policy.as_ref(), &user, request).await?;
            drop(user);
            mint(&self.liveblocks, &minting, request).await
        };
        Entry::of(request, Stage::User).reply(work).await
    }
}

/// Decides which token to mint: an access token with what the policy grants, or an ID token if
/// there is no policy.
async fn decide<U: LiveblocksUser + Sync>(
    liveblocks: &Liveblocks,
    policy: Option<&impl AccessPolicy<U>>,
    user: &U,
    request: &AuthRequest,
) -> Result<MintRequest, Error> {
    request.stage().set(Stage::User);
    let user_id = request.note_user(user);
    let (kind, grants) = match policy {
        Some(policy) => {
            let granted = request.stage().during(Stage::Policy, policy.grant(user, request)).await;
            (TokenKind::Access, granted.map_err(of_policy)?)
        }
        None => (TokenKind::Id, Grants::none()),
    };
    session::mint_request(liveblocks, kind, Identity::with_id(user, user_id)?, grants, Some(request))
}

/// Mints what was decided, under the timer of the entry point. Nothing reads the head and the body
/// any more.
async fn mint(liveblocks: &Liveblocks, mint: &MintRequest, request: &mut AuthRequest) -> Result<Minted, Error> {
    request.stage().set(Stage::Issuer);
    request.release();
    liveblocks.issue(mint, request.room()).await
}

/// What a policy failed with. Unfit data stays the page's fault, and a broken limit a broken limit.
/// A policy denies by granting nothing, not with somebody else's refusal.
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
    decide: Arc<dyn Decide>,
}

/// Whose request it is and what they may open, with the user type erased.
trait Decide: Send + Sync {
    fn decide<'a>(
        &'a self,
        liveblocks: &'a Liveblocks,
        request: &'a AuthRequest,
    ) -> BoxFuture<'a, Result<MintRequest, Error>>;
}

struct Decider<R, P> {
    resolver: R,
    policy: Option<P>,
}

impl<R, P> Decide for Decider<R, P>
where
    R: UserResolver,
    R::User: LiveblocksUser,
    P: AccessPolicy<R::User>,
{
    fn decide<'a>(
        &'a self,
        liveblocks: &'a Liveblocks,
        request: &'a AuthRequest,
    ) -> BoxFuture<'a, Result<MintRequest, Error>> {
        Box::pin(async move {
            let user = request.user(&self.resolver).await?;
            decide(liveblocks, self.policy.as_ref(), &user, request).await
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
        Self { liveblocks, decide: Arc::new(Decider { resolver, policy: Some(policy) }) }
    }

    /// Mints ID tokens: `resolver` says who the user is, the rooms at Liveblocks say what they may
    /// open.
    ///
    /// Every signed-in user gets a token; a requested room is checked for its form only.
    pub fn id_tokens<R>(liveblocks: Liveblocks, resolver: R) -> Self
    where
        R: UserResolver,
        R::User: LiveblocksUser,
    {
        Self { liveblocks, decide: Arc::new(Decider { resolver, policy: None::<Policy<R::User>> }) }
    }

    /// The handle that this endpoint mints with.
    #[must_use]
    pub fn liveblocks(&self) -> &Liveblocks {
        &self.liveblocks
    }

    /// Answers a request. It never fails: every outcome is a reply, and one log entry.
    ///
    /// The body is polled only after the head was accepted, and only within its time. The head,
    /// with its extensions, is dropped before Liveblocks is asked.
    pub async fn handle(&self, head: RequestHead, body: impl Body) -> AuthReply {
        let clock = self.liveblocks.start_clock();
        let work = async |admitted: &mut Option<AuthRequest>| {
            let request = admitted.insert(admit(&self.liveblocks, clock, head, body).await?);
            let minting = self.decide.decide(&self.liveblocks, request).await?;
            mint(&self.liveblocks, &minting, request).await
        };
        Entry::new(clock, Stage::Admission).reply(work).await
    }
}

impl fmt::Debug for AuthEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthEndpoint").field("liveblocks", &self.liveblocks).finish_non_exhaustive()
    }
}
