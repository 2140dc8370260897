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

/// The complete auth endpoint, ready to mount. Has no type parameters and is cheap to clone.
///
/// With [ID tokens](Self::id_tokens), permissions live on the rooms at Liveblocks, and the endpoint
/// only says who the user is. With [access tokens](Self::access_tokens), your [`AccessPolicy`]
/// decides for each request, and the token carries the permissions. Liveblocks recommends ID
/// tokens.
///
/// To use a login that the application already has, see [`Authorizer`](crate::Authorizer).
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "local-issuer")]
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use bytes::Bytes;
/// use liveblocks_auth::{
///     Access, AuthEndpoint, Liveblocks, RequestHead, resolver_fn, room_policy_fn,
/// };
///
/// # let issuer = liveblocks_auth::issuer::LocalIssuer::new();
/// # let liveblocks = Liveblocks::builder().env_from(|_| None).local_issuer(issuer).build()?;
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
/// # fn main() {
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
/// # runtime.block_on(run()).unwrap();
/// # }
/// # #[cfg(not(feature = "local-issuer"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct AuthEndpoint {
    liveblocks: Liveblocks,
    decide: Arc<dyn Decide>,
}

/// Finds the user of a request and decides what to mint, with the user type erased.
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
    /// Creates an endpoint that mints access tokens, which carry what `policy` grants.
    ///
    /// `resolver` finds the user who sent the request. If a room was requested and the grants don't
    /// cover it, the request gets a 403.
    pub fn access_tokens<R, P>(liveblocks: Liveblocks, resolver: R, policy: P) -> Self
    where
        R: UserResolver,
        R::User: LiveblocksUser,
        P: AccessPolicy<R::User>,
    {
        Self { liveblocks, decide: Arc::new(Decider { resolver, policy: Some(policy) }) }
    }

    /// Creates an endpoint that mints ID tokens, which say who the user is.
    ///
    /// `resolver` finds the user who sent the request. No policy is needed: Liveblocks decides what
    /// the user and their [groups](LiveblocksUser::group_ids) can open, by the permissions of its
    /// rooms. So every signed-in user gets a token. If the request names a room, only the form of
    /// its id is checked (422). If a room [is required](crate::LiveblocksBuilder::room_required), a
    /// request without one gets a 403.
    pub fn id_tokens<R>(liveblocks: Liveblocks, resolver: R) -> Self
    where
        R: UserResolver,
        R::User: LiveblocksUser,
    {
        Self { liveblocks, decide: Arc::new(Decider { resolver, policy: None::<Policy<R::User>> }) }
    }

    /// Returns the handle that this endpoint mints with.
    #[must_use]
    pub fn liveblocks(&self) -> &Liveblocks {
        &self.liveblocks
    }

    /// Replies to a request. Never fails: every outcome is a reply and one log entry.
    ///
    /// Core reads the body only after it has accepted the head, and within the limits of size and
    /// time. It reads the body of a rejected request too, at most 8 MiB within the same time, and
    /// discards it before it replies. It drops the head, with its extensions, before it calls
    /// Liveblocks.
    pub async fn handle(&self, head: RequestHead, body: impl Body) -> AuthReply {
        let (limits, origins) = (self.liveblocks.limits(), self.liveblocks.origins());
        let clock = self.liveblocks.clock_of(&head);
        let cors = origins.cors(&head);
        let entry = Entry::new(clock, cors, Stage::Admission);
        let work = async |admitted: &mut Option<AuthRequest>| {
            let request = match admit(limits, origins, cors, clock, head, body).await?.or_preflight(clock.elapsed_ms())
            {
                Ok(request) => admitted.insert(request),
                Err(preflight) => return Ok(preflight),
            };
            let minting = self.decide.decide(&self.liveblocks, request).await?;
            Ok(mint(&self.liveblocks, &minting, request).await?.into())
        };
        entry.reply::<AuthReply>(work).await
    }
}

impl fmt::Debug for AuthEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthEndpoint").field("liveblocks", &self.liveblocks).finish_non_exhaustive()
    }
}
