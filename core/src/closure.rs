//! What the closures that a team writes have in common.

/// Only for its message: the other bounds of [`resolver_fn`](crate::resolver_fn) and [`policy_fn`](crate::policy_fn)
/// imply it. An `async` closure that captures a variable is no `Fn`.
#[diagnostic::on_unimplemented(
    message = "the closure captures a variable",
    label = "captures a variable",
    note = "pass what the closure needs as its state: `resolver_fn(db, async |db, head| ..)`, `policy_fn(db, async |db, user: &User, request| ..)`"
)]
pub trait CapturesNothing<A> {}

#[diagnostic::do_not_recommend]
impl<A, B, F, R> CapturesNothing<(A, B)> for F where F: Fn(A, B) -> R {}

#[diagnostic::do_not_recommend]
impl<A, B, C, F, R> CapturesNothing<(A, B, C)> for F where F: Fn(A, B, C) -> R {}
