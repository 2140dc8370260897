//! One clock for one request.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::{Error, ErrorKind};

/// The clock of one request: when it began, and when it must have been answered.
///
/// Made by [`Liveblocks::start_clock`](crate::Liveblocks::start_clock). An adapter that has work to do before
/// [`admit`](crate::Liveblocks::admit) starts it early and hands it on with
/// [`RequestHead::with_deadline`](crate::RequestHead::with_deadline), so that one deadline covers everything.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    started: Instant,
    at: Instant,
}

impl Deadline {
    pub(crate) fn after(time: Duration) -> Self {
        let started = Instant::now();
        Self { started, at: started + time }
    }

    /// The time that is left; zero when it is used up.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// The time that has passed.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// The same clock, ending no later than `time` from now.
    pub(crate) fn at_most(self, time: Duration) -> Self {
        // The smaller of two durations first: an instant cannot be moved by an arbitrary one.
        Self { started: self.started, at: Instant::now() + time.min(self.remaining()) }
    }

    /// Runs `work` until the deadline.
    pub(crate) async fn bound<F: Future>(&self, work: F) -> Result<F::Output, Error> {
        timeout_at(self.at, work)
            .await
            .map_err(|_| Error::new(ErrorKind::Deadline, "the time for the whole request was used up"))
    }
}
