//! Who is this request?

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::BoxFuture;

use crate::{BoxError, RequestHead};

/// Who is this request? One of the two traits that a team writes.
///
/// An implementor
///
/// 1. takes the user from the application's own session: a cookie, a bearer token, what a login middleware left on the request
///    ([`RequestHead::extension`]). Never from the body, which the page may choose;
/// 2. returns `Ok(None)` when nobody is signed in (the browser is answered 401 and stops asking);
/// 3. returns `Err` when it *could not find out*: the session store is down, the middleware is missing (503, and the browser
///    tries again). Folding this into `Ok(None)` would sign everybody out for good while a database restarts;
/// 4. does not block its thread: a resolver that blocks cannot be stopped at the deadline.
///
/// The error is written to the log for the operator, with its causes, and never sent to the browser; keep credentials out of it.
///
/// `Arc<dyn UserResolver<User = …>>` is a resolver too. For a closure there is [`resolver_fn`].
///
/// # Examples
///
/// ```
/// use liveblocks_auth::{BoxError, RequestHead, UserResolver, async_trait};
///
/// # #[derive(Clone)] struct Account;
/// # #[derive(Clone)] struct Sessions;
/// # impl Sessions { async fn find(&self, _id: &str) -> Result<Option<Account>, std::io::Error> { Ok(None) } }
/// struct SessionCookie {
///     sessions: Sessions,
/// }
///
/// #[async_trait] // forgotten, rustc says E0195: "lifetime parameters … do not match the trait declaration"
/// impl UserResolver for SessionCookie {
///     type User = Account;
///
///     async fn resolve(&self, head: RequestHead<'_>) -> Result<Option<Account>, BoxError> {
///         let Some(id) = head.cookie("session") else { return Ok(None) };
///         Ok(self.sessions.find(id).await?)
///     }
/// }
/// ```
#[async_trait]
pub trait UserResolver: Send + Sync + 'static {
    /// The application's own user type.
    type User: Send + Sync + 'static;

    /// Finds out who is asking.
    async fn resolve(&self, head: RequestHead<'_>) -> Result<Option<Self::User>, BoxError>;
}

macro_rules! forward {
    ($($pointer:ident),*) => {$(
        #[async_trait]
        impl<R: UserResolver + ?Sized> UserResolver for $pointer<R> {
            type User = R::User;

            async fn resolve(&self, head: RequestHead<'_>) -> Result<Option<R::User>, BoxError> {
                (**self).resolve(head).await
            }
        }
    )*};
}
forward!(Arc, Box);

/// A [`UserResolver`] from a closure, which may borrow the request across an await.
///
/// # Examples
///
/// ```
/// use liveblocks_auth::resolver_fn;
///
/// let resolver = resolver_fn(|head| {
///     Box::pin(async move {
///         // The user type of this application is a plain String.
///         Ok(head.header("x-forwarded-user").map(str::to_owned))
///     })
/// });
/// # let _: Box<dyn liveblocks_auth::UserResolver<User = String>> = Box::new(resolver);
/// ```
pub fn resolver_fn<U, F>(resolve: F) -> impl UserResolver<User = U>
where
    U: Send + Sync + 'static,
    F: for<'a> Fn(RequestHead<'a>) -> BoxFuture<'a, Result<Option<U>, BoxError>> + Send + Sync + 'static,
{
    ResolverFn(resolve)
}

struct ResolverFn<F>(F);

#[async_trait]
impl<U, F> UserResolver for ResolverFn<F>
where
    U: Send + Sync + 'static,
    F: for<'a> Fn(RequestHead<'a>) -> BoxFuture<'a, Result<Option<U>, BoxError>> + Send + Sync + 'static,
{
    type User = U;

    async fn resolve(&self, head: RequestHead<'_>) -> Result<Option<U>, BoxError> {
        (self.0)(head).await
    }
}

impl<F> fmt::Debug for ResolverFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResolverFn")
    }
}
