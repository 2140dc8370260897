//! What may this user open?

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::BoxFuture;

use crate::{Access, AuthRequest, BoxError, Grants, RoomId};

/// What may this user open? The other of the two traits that a team writes.
///
/// An implementor
///
/// 1. returns what the *application* lets this user open: the room asked for ([`AuthRequest::room`]), or everything the user has, as
///    patterns. Nothing that the page sent can turn into a wildcard by itself: a [`RoomId`] holds no `*`;
/// 2. returns [`Grants::none`] to deny. If a room was asked for and the grants do not cover it, the browser is answered 403 and stops;
/// 3. returns `Err` when it could not decide (503, and the browser tries again);
/// 4. answers a request without a room (inbox, notifications) with whatever it likes to grant, even nothing: the token then says who
///    the user is and opens no room;
/// 5. can be dropped at any await, when the deadline passes or the browser goes away, and does not block its thread.
///
/// It returns grants and never a session, so it cannot mint for somebody else.
///
/// The error is written to the log for the operator and never sent to the browser. The exception is the error of
/// [`AuthRequest::data`], which says that the *page* sent something unfit: that is answered 400, so that the browser stops.
///
/// `Arc<dyn AccessPolicy<U>>` is a policy too. For a closure there are [`policy_fn`] and, for the commonest case, [`room_policy_fn`].
///
/// # Examples
///
/// ```
/// use liveblocks_auth::{AccessPolicy, AuthRequest, BoxError, Grants, Permissions, RoomPattern, async_trait};
///
/// struct Account { team: String }
///
/// /// Everybody reads and writes the documents of their own team.
/// struct TeamDocuments;
///
/// #[async_trait]
/// impl AccessPolicy<Account> for TeamDocuments {
///     async fn grant(&self, user: &Account, _request: &AuthRequest) -> Result<Grants, BoxError> {
///         let mut grants = Grants::none();
///         grants.allow(RoomPattern::under([&user.team])?, Permissions::FULL)?;
///         Ok(grants)
///     }
/// }
///
/// // A policy is tested without HTTP, without a token and without Liveblocks.
/// # async fn test() -> Result<(), BoxError> {
/// let (user, request) = (Account { team: "acme".into() }, AuthRequest::for_room("acme:plan".parse()?));
/// let grants = TeamDocuments.grant(&user, &request).await?;
/// assert!(grants.opens(&"acme:plan".parse()?).is_some());
/// assert!(grants.opens(&"acme-2:plan".parse()?).is_none());
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(test()).unwrap();
/// ```
#[async_trait]
pub trait AccessPolicy<U: ?Sized + Sync>: Send + Sync + 'static {
    /// Decides what `user` may open.
    async fn grant(&self, user: &U, request: &AuthRequest) -> Result<Grants, BoxError>;
}

macro_rules! forward {
    ($($pointer:ident),*) => {$(
        #[async_trait]
        impl<U: ?Sized + Sync, P: AccessPolicy<U> + ?Sized> AccessPolicy<U> for $pointer<P> {
            async fn grant(&self, user: &U, request: &AuthRequest) -> Result<Grants, BoxError> {
                (**self).grant(user, request).await
            }
        }
    )*};
}
forward!(Arc, Box);

/// An [`AccessPolicy`] from a closure.
///
/// # Examples
///
/// ```
/// use liveblocks_auth::{Grants, Permissions, RoomPattern, policy_fn};
///
/// let policy = policy_fn(|team: &String, _request| {
///     Box::pin(async move {
///         let mut grants = Grants::none();
///         grants.allow(RoomPattern::under([team])?, Permissions::FULL)?;
///         Ok(grants)
///     })
/// });
/// # let _: Box<dyn liveblocks_auth::AccessPolicy<String>> = Box::new(policy);
/// ```
pub fn policy_fn<U, F>(grant: F) -> impl AccessPolicy<U>
where
    U: Sync + 'static,
    F: for<'a> Fn(&'a U, &'a AuthRequest) -> BoxFuture<'a, Result<Grants, BoxError>> + Send + Sync + 'static,
{
    PolicyFn(grant)
}

/// An [`AccessPolicy`] for the commonest case, from a closure: one room in, a level out. A request without a room is granted nothing.
///
/// # Examples
///
/// ```
/// use liveblocks_auth::{Access, room_policy_fn};
///
/// let policy = room_policy_fn(|user: &String, room| {
///     let own = room.as_str().strip_prefix("home:") == Some(user);
///     Box::pin(async move { Ok(if own { Access::Full } else { Access::None }) })
/// });
/// # let _: Box<dyn liveblocks_auth::AccessPolicy<String>> = Box::new(policy);
/// ```
pub fn room_policy_fn<U, F>(access: F) -> impl AccessPolicy<U>
where
    U: Sync + 'static,
    F: for<'a> Fn(&'a U, &'a RoomId) -> BoxFuture<'a, Result<Access, BoxError>> + Send + Sync + 'static,
{
    RoomPolicyFn(access)
}

struct PolicyFn<F>(F);

#[async_trait]
impl<U, F> AccessPolicy<U> for PolicyFn<F>
where
    U: Sync + 'static,
    F: for<'a> Fn(&'a U, &'a AuthRequest) -> BoxFuture<'a, Result<Grants, BoxError>> + Send + Sync + 'static,
{
    async fn grant(&self, user: &U, request: &AuthRequest) -> Result<Grants, BoxError> {
        (self.0)(user, request).await
    }
}

impl<F> fmt::Debug for PolicyFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PolicyFn")
    }
}

struct RoomPolicyFn<F>(F);

#[async_trait]
impl<U, F> AccessPolicy<U> for RoomPolicyFn<F>
where
    U: Sync + 'static,
    F: for<'a> Fn(&'a U, &'a RoomId) -> BoxFuture<'a, Result<Access, BoxError>> + Send + Sync + 'static,
{
    async fn grant(&self, user: &U, request: &AuthRequest) -> Result<Grants, BoxError> {
        match request.room() {
            Some(room) => Ok(Grants::room(room, (self.0)(user, room).await?)),
            None => Ok(Grants::none()),
        }
    }
}

impl<F> fmt::Debug for RoomPolicyFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RoomPolicyFn")
    }
}
