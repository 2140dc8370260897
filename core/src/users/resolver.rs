//! Who is this request?

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::closure::{AsyncCall, CapturesNothing, Closure};
use crate::error::BoxError;
use crate::wire::head::RequestHead;

/// Who is this request? One of the two traits that a team writes.
///
/// An implementor
///
/// 1. takes the user from the application's own session: a cookie, a bearer token, what a login
///    middleware left on the request ([`RequestHead::extension`]). Never from the body, which the
///    page chooses;
/// 2. returns `Ok(None)` for an anonymous request. It gets a 401, and the browser client stops;
/// 3. returns `Err` if it *could not find out*: the session store is down, the middleware is
///    missing. The request gets a 503, and the client retries. `Ok(None)` instead would sign
///    everybody out while a database restarts;
/// 4. does not block its thread: the deadline can't stop a resolver that blocks. It can be dropped
///    at any await.
///
/// The error goes to the log with its causes, and never to the browser. Keep credentials out of it.
///
/// For a closure, see [`resolver_fn`]; for a resolver chosen at run time, [`Resolver`].
///
/// # Examples
///
/// ```
/// use liveblocks_auth::{BoxError, RequestHead, UserResolver};
///
/// # struct Account;
/// # struct Sessions;
/// # impl Sessions { async fn find(&self, _id: &str) -> Result<Option<Account>, std::io::Error> { Ok(None) } }
/// struct SessionCookie {
///     sessions: Sessions,
/// }
///
/// impl UserResolver for SessionCookie {
///     type User = Account;
///
///     async fn resolve(&self, head: &RequestHead) -> Result<Option<Account>, BoxError> {
///         let Some(id) = head.cookie("session") else { return Ok(None) };
///         Ok(self.sessions.find(id).await?)
///     }
/// }
/// ```
pub trait UserResolver: Send + Sync + 'static {
    /// The application's own user type.
    type User: Send + Sync + 'static;

    /// Finds out who sent a request.
    fn resolve(&self, head: &RequestHead) -> impl Future<Output = Result<Option<Self::User>, BoxError>> + Send;
}

impl<R: UserResolver> UserResolver for Arc<R> {
    type User = R::User;

    async fn resolve(&self, head: &RequestHead) -> Result<Option<R::User>, BoxError> {
        (**self).resolve(head).await
    }
}

/// Any [`UserResolver`] with the user type `U`, its own type erased. Cheap to clone.
///
/// It is a resolver itself: for one that is chosen at run time, and for the state of a framework,
/// where the adapters' `CurrentUser<U>` looks for it.
pub struct Resolver<U>(Arc<dyn Erased<U>>);

trait Erased<U>: Send + Sync {
    fn resolve<'a>(&'a self, head: &'a RequestHead) -> BoxFuture<'a, Result<Option<U>, BoxError>>;
}

impl<R: UserResolver> Erased<R::User> for R {
    fn resolve<'a>(&'a self, head: &'a RequestHead) -> BoxFuture<'a, Result<Option<R::User>, BoxError>> {
        Box::pin(UserResolver::resolve(self, head))
    }
}

impl<U: Send + Sync + 'static> Resolver<U> {
    /// Erases the type of a resolver.
    pub fn new(resolver: impl UserResolver<User = U>) -> Self {
        Self(Arc::new(resolver))
    }
}

impl<U: Send + Sync + 'static> UserResolver for Resolver<U> {
    type User = U;

    async fn resolve(&self, head: &RequestHead) -> Result<Option<U>, BoxError> {
        self.0.resolve(head).await
    }
}

impl<U> Clone for Resolver<U> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<U> fmt::Debug for Resolver<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resolver")
    }
}

/// A [`UserResolver`] from state and a closure, or the name of an `async fn`.
///
/// The closure is `async |&S, &RequestHead| -> Result<Option<User>, BoxError>`, not a closure with
/// an `async move` block, which can't borrow its arguments. End it with `Ok(…?)`, so that `?` turns
/// your error into a `BoxError`.
///
/// It captures nothing: what it needs is in `state`, a tuple for several things, `()` for none. It
/// borrows the state and the head, also across an await.
///
/// A method passes by name if the state is its `self`. A state of `Arc<Db>` is not the `Db` that
/// `Db::current_user` takes; write a closure that calls the method.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use liveblocks_auth::{BoxError, RequestHead, UserResolver, resolver_fn};
///
/// struct User { name: String }
/// #[derive(Clone)]
/// struct Db;
///
/// impl Db {
///     async fn user_of_session(&self, session: &str) -> Result<Option<User>, std::io::Error> {
///         Ok(Some(User { name: session.to_owned() }))
///     }
///
///     async fn current_user(&self, head: &RequestHead) -> Result<Option<User>, BoxError> {
///         let Some(session) = head.cookie("session") else { return Ok(None) };
///         Ok(self.user_of_session(session).await?)
///     }
/// }
///
/// # fn is_resolver(_: impl UserResolver<User = User>) {}
/// let closure = resolver_fn(Db, async |db, head| {
///     let Some(session) = head.cookie("session") else { return Ok(None) };
///     Ok(db.user_of_session(session).await?)
/// });
/// let method = resolver_fn(Db, Db::current_user);
/// let shared = resolver_fn(Arc::new(Db), async |db, head| db.current_user(head).await);
/// # is_resolver(closure);
/// # is_resolver(method);
/// # is_resolver(shared);
/// ```
pub fn resolver_fn<S, U, F>(state: S, resolve: F) -> impl UserResolver<User = U>
where
    S: Send + Sync + 'static,
    U: Send + Sync + 'static,
    F: for<'a> CapturesNothing<(&'a S, &'a RequestHead)>
        + AsyncFn(&S, &RequestHead) -> Result<Option<U>, BoxError>
        + for<'a> AsyncCall<(&'a S, &'a RequestHead), Option<U>>,
{
    Closure { state, call: resolve, returns: PhantomData }
}

impl<S, U, F> UserResolver for Closure<S, F, U>
where
    S: Send + Sync + 'static,
    U: Send + Sync + 'static,
    F: for<'a> AsyncCall<(&'a S, &'a RequestHead), Option<U>>,
{
    type User = U;

    async fn resolve(&self, head: &RequestHead) -> Result<Option<U>, BoxError> {
        self.call.call((&self.state, head)).await
    }
}
