//! What the closures that a team writes have in common.

use std::marker::PhantomData;

use crate::error::BoxError;

/// Only for its message: the other bounds of [`resolver_fn`](crate::resolver_fn) and
/// [`policy_fn`](crate::policy_fn) imply it. An `async` closure that captures a variable is no
/// `Fn`.
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

/// Implemented by every function that [`resolver_fn`](crate::resolver_fn),
/// [`policy_fn`](crate::policy_fn) and [`room_policy_fn`](crate::room_policy_fn) take. It names the
/// future, so that it can be required to be `Send`.
pub trait AsyncCall<A, T>: Send + Sync + 'static {
    /// What the closure returns.
    type Future: Future<Output = Result<T, BoxError>> + Send;

    /// Calls the closure with a tuple of its arguments.
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

/// A closure with its state. `T` is what it returns: a user, grants, or an access.
pub(crate) struct Closure<S, F, T> {
    pub(crate) state: S,
    pub(crate) call: F,
    pub(crate) returns: PhantomData<fn() -> T>,
}
