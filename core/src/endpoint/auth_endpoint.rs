//! The ready endpoint: admit, resolve, decide, mint, reply.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::endpoint::entry::Entry;
use crate::endpoint::minting::{decide, mint};
use crate::error::Error;
use crate::issuer::mint_request::MintRequest;
use crate::liveblocks::handle::Liveblocks;
use crate::policy::{AccessPolicy, Policy};
use crate::request::admission::admit;
use crate::request::auth_request::AuthRequest;
use crate::request::stage::Stage;
use crate::users::liveblocks_user::LiveblocksUser;
use crate::users::resolver::UserResolver;
use crate::wire::body::Body;
use crate::wire::head::RequestHead;
use crate::wire::reply::AuthReply;

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
/// # let liveblocks = Liveblocks::builder().env_from(|_| None).local_issuer(liveblocks_auth::issuer::LocalIssuer::new()).build()?;
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
            let request = admitted.insert(admit(self.liveblocks.limits(), clock, head, body).await?);
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
