//! Runs what a team wrote, and turns its panics into errors.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::FutureExt as _;

use crate::{Error, ErrorKind};

/// Makes a future and runs it; a panic in either is an error. The message of the panic belongs to the panic hook and goes no further.
///
/// Nothing is used again after its panic: the future is dropped, and what it borrowed is the team's own, behind `&`.
pub(crate) async fn run<F: Future>(work: impl FnOnce() -> F) -> Result<F::Output, Error> {
    AssertUnwindSafe(async { work().await }).catch_unwind().await.map_err(panicked)
}

/// Calls a function; a panic in it is an error.
pub(crate) fn call<T>(work: impl FnOnce() -> T) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).map_err(panicked)
}

fn panicked(payload: Box<dyn Any + Send>) -> Error {
    // What was panicked with may panic when it is dropped. If that happens twice in a row it is left alone.
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(again);
    }
    Error::new(ErrorKind::Panic, "the application's own code panicked")
}
