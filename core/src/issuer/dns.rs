//! Looks up host names. Requests for the same name share a lookup.

use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::watch;

/// The time after which a lookup counts as stuck, for example because a packet was lost.
const STUCK: Duration = Duration::from_secs(1);
/// How many lookups of a name run at the same time, if each is stuck.
const AT_ONCE: u8 = 3;

/// The result of a lookup, for everyone who waits for it.
type Found = Result<Vec<SocketAddr>, Arc<io::Error>>;

/// Resolves names with the system's resolver.
///
/// A lookup can't be stopped. While DNS is down, each takes many seconds, and a request gives up
/// earlier. So a lookup for each connection would soon use all threads of the runtime that can
/// block, and those threads would keep the process from ending. Here, a name has few threads, which
/// end with the process.
#[derive(Clone, Default)]
pub(crate) struct SharedResolver(Arc<Mutex<HashMap<String, Running>>>);

/// The lookups of one name that run now. The first result counts.
struct Running {
    found: watch::Sender<Option<Found>>,
    threads: u8,
    started: Instant,
}

impl Resolve for SharedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let found = self.join(name.as_str());
        Box::pin(async move {
            let mut found = found?;
            let found = found.wait_for(Option::is_some).await?.clone();
            let addrs: Addrs = Box::new(found.transpose()?.unwrap_or_default().into_iter());
            Ok(addrs)
        })
    }
}

impl SharedResolver {
    /// Waits for the lookups of this name. Starts one if there is none, or if all are stuck.
    fn join(&self, name: &str) -> io::Result<watch::Receiver<Option<Found>>> {
        let mut all = self.all();
        if let Some(running) = all.get_mut(name) {
            let stuck = running.started.elapsed() > STUCK && running.threads < AT_ONCE;
            // Without another thread, the lookups that run can still succeed.
            if stuck && self.start(name, running.found.clone()).is_ok() {
                (running.threads, running.started) = (running.threads + 1, Instant::now());
            }
            return Ok(running.found.subscribe());
        }
        let (found, receiver) = watch::channel(None);
        self.start(name, found.clone())?;
        all.insert(name.to_owned(), Running { found, threads: 1, started: Instant::now() });
        Ok(receiver)
    }

    fn start(&self, name: &str, found: watch::Sender<Option<Found>>) -> io::Result<()> {
        let (resolver, name) = (self.clone(), name.to_owned());
        let look_up = move || {
            // reqwest sets the port.
            let addrs = (name.as_str(), 0).to_socket_addrs().map(Vec::from_iter).map_err(Arc::new);
            // A later request starts anew. Nothing waits for a second result.
            resolver.all().retain(|_, running| !running.found.same_channel(&found));
            found.send_replace(Some(addrs));
        };
        thread::Builder::new().name("liveblocks-dns".to_owned()).spawn(look_up).map(drop)
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Running>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
