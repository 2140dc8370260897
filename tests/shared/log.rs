//! Captures the log of core, for the tests of every adapter.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, set_default, set_global_default};
use tracing::{Event, Level, Metadata, Subscriber};

/// A user who requests a room of acme from the complete endpoint, and the expected entry.
pub(crate) const READY: [(Option<&str>, &str); 4] = [
    (Some("alice"), "INFO minted"),
    (None, "INFO refused: the request is anonymous"),
    (Some("panic"), "ERROR unavailable: a panic in the resolver"),
    (
        Some("broken"),
        "ERROR unavailable: the resolver could not find out who sent the request: \
         hunter2: the database of the fixture is down",
    ),
];

/// A signed-in user who requests alice's home room, and the expected entry.
pub(crate) const AUTHORIZED: [(Option<&str>, &str); 3] = [
    (Some("alice"), "INFO minted"),
    (None, "INFO refused: the request is anonymous"),
    (Some("bob"), "INFO refused: the grants do not cover the requested room: nothing"),
];

/// The entries of core, debug and above, from this thread and the servers that it starts.
pub(crate) struct Log {
    entries: Entries,
    _while_kept: DefaultGuard,
}

impl Log {
    pub(crate) fn capture() -> Self {
        let entries = Entries::default();
        Self { _while_kept: set_default(entries.clone()), entries }
    }

    /// The entries since the last call: level, message, and the reason if there is one.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.entries.0.lock().unwrap())
    }
}

/// Keeps every event enabled. Each test calls this before its first request.
///
/// `tracing` remembers the events that have no subscriber, so a test without one would silence them
/// for the others.
pub(crate) fn keep_awake() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_global_default(Entries::default()).unwrap());
}

#[derive(Clone, Default)]
struct Entries(Arc<Mutex<Vec<String>>>);

impl Subscriber for Entries {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "liveblocks_auth" && *metadata.level() <= Level::DEBUG
    }

    fn event(&self, event: &Event<'_>) {
        let mut entry = Entry(event.metadata().level().to_string());
        event.record(&mut entry);
        self.0.lock().unwrap().push(entry.0);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Entry(String);

impl Visit for Entry {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "why" {
            write!(self.0, ": {value}").unwrap();
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            write!(self.0, " {value:?}").unwrap();
        }
    }
}
