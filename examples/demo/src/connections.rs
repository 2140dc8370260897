//! The open connections of a server. At the limit, the one that has waited longest for its client
//! makes room for a new one.
//!
//! Otherwise, a thousand clients that send half a request and then nothing use up the descriptors
//! of the process. It then accepts no other client until a time limit ends them.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use tokio::sync::Notify;

/// The descriptors for everything else: the database, standard streams, the runtime, and
/// connections that are being closed.
const OTHERS: u64 = 96;

/// The maximum number of connections that are being closed.
const CLOSING: usize = 32;

/// The maximum number of connections, however many descriptors there are.
const MOST: u64 = 10_000;

/// Closes a connection.
type Close = Arc<dyn Fn() + Send + Sync>;

/// The open connections. Cheap to clone.
#[derive(Clone)]
pub struct Connections(Arc<Shared>);

struct Shared {
    limit: usize,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    /// The number of open connections, without those that are being closed.
    open: usize,
    closing: usize,
    next: u64,
    /// The connections that wait for their clients, the longest wait first.
    waiting: BTreeMap<u64, Close>,
}

/// Raises the limit for descriptors as far as the system lets the process do it, and returns it.
///
/// Many systems start a process with 1,024.
///
/// # Errors
///
/// The system's error if the limit can't be read.
pub fn raise_descriptor_limit() -> io::Result<u64> {
    rlimit::increase_nofile_limit(u64::MAX)
}

/// Returns how many connections fit into a limit for descriptors if each needs this many.
pub fn connections_within(limit: u64, descriptors: u64) -> usize {
    let connections = (limit.saturating_sub(OTHERS) / descriptors.max(1)).clamp(1, MOST);
    usize::try_from(connections).unwrap_or(usize::MAX)
}

impl Connections {
    /// Creates an empty set with a limit.
    pub fn new(limit: usize) -> Self {
        Self(Arc::new(Shared { limit, state: Mutex::default(), changed: Notify::new() }))
    }

    /// Returns the maximum number of connections.
    pub fn limit(&self) -> usize {
        self.0.limit
    }

    /// Adds a connection, which waits for its first request. At the limit, closes the connection
    /// that has waited longest.
    pub fn add(&self, close: impl Fn() + Send + Sync + 'static) -> Connection {
        let mut state = self.state();
        if state.open >= self.0.limit {
            state.close_longest();
        }
        state.open += 1;
        let close: Close = Arc::new(close);
        let phase = Mutex::new(Phase::Waiting(state.wait(&close)));
        drop(state);
        Connection(Arc::new(Held { connections: self.clone(), close, phase }))
    }

    /// Waits until a connection can be added.
    pub async fn room(&self) {
        while !self.has_room() {
            self.0.changed.notified().await;
        }
    }

    fn has_room(&self) -> bool {
        let state = self.state();
        state.closing < CLOSING && (state.open < self.0.limit || !state.waiting.is_empty())
    }

    /// Closes the connection that has waited longest, if any.
    pub fn close_longest(&self) {
        self.state().close_longest();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").field("limit", &self.0.limit).finish_non_exhaustive()
    }
}

impl State {
    fn wait(&mut self, close: &Close) -> u64 {
        self.next += 1;
        self.waiting.insert(self.next, Arc::clone(close));
        self.next
    }

    fn close_longest(&mut self) {
        if let Some((_, close)) = self.waiting.pop_first() {
            self.open -= 1;
            self.closing += 1;
            close();
        }
    }
}

/// An open connection, until the last clone is dropped.
#[derive(Clone)]
pub struct Connection(Arc<Held>);

struct Held {
    connections: Connections,
    close: Close,
    phase: Mutex<Phase>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// For its client: for a request, for more of its body, or to take a response.
    Waiting(u64),
    Working,
    Closing,
}

impl Connection {
    /// Notes that nothing depends on the client at the moment.
    pub fn works(&self) {
        self.0.stop_waiting();
    }

    /// Notes that a head has arrived and that its body can arrive, until the returned value is
    /// dropped.
    pub fn arriving(&self) -> Arriving {
        self.works();
        Arriving(self.clone())
    }

    /// Notes that everything depends on the client: the response is ready, or the server waits for
    /// more of a body.
    pub fn waits(&self) {
        let Held { connections, close, phase } = &*self.0;
        let mut phase = phase.lock().unwrap_or_else(PoisonError::into_inner);
        if *phase != Phase::Working {
            return;
        }
        let mut state = connections.state();
        *phase = Phase::Waiting(state.wait(close));
        if state.open > connections.0.limit {
            state.close_longest();
        }
        connections.0.changed.notify_one();
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

impl Held {
    /// Ends the wait, if there is one, and returns the phase after it.
    ///
    /// A connection that is no longer in the list was closed.
    fn stop_waiting(&self) -> Phase {
        let mut phase = self.phase.lock().unwrap_or_else(PoisonError::into_inner);
        if let Phase::Waiting(turn) = *phase {
            let listed = self.connections.state().waiting.remove(&turn).is_some();
            *phase = if listed { Phase::Working } else { Phase::Closing };
        }
        *phase
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let phase = self.stop_waiting();
        let mut state = self.connections.state();
        let count = if phase == Phase::Closing { &mut state.closing } else { &mut state.open };
        *count -= 1;
        self.connections.0.changed.notify_one();
    }
}

/// A request whose body is arriving.
#[derive(Debug)]
pub struct Arriving(Connection);

impl Arriving {
    /// Notes whether a poll of the body has to wait for the client.
    pub fn note<T>(&self, polled: Poll<T>) -> Poll<T> {
        if polled.is_pending() {
            self.0.waits();
        } else {
            self.0.works();
        }
        polled
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        self.0.works();
    }
}
