//! The entry points. Each runs its work under one timer and one catch, and writes one log entry.

use std::any::Any;
use std::borrow::Borrow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;

use futures_util::FutureExt as _;
use tokio::time::timeout_at;
use tracing::field::debug;
use tracing::{Instrument as _, Span};

use crate::error::{Error, ErrorKind};
use crate::log::{self, TARGET};
use crate::request::auth_request::AuthRequest;
use crate::request::clock::{Clock, Taken};
use crate::request::stage::Stage;
use crate::wire::origins::CorsHeaders;
use crate::wire::reply::AuthReply;

/// One run of an entry point.
///
/// Holds the request outside the work, so that the log entry has its room, user and stage even if
/// the work was dropped or panicked.
pub(crate) struct Entry<R: Borrow<AuthRequest>> {
    request: Option<R>,
    clock: Clock,
    cors: Option<CorsHeaders>,
    first: Stage,
    closed: bool,
    taken: Option<Taken>,
}

impl<R: Borrow<AuthRequest>> Entry<R> {
    pub(crate) fn new(clock: Clock, cors: Option<&CorsHeaders>, first: Stage) -> Self {
        Self { request: None, clock, cors: cors.cloned(), first, closed: false, taken: None }
    }

    pub(crate) fn of(request: R, first: Stage) -> Self {
        let admitted = request.borrow();
        admitted.stage().set(first);
        let (clock, cors) = (admitted.clock(), admitted.cors().cloned());
        Self { clock, cors, request: Some(request), first, closed: false, taken: None }
    }

    /// Leaves the log entries to the entry point that takes the clock, once it has.
    pub(crate) fn until(mut self, taken: Taken) -> Self {
        self.taken = Some(taken);
        self
    }

    /// Runs work that replies. On success, the work has already written the entry.
    pub(crate) fn reply<T: Into<AuthReply>>(
        self,
        work: impl AsyncFnOnce(&mut Option<R>) -> Result<T, Error>,
    ) -> impl Future<Output = AuthReply> {
        let cors = self.cors.clone();
        self.run(work, None).map(|done| done.map_or_else(|reply| reply, |(done, _)| done.into().with_cors(cors)))
    }

    /// Runs the work until the deadline, catches its panics, and writes the log entry: `passed` if
    /// the work succeeds.
    ///
    /// The work stores the request, once it is admitted, in its argument. An error of the work is
    /// logged and dropped inside the catch, because it is the application's own value and can
    /// panic.
    #[expect(clippy::manual_async_fn, reason = "an async fn holds each of its arguments twice")]
    pub(crate) fn run<T>(
        mut self,
        work: impl AsyncFnOnce(&mut Option<R>) -> Result<T, Error>,
        passed: Option<&'static str>,
    ) -> impl Future<Output = Result<(T, Option<R>), AuthReply>> {
        async move {
            let span = self.span();
            let caught = {
                // Pinned, because each layer around the work would move it again.
                let guarded = pin!(async {
                    // A timer polls the work once before it checks the clock.
                    if self.clock.remaining().is_zero() {
                        let overdue = self.overdue();
                        return Err(self.fail(overdue));
                    }
                    let timed = timeout_at(self.clock.deadline(), pin!(work(&mut self.request))).await;
                    let result = timed.unwrap_or_else(|_| Err(self.overdue()));
                    result.map_err(|error| self.fail(error))
                });
                let caught = AssertUnwindSafe(guarded).catch_unwind();
                // Without a subscriber, skip entering the span.
                if span.is_disabled() { caught.await } else { caught.instrument(span).await }
            };
            let result = caught.unwrap_or_else(|payload| {
                discard(payload);
                let error = Error::new(ErrorKind::Panic, format!("a panic in the {}", self.stage()));
                Err(self.fail(error))
            });
            if let (Ok(_), Some(what)) = (&result, passed) {
                log::passed(what, self.admitted(), self.clock.elapsed_ms());
            }
            self.closed = true;
            result.map(|done| (done, self.request.take()))
        }
    }

    /// Opens the span of the request. The room and the user are recorded later if not known yet.
    fn span(&self) -> Span {
        let room = self.admitted().and_then(AuthRequest::room).map(debug);
        let user_id = self.admitted().and_then(AuthRequest::user_id).map(debug);
        tracing::info_span!(target: TARGET, "request", room.id = room, user.id = user_id)
    }

    fn admitted(&self) -> Option<&AuthRequest> {
        self.request.as_ref().map(Borrow::borrow)
    }

    fn stage(&self) -> &'static str {
        self.admitted().map_or(self.first.name(), |request| request.stage().name())
    }

    fn overdue(&self) -> Error {
        Error::new(ErrorKind::Deadline, format!("the deadline passed in the {}", self.stage()))
    }

    fn fail(&self, error: Error) -> AuthReply {
        log::failed(error, self.admitted(), self.clock.elapsed_ms()).with_cors(self.cors.clone())
    }
}

impl<R: Borrow<AuthRequest>> Drop for Entry<R> {
    fn drop(&mut self) {
        if !self.closed && !self.taken.as_ref().is_some_and(Taken::is_taken) {
            log::abandoned(self.stage(), self.admitted(), self.clock.elapsed_ms());
        }
    }
}

/// Drops the payload of a panic. If the drop panics too, the payload of that second panic is
/// leaked.
fn discard(payload: Box<dyn Any + Send>) {
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(again);
    }
}
