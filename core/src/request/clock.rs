//! The one clock of a request.

use std::time::Duration;

use tokio::time::Instant;

/// The start of a request, and its deadline.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    started: Instant,
    deadline: Instant,
}

impl Clock {
    pub(crate) fn start(limit: Duration) -> Self {
        let started = Instant::now();
        Self { started, deadline: started + limit }
    }

    pub(crate) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Returns the deadline, or the time `limit` after the start if that is earlier.
    pub(crate) fn deadline_within(&self, limit: Duration) -> Instant {
        // Take the smaller duration first: adding an arbitrary one to an instant could overflow.
        self.started + limit.min(self.deadline - self.started)
    }

    /// Returns the time left until the deadline, or zero after it.
    pub(crate) fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Returns the milliseconds since the start, for a log entry.
    pub(crate) fn elapsed_ms(&self) -> u64 {
        millis(self.started.elapsed())
    }
}

/// Returns the whole milliseconds.
pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
