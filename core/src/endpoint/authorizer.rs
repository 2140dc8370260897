//! The endpoint for an application that already has a login.

use std::fmt;

use crate::endpoint::entry::Entry;
use crate::endpoint::minting::{decide, mint, of_policy};
use crate::error::{Error, ErrorKind};
use crate::liveblocks::handle::Liveblocks;
use crate::policy::{AccessPolicy, Policy};
use crate::request::auth_request::AuthRequest;
use crate::request::stage::Stage;
use crate::rooms::grants::Grants;
use crate::users::liveblocks_user::LiveblocksUser;
use crate::wire::reply::AuthReply;

/// The endpoint for an application that already has a login: decides and mints.
///
/// The adapter first admits the request, and the application's login finds the user. Then
/// [`authorize`](Self::authorize) decides, mints and replies.
///
/// With [ID tokens](Self::id_tokens), permissions live on the rooms at Liveblocks, and the token
/// only says who the user is. With [access tokens](Self::access_tokens), your [`AccessPolicy`]
/// decides for each request, and the token carries the permissions. Liveblocks recommends ID
/// tokens.
///
/// # Examples
///
/// Test a policy with users and requests, without minting a token:
///
/// ```
/// # #[cfg(feature = "local-issuer")]
/// # async fn test() -> Result<(), Box<dyn std::error::Error>> {
/// use liveblocks_auth::{Access, AuthRequest, Authorizer, Liveblocks, room_policy_fn};
///
/// let policy = room_policy_fn((), async |(), user: &String, room| {
///     let own = room.as_str().strip_prefix("home:") == Some(user);
///     Ok(if own { Access::Write } else { Access::None })
/// });
/// # let issuer = liveblocks_auth::issuer::LocalIssuer::new();
/// # let liveblocks = Liveblocks::builder().env_from(|_| None).local_issuer(issuer).build()?;
/// let authorizer = Authorizer::access_tokens(liveblocks, policy);
///
/// let request = AuthRequest::for_room("home:alice".parse()?);
/// let grants = authorizer.evaluate(&"alice".to_owned(), &request).await?;
/// assert!(grants.opens(&"home:alice".parse()?).is_some());
/// assert!(authorizer.evaluate(&"bob".to_owned(), &request).await?.is_empty());
/// # Ok(())
/// # }
/// # #[cfg(feature = "local-issuer")]
/// # fn main() {
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
/// # runtime.block_on(test()).unwrap();
/// # }
/// # #[cfg(not(feature = "local-issuer"))]
/// # fn main() {}
/// ```
pub struct Authorizer<U> {
    liveblocks: Liveblocks,
    /// `None` for ID tokens: permissions live on the rooms at Liveblocks.
    policy: Option<Policy<U>>,
}

impl<U> Clone for Authorizer<U> {
    fn clone(&self) -> Self {
        Self { liveblocks: self.liveblocks.clone(), policy: self.policy.clone() }
    }
}

impl<U: LiveblocksUser + Send + Sync + 'static> Authorizer<U> {
    /// Creates an authorizer that mints access tokens, which carry what `policy` grants.
    pub fn access_tokens(liveblocks: Liveblocks, policy: impl AccessPolicy<U>) -> Self {
        Self { liveblocks, policy: Some(Policy::new(policy)) }
    }

    /// Creates an authorizer that mints ID tokens, which say who the user is.
    ///
    /// No policy is needed: Liveblocks decides what the user and their
    /// [groups](LiveblocksUser::group_ids) can open, by the permissions of its rooms. So every
    /// signed-in user gets a token. If the request names a room, only the form of its id is
    /// checked (422). If a room [is required](crate::LiveblocksBuilder::room_required), a request
    /// without one gets a 403.
    #[must_use]
    pub fn id_tokens(liveblocks: Liveblocks) -> Self {
        Self { liveblocks, policy: None }
    }

    /// Returns the handle that this authorizer mints with.
    #[must_use]
    pub fn liveblocks(&self) -> &Liveblocks {
        &self.liveblocks
    }

    /// Returns what the policy grants to `user` for `request`, without minting a token.
    ///
    /// Returns empty grants for ID tokens, which have no policy.
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

    /// Replies to an admitted request from `user`. Rejects anonymous requests (`None`) with 401.
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

impl<U> fmt::Debug for Authorizer<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mints = if self.policy.is_some() { "access tokens" } else { "ID tokens" };
        f.debug_struct("Authorizer").field("liveblocks", &self.liveblocks).field("mints", &mints).finish()
    }
}
