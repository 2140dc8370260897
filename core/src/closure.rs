//! What the closures that a team writes have in common.

/// Captures no variable. Implemented by every function and closure of the arguments `A` that doesn't.
///
/// The other bounds of [`resolver_fn`](crate::resolver_fn) and [`policy_fn`](crate::policy_fn) imply it. It is there for
/// its message.
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
