//! The one clock of a request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// How long before the deadline the endpoint replies if layers around it count too.
///
/// So its reply, which says more, can pass the layers.
const MARGIN: Duration = Duration::from_millis(100);

/// The clock of a request that started in a layer around the endpoint.
///
/// Only [`around`](crate::adapter::around) makes one. In the extensions of a head, it replaces the
/// clock that the endpoint would start.
#[derive(Debug, Clone)]
pub struct StartedClock {
    clock: Clock,
    taken: Taken,
}

/// Whether an endpoint has taken the clock, and writes the log entries from then on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Taken(Arc<AtomicBool>);

impl StartedClock {
    /// Hands over a clock. It ends a little earlier.
    pub(crate) fn new(clock: Clock) -> Self {
        let margin = MARGIN.min((clock.deadline - clock.started) / 8);
        Self { clock: Clock { deadline: clock.deadline - margin, ..clock }, taken: Taken::default() }
    }

    pub(crate) fn taken(&self) -> Taken {
        self.taken.clone()
    }

    pub(crate) fn take(&self) -> Clock {
        self.taken.0.store(true, Ordering::Relaxed);
        self.clock
    }
}

impl Taken {
    pub(crate) fn is_taken(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

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

    /// Returns the deadline, or the time `limit` from now if that is earlier.
    pub(crate) fn deadline_within(&self, limit: Duration) -> Instant {
        let now = Instant::now();
        // Take the smaller duration first: adding an arbitrary one to an instant could overflow.
        now + limit.min(self.deadline.saturating_duration_since(now))
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
