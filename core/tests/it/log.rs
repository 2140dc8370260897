//! The log of one test: every event of its thread, as text and as values.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};

thread_local! {
    /// The log of the test that runs on this thread.
    static CURRENT: RefCell<Option<Log>> = const { RefCell::new(None) };
}

/// Everything that this thread logs from now on.
///
/// The process has a single subscriber. With one subscriber per test, an event that first occurs on
/// a thread without a subscriber would be disabled for all threads.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Records>>);

#[derive(Default)]
struct Records {
    text: Vec<u8>,
    written: Vec<Written>,
}

/// One event of this crate.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) level: Level,
    pub(crate) event: String,
    fields: BTreeMap<&'static str, String>,
}

impl Written {
    /// Returns the value of a field, formatted with `Debug`.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }
}

impl Log {
    pub(crate) fn start() -> Self {
        static SUBSCRIBER: Once = Once::new();
        SUBSCRIBER.call_once(|| {
            let text = tracing_subscriber::fmt().with_max_level(Level::TRACE).with_ansi(false).with_writer(|| Writer);
            tracing::subscriber::set_global_default(text.finish().with(Values)).unwrap();
        });
        let log = Self::default();
        CURRENT.set(Some(log.clone()));
        log
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().text.clone()).unwrap()
    }

    /// Returns the lines that this crate logged.
    pub(crate) fn ours(&self) -> Vec<String> {
        self.text().lines().filter(|line| line.contains("liveblocks_auth")).map(str::to_owned).collect()
    }

    /// Returns the events of this crate since the last call.
    pub(crate) fn take(&self) -> Vec<Written> {
        std::mem::take(&mut self.0.lock().unwrap().written)
    }
}

fn record(add: impl FnOnce(&mut Records)) {
    CURRENT.with_borrow(|log| {
        if let Some(log) = log {
            add(&mut log.0.lock().unwrap());
        }
    });
}

/// Writes to the log of the thread, if a test has one.
struct Writer;

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        record(|records| records.text.extend_from_slice(bytes));
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps the values of each event.
struct Values;

impl<S: Subscriber> Layer<S> for Values {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != "liveblocks_auth" {
            return;
        }
        let mut fields = Fields::default();
        event.record(&mut fields);
        let event_name = fields.0.remove("message").unwrap_or_default();
        let written = Written { level: *event.metadata().level(), event: event_name, fields: fields.0 };
        record(|records| records.written.push(written));
    }
}

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}
