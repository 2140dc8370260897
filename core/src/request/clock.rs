//! One clock for one request.

use std::time::Duration;

use tokio::time::Instant;

/// When a request began, and when it must have its reply.
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

    /// The deadline, or `limit` after the start if that comes first.
    pub(crate) fn deadline_within(&self, limit: Duration) -> Instant {
        // The smaller of two durations first: an arbitrary one can't be added to an instant.
        self.started + limit.min(self.deadline - self.started)
    }

    /// The time that is left; zero after the deadline.
    pub(crate) fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// The milliseconds since the start, as a log entry shows them.
    pub(crate) fn elapsed_ms(&self) -> u64 {
        millis(self.started.elapsed())
    }
}

/// Whole milliseconds.
pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
