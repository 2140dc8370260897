//! The traits behind the closures that `resolver_fn`, `policy_fn` and `room_policy_fn` accept.

use std::marker::PhantomData;

use crate::error::BoxError;

/// Exists only for its error message.
///
/// The other bounds of [`resolver_fn`](crate::resolver_fn) and [`policy_fn`](crate::policy_fn)
/// imply it: an `async` closure that captures a variable does not implement `Fn`.
#[diagnostic::on_unimplemented(
    message = "the closure captures a variable",
    label = "captures a variable",
    note = "pass what the closure needs as the first argument, a tuple for several things: `resolver_fn((db, config), async |(db, config), head| ..)`; the same for `policy_fn` and `room_policy_fn`"
)]
pub trait CapturesNothing<A> {}

#[diagnostic::do_not_recommend]
impl<A, B, F, R> CapturesNothing<(A, B)> for F where F: Fn(A, B) -> R {}

#[diagnostic::do_not_recommend]
impl<A, B, C, F, R> CapturesNothing<(A, B, C)> for F where F: Fn(A, B, C) -> R {}

/// A closure that returns a `Send` future.
///
/// Implemented by every function that [`resolver_fn`](crate::resolver_fn),
/// [`policy_fn`](crate::policy_fn) and [`room_policy_fn`](crate::room_policy_fn) accept. It names
/// the future, so that the future can be required to be `Send`.
pub trait AsyncCall<A, T>: Send + Sync + 'static {
    /// The future that the closure returns.
    type Future: Future<Output = Result<T, BoxError>> + Send;

    /// Calls the closure with its arguments as a tuple.
    fn call(&self, arguments: A) -> Self::Future;
}

impl<A, B, T, F, Fut> AsyncCall<(A, B), T> for F
where
    F: Fn(A, B) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<T, BoxError>> + Send,
{
    type Future = Fut;

    fn call(&self, (a, b): (A, B)) -> Fut {
        self(a, b)
    }
}

impl<A, B, C, T, F, Fut> AsyncCall<(A, B, C), T> for F
where
    F: Fn(A, B, C) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<T, BoxError>> + Send,
{
    type Future = Fut;

    fn call(&self, (a, b, c): (A, B, C)) -> Fut {
        self(a, b, c)
    }
}

/// A closure with its state. `T` is the type that it yields: an optional user, grants, or an
/// access.
pub(crate) struct Closure<S, F, T> {
    pub(crate) state: S,
    pub(crate) call: F,
    pub(crate) returns: PhantomData<fn() -> T>,
}
