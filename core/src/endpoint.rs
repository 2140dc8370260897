//! The endpoint: admit, resolve, decide, mint, reply.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use tracing::Instrument as _;

use crate::events;
use crate::{
    AccessPolicy, AuthReply, AuthRequest, BodyFailure, BoxError, Error, ErrorKind, Grants, Liveblocks, LiveblocksUser,
    Minted, RequestHead, UserResolver, guarded,
};

/// The second half of the endpoint, once the user is known: for a login that the framework has already.
///
/// `admit` looks at the request, the application finds the user in its own way, `authorize` decides and mints.
///
/// # Examples
///
/// A policy is tested against users and requests, without a token being minted:
///
/// ```
/// # #[cfg(feature = "local-issuer")]
/// # async fn test() -> Result<(), Box<dyn std::error::Error>> {
/// use liveblocks_auth::{Access, AuthRequest, Authorizer, Liveblocks, room_policy_fn};
///
/// let policy = room_policy_fn(|user: &String, room| {
///     let own = room.as_str().strip_prefix("home:") == Some(user);
///     Box::pin(async move { Ok(if own { Access::Full } else { Access::None }) })
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
    kind: Kind<U>,
}

enum Kind<U> {
    AccessTokens(Arc<dyn AccessPolicy<U>>),
    IdTokens,
}

impl<U> Clone for Authorizer<U> {
    fn clone(&self) -> Self {
        let kind = match &self.kind {
            Kind::AccessTokens(policy) => Kind::AccessTokens(Arc::clone(policy)),
            Kind::IdTokens => Kind::IdTokens,
        };
        Self { liveblocks: self.liveblocks.clone(), kind }
    }
}

impl<U: LiveblocksUser + Send + Sync + 'static> Authorizer<U> {
    /// Mints access tokens, which carry what `policy` grants.
    pub fn access_tokens(liveblocks: Liveblocks, policy: impl AccessPolicy<U>) -> Self {
        Self { liveblocks, kind: Kind::AccessTokens(Arc::new(policy)) }
    }

    /// Mints ID tokens, which say who the user is: the rooms at Liveblocks say who may open them. A room in the request is checked for
    /// its form only, and everybody who is signed in gets a token.
    #[must_use]
    pub fn id_tokens(liveblocks: Liveblocks) -> Self {
        Self { liveblocks, kind: Kind::IdTokens }
    }

    /// The handle that this authorizer mints with.
    #[must_use]
    pub fn liveblocks(&self) -> &Liveblocks {
        &self.liveblocks
    }

    /// What the policy grants to this user for this request. Nothing is minted. ID tokens have no grants.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Policy`], [`ErrorKind::Data`], [`ErrorKind::Limit`] or [`ErrorKind::Panic`] when the policy failed.
    pub async fn evaluate(&self, user: &U, request: &AuthRequest) -> Result<Grants, Error> {
        match &self.kind {
            Kind::AccessTokens(policy) => guarded::run(|| policy.grant(user, request)).await?.map_err(of_policy),
            Kind::IdTokens => Ok(Grants::none()),
        }
    }

    /// Answers an admitted request of this user, or of nobody.
    pub async fn authorize(&self, user: Option<U>, request: AuthRequest) -> AuthReply {
        let room = request.room().map(tracing::field::debug);
        let span = tracing::info_span!(target: events::TARGET, "request", room.id = room);
        async {
            let Some(user) = user else {
                let error = Error::new(ErrorKind::Unauthenticated, "nobody is signed in");
                return events::refused(error, &request.trail()).into();
            };
            // Inside the guard also what the deadline drops: values of the application's own that live across an await.
            let decided = guarded::run(|| async { request.deadline().bound(self.decide(&user, &request)).await? });
            let decided = decided.await.and_then(|minted| minted);
            let decided = decided.map_err(|error| {
                // If even this panics, the event does without it.
                let user_id = guarded::call(|| user.user_id().into_owned()).ok();
                events::refused(error, &events::Trail { user_id: user_id.as_deref(), ..request.trail() })
            });
            // The user is the application's own value, whose drop may panic as anything else of it; what was decided stands.
            let _ = guarded::call(|| drop(user));
            decided.into()
        }
        .instrument(span)
        .await
    }

    async fn decide(&self, user: &U, request: &AuthRequest) -> Result<Minted, Error> {
        match &self.kind {
            Kind::AccessTokens(_) => {
                let grants = self.evaluate(user, request).await?;
                request.prepare_session(&self.liveblocks, user)?.with_grants(grants).authorize().await
            }
            Kind::IdTokens => request.identify_user(&self.liveblocks, user).await,
        }
    }
}

/// What a policy failed with. An error of this crate keeps its kind: the page's own unfit data stays the page's fault, and a broken
/// limit stays one. But a policy that wants to deny grants nothing; it does not fail with somebody else's refusal.
fn of_policy(error: BoxError) -> Error {
    match error.downcast::<Error>() {
        Ok(own) if own.kind() == ErrorKind::Data => *own,
        Ok(own) => Error::of(ErrorKind::Policy, "the policy could not decide", own),
        Err(other) => Error::of(ErrorKind::Policy, "the policy could not decide", other),
    }
}

impl<U> fmt::Debug for Authorizer<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::AccessTokens(_) => "access tokens",
            Kind::IdTokens => "ID tokens",
        };
        f.debug_struct("Authorizer").field("liveblocks", &self.liveblocks).field("mints", &kind).finish()
    }
}

impl Liveblocks {
    /// Asks a resolver who sent a request, within the deadline.
    ///
    /// # Errors
    ///
    /// The reply to send (503) when the resolver failed, panicked, or took too long.
    pub async fn current_user<R>(&self, resolver: &R, head: RequestHead<'_>) -> Result<Option<R::User>, AuthReply>
    where
        R: UserResolver + ?Sized,
    {
        let deadline = self.clock_of(head);
        guarded::run(|| async { deadline.bound(resolver.resolve(head)).await })
            .await
            .and_then(|run| run)
            .and_then(|resolved| {
                resolved.map_err(|error| {
                    Error::of(ErrorKind::Resolver, "the resolver could not find out who is asking", error)
                })
            })
            .map_err(|error| events::refused(error, &events::Trail::new(deadline)).into())
    }
}

/// The whole endpoint, ready to mount: a plain value without type parameters, cheap to clone.
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "local-issuer")]
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use liveblocks_auth::{Access, AuthEndpoint, Liveblocks, RequestHead, resolver_fn, room_policy_fn};
///
/// # let liveblocks = Liveblocks::builder().env_from(|_| None).local_issuer(liveblocks_auth::LocalIssuer::new()).build()?;
/// let endpoint = AuthEndpoint::access_tokens(
///     liveblocks,
///     resolver_fn(|head| Box::pin(async move { Ok(head.header("x-forwarded-user").map(str::to_owned)) })),
///     room_policy_fn(|_user: &String, _room| Box::pin(async { Ok(Access::Read) })),
/// );
///
/// // An adapter does this for you.
/// let request = http::Request::post("/api/liveblocks-auth")
///     .header("content-type", "application/json")
///     .header("x-forwarded-user", "alice")
///     .body(r#"{"room":"acme:plan"}"#)?;
/// let body = async { Ok((*request.body()).into()) };
/// let reply = endpoint.handle(RequestHead::from(&request), body).await;
/// assert_eq!(reply.status(), 200);
/// # Ok(())
/// # }
/// # #[cfg(feature = "local-issuer")]
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(run()).unwrap();
/// ```
#[derive(Clone)]
pub struct AuthEndpoint {
    liveblocks: Liveblocks,
    rest: Arc<dyn Rest>,
}

/// What comes after admission, with the user type erased.
#[async_trait]
trait Rest: Send + Sync {
    async fn resolve_and_authorize(&self, head: RequestHead<'_>, request: AuthRequest) -> AuthReply;
}

struct Pair<R: UserResolver> {
    resolver: R,
    authorizer: Authorizer<R::User>,
}

#[async_trait]
impl<R> Rest for Pair<R>
where
    R: UserResolver,
    R::User: LiveblocksUser,
{
    async fn resolve_and_authorize(&self, head: RequestHead<'_>, request: AuthRequest) -> AuthReply {
        let head = head.with_deadline(request.deadline());
        match self.authorizer.liveblocks.current_user(&self.resolver, head).await {
            Ok(user) => self.authorizer.authorize(user, request).await,
            Err(reply) => reply,
        }
    }
}

impl AuthEndpoint {
    /// Mints access tokens: `resolver` says who is asking, `policy` what they may open.
    pub fn access_tokens<R, P>(liveblocks: Liveblocks, resolver: R, policy: P) -> Self
    where
        R: UserResolver,
        R::User: LiveblocksUser,
        P: AccessPolicy<R::User>,
    {
        Self::new(resolver, Authorizer::access_tokens(liveblocks, policy))
    }

    /// Mints ID tokens: `resolver` says who is asking, the rooms at Liveblocks say what they may open.
    ///
    /// A room in the request is checked for its form only; everybody who is signed in gets a token.
    pub fn id_tokens<R>(liveblocks: Liveblocks, resolver: R) -> Self
    where
        R: UserResolver,
        R::User: LiveblocksUser,
    {
        Self::new(resolver, Authorizer::id_tokens(liveblocks))
    }

    fn new<R>(resolver: R, authorizer: Authorizer<R::User>) -> Self
    where
        R: UserResolver,
        R::User: LiveblocksUser,
    {
        Self { liveblocks: authorizer.liveblocks.clone(), rest: Arc::new(Pair { resolver, authorizer }) }
    }

    /// The handle that this endpoint mints with.
    #[must_use]
    pub fn liveblocks(&self) -> &Liveblocks {
        &self.liveblocks
    }

    /// Answers a request. It never fails: whatever happens is a reply.
    ///
    /// `body` is polled only once the head has been found good, and only within its time. An adapter stops reading at
    /// [`Liveblocks::body_limit`].
    pub async fn handle<B>(&self, head: RequestHead<'_>, body: B) -> AuthReply
    where
        B: Future<Output = Result<Bytes, BodyFailure>>,
    {
        match self.liveblocks.admit(head, body).await {
            Ok(request) => self.rest.resolve_and_authorize(head, request).await,
            Err(reply) => reply,
        }
    }
}

impl fmt::Debug for AuthEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthEndpoint").field("liveblocks", &self.liveblocks).finish_non_exhaustive()
    }
}

/// What the login of an application may yield: a user, perhaps a user, or the framework's own rejection.
///
/// For adapters, whose `auth_endpoint_with` takes any of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a user of this endpoint",
    note = "return the user type of the `Authorizer`, `{U}`, or an `Option` or a `Result` of it"
)]
pub trait IntoUser<U> {
    /// What is passed through to the browser as the framework makes it.
    type Rejection;

    /// The user, nobody (401), or the rejection.
    ///
    /// # Errors
    ///
    /// The rejection of the application's own extractor.
    fn into_user(self) -> Result<Option<U>, Self::Rejection>;
}

impl<U> IntoUser<U> for U {
    type Rejection = Infallible;

    fn into_user(self) -> Result<Option<U>, Infallible> {
        Ok(Some(self))
    }
}

impl<U> IntoUser<U> for Option<U> {
    type Rejection = Infallible;

    fn into_user(self) -> Result<Option<U>, Infallible> {
        Ok(self)
    }
}

impl<U, E> IntoUser<U> for Result<U, E> {
    type Rejection = E;

    fn into_user(self) -> Result<Option<U>, E> {
        self.map(Some)
    }
}

impl<U, E> IntoUser<U> for Result<Option<U>, E> {
    type Rejection = E;

    fn into_user(self) -> Result<Option<U>, E> {
        self
    }
}
