//! User resolvers: who sent a request?

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::closure::{AsyncCall, CapturesNothing, Closure};
use crate::error::BoxError;
use crate::wire::head::RequestHead;

/// Finds the user who sent a request.
///
/// An implementor
///
/// 1. takes the user from the application's own session: a cookie, a bearer token, or a value that
///    a login middleware left on the request ([`RequestHead::extension`]). Never from the body,
///    which the page chooses;
/// 2. returns `Ok(None)` for an anonymous request. The request gets a 401, and the browser client
///    stops;
/// 3. returns `Err` if it *could not find out*, because the session store is down or the middleware
///    is missing. The request gets a 503, and the client retries. `Ok(None)` instead would sign
///    everyone out while a database restarts;
/// 4. doesn't block its thread, because the deadline can't stop a resolver that blocks. The
///    resolver can be dropped at any await. If it then waits for a database, a pool can wait for
///    the reply before it uses the connection again, forever if the network is silent. So give
///    each query a time limit well below the deadline, and close a connection whose query was cut
///    off.
///
/// An error and its causes are logged, and never reach the browser. Keep credentials out of them.
///
/// To use a closure, see [`resolver_fn`]. To choose a resolver at run time, see [`Resolver`].
///
/// # Examples
///
/// ```
/// use liveblocks_auth::{BoxError, RequestHead, UserResolver};
///
/// # struct Account;
/// # struct Sessions;
/// # impl Sessions {
/// #     async fn find(&self, _id: &str) -> std::io::Result<Option<Account>> { Ok(None) }
/// # }
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

    /// Finds the user who sent a request. `None` if the request is anonymous.
    ///
    /// # Errors
    ///
    /// Any error if the resolver could not find out. The request gets a 503.
    fn resolve(&self, head: &RequestHead) -> impl Future<Output = Result<Option<Self::User>, BoxError>> + Send;
}

impl<R: UserResolver> UserResolver for Arc<R> {
    type User = R::User;

    async fn resolve(&self, head: &RequestHead) -> Result<Option<R::User>, BoxError> {
        (**self).resolve(head).await
    }
}

/// A type-erased [`UserResolver`] for the user type `U`. Cheap to clone, and itself a resolver.
///
/// Use it to choose a resolver at run time, and in a framework's state, where the adapters'
/// `CurrentUser<U>` looks for it.
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
    /// Wraps a resolver and erases its type.
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

/// Makes a [`UserResolver`] from state and a closure or an `async fn`.
///
/// The closure has the form `async |&S, &RequestHead| -> Result<Option<User>, BoxError>`. A closure
/// that returns an `async move` block doesn't work, because it can't borrow its arguments.
///
/// * Don't capture variables. Pass what the closure needs as `state`: a tuple for several values,
///   `()` for none. The closure can hold its borrows of the state and the head across an await.
/// * End the closure with `Ok(…?)`, so that `?` turns your error into a `BoxError`.
/// * Pass a method by name if `state` is its `self`. An `Arc<Db>` is not the `Db` that
///   `Db::current_user` takes: write a closure that calls the method.
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
