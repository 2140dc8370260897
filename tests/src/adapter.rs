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

/// How long a request is waited for that nobody waits for any more.
const STRAGGLERS: Duration = Duration::from_millis(500);

/// Starts a server with the endpoints of a fixture, and says where it listens.
type Start = Box<dyn Fn(Fixture) -> io::Result<SocketAddr> + Send + Sync>;

/// An adapter, to which cases and requests can be put from any thread. A server is started when all
/// others are busy.
pub struct Adapter {
    backend: Backend,
    idle: Mutex<HashMap<Limits, Vec<Lane>>>,
}

enum Backend {
    Sockets(Start),
    InProcess(Arc<tokio::runtime::Runtime>),
}

/// A server and its double: one case at a time.
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
    /// An adapter whose servers are started by `start`: it mounts the endpoints of the fixture,
    /// serves them on a thread of its own for as long as the process lives, and returns the
    /// address.
    pub fn new(start: impl Fn(Fixture) -> io::Result<SocketAddr> + Send + Sync + 'static) -> Self {
        Self { backend: Backend::Sockets(Box::new(start)), idle: Mutex::default() }
    }

    /// Core itself, without a framework and without sockets.
    ///
    /// # Errors
    ///
    /// When there can be no runtime.
    pub fn in_process() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        Ok(Self { backend: Backend::InProcess(Arc::new(runtime)), idle: Mutex::default() })
    }

    /// Puts a case to the adapter.
    ///
    /// # Errors
    ///
    /// Everything that is not as it should be, or that no server could be started.
    pub fn hold(&self, case: &Case) -> Result<(), Vec<Difference>> {
        let lane = self.lane(case.limits).map_err(|error| vec![Difference::no_server(&error)])?;
        let differences = hold(case, &lane);
        self.give_back(case.limits, lane);
        if differences.is_empty() { Ok(()) } else { Err(differences) }
    }

    /// Sends one request, and says what was answered and what Liveblocks was asked meanwhile, if it
    /// answers as scripted.
    ///
    /// # Errors
    ///
    /// What was seen instead of a reply.
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
        let wire = lane.wire(tokens).ok_or("there is no such endpoint")?;
        let answers = wire.converse(std::slice::from_ref(request), Manner::OneByOne);
        std::thread::sleep(stragglers(&answers));
        let calls = lane.double.calls();
        lane.double.reset();
        self.give_back(limits, lane);
        let reply = answers.into_iter().next().ok_or("no answer")?.map_err(|why| why.to_string())?;
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

/// What was given up may still be on its way, and would be taken for the next request's.
fn stragglers(answers: &[Received]) -> Duration {
    if answers.iter().any(Result::is_err) { STRAGGLERS } else { Duration::ZERO }
}

/// Puts a case to an endpoint that runs somewhere, and a double that it asks.
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
