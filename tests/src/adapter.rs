//! An adapter behind running servers: for a test that puts single cases or requests to it.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::case::{Case, Tokens};
use crate::double::{Answer, Call, Double};
use crate::endpoints::{ACCESS_PATH, Fixture, ID_PATH, Limits};
use crate::judge::{Observed, judge};
use crate::transport::{InProcess, Manner, Received, Socket, Transport};
use crate::wire::client::Reply;
use crate::wire::request::Request;

pub use crate::judge::Difference;

/// How long to wait for upstream requests that outlive their client.
const STRAGGLERS: Duration = Duration::from_millis(500);

/// Starts a server with the endpoints of a fixture and returns its address.
type Start = Box<dyn Fn(Fixture) -> io::Result<SocketAddr> + Send + Sync>;

/// An adapter with its servers.
///
/// Any thread can put a case or a request to it. When all servers are busy, it starts another one.
pub struct Adapter {
    backend: Backend,
    idle: Mutex<HashMap<Limits, Vec<Lane>>>,
}

enum Backend {
    Sockets(Start),
    InProcess(Arc<tokio::runtime::Runtime>),
}

/// A server and its double. A lane runs one case at a time.
pub(crate) struct Lane {
    pub(crate) double: Double,
    pub(crate) access: Box<dyn Transport>,
    pub(crate) id: Option<Box<dyn Transport>>,
}

impl Lane {
    pub(crate) fn wire(&self, tokens: Tokens) -> Option<&dyn Transport> {
        match tokens {
            Tokens::Access => Some(&*self.access),
            Tokens::Id => self.id.as_deref(),
        }
    }
}

impl Adapter {
    /// Creates an adapter from a function that starts a server.
    ///
    /// `start` mounts the endpoints of the fixture, serves them on its own thread for the lifetime
    /// of the process, and returns the address.
    pub fn new(start: impl Fn(Fixture) -> io::Result<SocketAddr> + Send + Sync + 'static) -> Self {
        Self { backend: Backend::Sockets(Box::new(start)), idle: Mutex::default() }
    }

    /// Creates an adapter that calls core directly, without a framework or sockets.
    ///
    /// # Errors
    ///
    /// Fails if the async runtime cannot start.
    pub fn in_process() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        Ok(Self { backend: Backend::InProcess(Arc::new(runtime)), idle: Mutex::default() })
    }

    /// Runs a case.
    ///
    /// # Errors
    ///
    /// Returns every deviation from the table, or a single difference if no server started.
    pub fn hold(&self, case: &Case) -> Result<(), Vec<Difference>> {
        let lane = self.lane(case.limits).map_err(|error| vec![Difference::no_server(&error)])?;
        let differences = hold(case, &lane);
        self.give_back(case.limits, lane);
        if differences.is_empty() { Ok(()) } else { Err(differences) }
    }

    /// Sends one request, and returns the reply and the requests that Liveblocks received.
    ///
    /// `script` holds the answers of Liveblocks; after the last one it returns a token. `waits`
    /// shortens the endpoint's time limits.
    ///
    /// # Errors
    ///
    /// Returns the reason if there is no reply.
    pub fn ask(
        &self,
        request: &Request,
        tokens: Tokens,
        waits: bool,
        script: Vec<Answer>,
    ) -> Result<(Reply, Vec<Call>), String> {
        let limits = if waits { Limits::Short } else { Limits::Default };
        let lane = self.lane(limits).map_err(|error| error.to_string())?;
        lane.double.script(script);
        let wire = lane.wire(tokens).ok_or("the adapter has no such endpoint")?;
        let answers = wire.converse(std::slice::from_ref(request), Manner::OneByOne);
        std::thread::sleep(stragglers(&answers));
        let calls = lane.double.calls();
        lane.double.reset();
        self.give_back(limits, lane);
        let reply = answers.into_iter().next().ok_or("no reply")?.map_err(|why| why.to_string())?;
        Ok((reply, calls))
    }

    fn lane(&self, limits: Limits) -> Result<Lane, Box<dyn std::error::Error + Send + Sync>> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&limits).and_then(Vec::pop);
        if let Some(lane) = idle {
            return Ok(lane);
        }
        let double = Double::start()?;
        let fixture = Fixture::at(&double.url(), limits)?;
        let patience = limits.patience();
        Ok(match &self.backend {
            Backend::Sockets(start) => {
                let addr = start(fixture)?;
                let wire =
                    |path: &str| Box::new(Socket { addr, host: addr.to_string(), path: path.to_owned(), patience });
                Lane { double, access: wire(ACCESS_PATH), id: Some(wire(ID_PATH)) }
            }
            Backend::InProcess(runtime) => {
                let wire =
                    |endpoint, path| Box::new(InProcess { endpoint, path, patience, runtime: Arc::clone(runtime) });
                let id = wire(fixture.id_tokens(), ID_PATH);
                Lane { double, access: wire(fixture.access_tokens(), ACCESS_PATH), id: Some(id) }
            }
        })
    }

    fn give_back(&self, limits: Limits, lane: Lane) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).entry(limits).or_default().push(lane);
    }
}

impl fmt::Debug for Adapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Adapter").finish_non_exhaustive()
    }
}

/// How long to wait before the next case: a request that was given up may still reach the double.
fn stragglers(answers: &[Received]) -> Duration {
    if answers.iter().any(Result::is_err) { STRAGGLERS } else { Duration::ZERO }
}

/// Runs a case on a lane, and returns every deviation from the table.
pub(crate) fn hold(case: &Case, lane: &Lane) -> Vec<Difference> {
    let Some(wire) = lane.wire(case.tokens) else { return Vec::new() };
    lane.double.script(case.script.clone());
    let requests: Vec<_> = case.steps.iter().map(|(request, _)| request.clone()).collect();
    let answers = wire.converse(&requests, case.manner);
    std::thread::sleep(case.settle.max(stragglers(&answers)));
    let observed = Observed { answers, calls: lane.double.calls(), served: lane.double.served() };
    lane.double.reset();
    judge(case, &observed)
}
