//! Access policies: what can a user open?

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::closure::{AsyncCall, CapturesNothing, Closure};
use crate::error::BoxError;
use crate::request::auth_request::AuthRequest;
use crate::rooms::access::Access;
use crate::rooms::grants::Grants;
use crate::rooms::id::RoomId;

/// Decides what a user can open. Only access tokens need a policy.
///
/// An implementor
///
/// 1. returns what the *application* lets this user open: the requested room
///    ([`AuthRequest::room`]), or everything that the user can open, as patterns. Text from the
///    page never becomes a wildcard by accident, because a [`RoomId`] contains no `*`;
/// 2. returns [`Grants::none`] to deny access. If a room was requested and the grants don't cover
///    it, the request gets a 403, and the browser client stops;
/// 3. returns `Err` if it can't decide. The request gets a 503, and the client retries;
/// 4. also decides for requests without a room (inbox, notifications). Empty grants are fine there:
///    the token says who the user is and opens no room;
/// 5. doesn't block its thread, because the deadline can't stop a policy that blocks. The policy
///    can be dropped at any await; [`UserResolver`](crate::UserResolver) says what that does to a
///    pooled connection.
///
/// A policy returns grants, not a session, so it can't mint a token for another user.
///
/// Every error is logged, and its text never reaches the browser. Every error becomes a 503, with
/// one exception: an error of [`AuthRequest::data`] becomes a 400, because the *page* sent invalid
/// data. The client then stops.
///
/// To use a closure, see [`policy_fn`] and [`room_policy_fn`]. To choose a policy at run time, see
/// [`Policy`].
///
/// # Examples
///
/// ```
/// use liveblocks_auth::{AccessPolicy, AuthRequest, BoxError, Grants, Permissions, RoomPattern};
///
/// struct Account { team: String }
///
/// /// All users read and write the documents of their own team.
/// struct TeamDocuments;
///
/// impl AccessPolicy<Account> for TeamDocuments {
///     async fn grant(&self, user: &Account, _request: &AuthRequest) -> Result<Grants, BoxError> {
///         let mut grants = Grants::none();
///         grants.allow(RoomPattern::under([&user.team])?, Permissions::FULL)?;
///         Ok(grants)
///     }
/// }
///
/// // Test a policy without HTTP, without a token and without Liveblocks.
/// # async fn test() -> Result<(), BoxError> {
/// let user = Account { team: "acme".into() };
/// let request = AuthRequest::for_room("acme:plan".parse()?);
/// let grants = TeamDocuments.grant(&user, &request).await?;
/// assert!(grants.opens(&"acme:plan".parse()?).is_some());
/// assert!(grants.opens(&"acme-2:plan".parse()?).is_none());
/// # Ok(())
/// # }
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
/// # runtime.block_on(test()).unwrap();
/// ```
pub trait AccessPolicy<U: ?Sized + Sync>: Send + Sync + 'static {
    /// Decides what `user` can open, and returns empty grants to deny access.
    ///
    /// # Errors
    ///
    /// Any error if the policy can't decide. The request gets a 503, or a 400 for an error of
    /// [`AuthRequest::data`].
    fn grant(&self, user: &U, request: &AuthRequest) -> impl Future<Output = Result<Grants, BoxError>> + Send;
}

impl<U: ?Sized + Sync, P: AccessPolicy<U>> AccessPolicy<U> for Arc<P> {
    async fn grant(&self, user: &U, request: &AuthRequest) -> Result<Grants, BoxError> {
        (**self).grant(user, request).await
    }
}

/// A type-erased [`AccessPolicy`] for the user type `U`. Cheap to clone, and itself a policy.
pub struct Policy<U: ?Sized>(Arc<dyn Erased<U>>);

trait Erased<U: ?Sized>: Send + Sync {
    fn grant<'a>(&'a self, user: &'a U, request: &'a AuthRequest) -> BoxFuture<'a, Result<Grants, BoxError>>;
}

impl<U: ?Sized + Sync, P: AccessPolicy<U>> Erased<U> for P {
    fn grant<'a>(&'a self, user: &'a U, request: &'a AuthRequest) -> BoxFuture<'a, Result<Grants, BoxError>> {
        Box::pin(AccessPolicy::grant(self, user, request))
    }
}

impl<U: ?Sized + Sync + 'static> Policy<U> {
    /// Wraps a policy and erases its type.
    pub fn new(policy: impl AccessPolicy<U>) -> Self {
        Self(Arc::new(policy))
    }
}

impl<U: ?Sized + Sync + 'static> AccessPolicy<U> for Policy<U> {
    async fn grant(&self, user: &U, request: &AuthRequest) -> Result<Grants, BoxError> {
        self.0.grant(user, request).await
    }
}

impl<U: ?Sized> Clone for Policy<U> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<U: ?Sized> fmt::Debug for Policy<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Policy")
    }
}

/// Makes an [`AccessPolicy`] from state and a closure or an `async fn`.
///
/// The closure has the form `async |&S, &User, &AuthRequest| -> Result<Grants, BoxError>`. A
/// closure that returns an `async move` block doesn't work, because it can't borrow its arguments.
///
/// * Write the type of the user in the closure.
/// * Don't capture variables. Pass what the closure needs as `state`: a tuple for several values,
///   `()` for none.
/// * Pass a method by name if `state` is its `self`. If `state` is an `Arc` of that type, write a
///   closure instead:
///   `policy_fn(db, async |db, user: &User, request| db.grants(user, request).await)`.
///
/// # Examples
///
/// ```
/// use liveblocks_auth::{AccessPolicy, Grants, Permissions, RoomPattern, policy_fn};
///
/// struct User { team: String }
///
/// let policy = policy_fn((), async |(), user: &User, _request| {
///     let mut grants = Grants::none();
///     grants.allow(RoomPattern::under([&user.team])?, Permissions::FULL)?;
///     Ok(grants)
/// });
/// # fn is_policy(_: impl AccessPolicy<User>) {}
/// # is_policy(policy);
/// ```
pub fn policy_fn<S, U, F>(state: S, grant: F) -> impl AccessPolicy<U>
where
    S: Send + Sync + 'static,
    U: Send + Sync + 'static,
    F: for<'a> CapturesNothing<(&'a S, &'a U, &'a AuthRequest)>
        + AsyncFn(&S, &U, &AuthRequest) -> Result<Grants, BoxError>
        + for<'a> AsyncCall<(&'a S, &'a U, &'a AuthRequest), Grants>,
{
    Closure { state, call: grant, returns: PhantomData::<fn() -> Grants> }
}

/// Makes an [`AccessPolicy`] that grants one [`Access`] to the requested room.
///
/// Grants nothing if no room was requested. The closure has the form
/// `async |&S, &User, &RoomId| -> Result<Access, BoxError>`. The rules of [`policy_fn`] apply to it
/// too.
///
/// # Examples
///
/// ```
/// use liveblocks_auth::{Access, AccessPolicy, room_policy_fn};
///
/// struct User { id: String }
/// enum Role { Editor, Viewer }
/// struct Db;
/// # impl Db {
/// #     async fn role_in(&self, _: &User, _: &str) -> std::io::Result<Option<Role>> { Ok(None) }
/// # }
///
/// let policy = room_policy_fn(Db, async |db, user: &User, room| {
///     Ok(match db.role_in(user, room.as_str()).await? {
///         Some(Role::Editor) => Access::Write,
///         Some(Role::Viewer) => Access::Read,
///         None => Access::None,
///     })
/// });
/// # fn is_policy(_: impl AccessPolicy<User>) {}
/// # is_policy(policy);
/// ```
pub fn room_policy_fn<S, U, F>(state: S, access: F) -> impl AccessPolicy<U>
where
    S: Send + Sync + 'static,
    U: Send + Sync + 'static,
    F: for<'a> CapturesNothing<(&'a S, &'a U, &'a RoomId)>
        + AsyncFn(&S, &U, &RoomId) -> Result<Access, BoxError>
        + for<'a> AsyncCall<(&'a S, &'a U, &'a RoomId), Access>,
{
    Closure { state, call: access, returns: PhantomData::<fn() -> Access> }
}

impl<S, U, F> AccessPolicy<U> for Closure<S, F, Grants>
where
    S: Send + Sync + 'static,
    U: Send + Sync + 'static,
    F: for<'a> AsyncCall<(&'a S, &'a U, &'a AuthRequest), Grants>,
{
    async fn grant(&self, user: &U, request: &AuthRequest) -> Result<Grants, BoxError> {
        self.call.call((&self.state, user, request)).await
    }
}

impl<S, U, F> AccessPolicy<U> for Closure<S, F, Access>
where
    S: Send + Sync + 'static,
    U: Send + Sync + 'static,
    F: for<'a> AsyncCall<(&'a S, &'a U, &'a RoomId), Access>,
{
    async fn grant(&self, user: &U, request: &AuthRequest) -> Result<Grants, BoxError> {
        match request.room() {
            Some(room) => Ok(Grants::room(room, self.call.call((&self.state, user, room)).await?)),
            None => Ok(Grants::none()),
        }
    }
}
