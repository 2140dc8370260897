//! Open connections when the server is asked to stop.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use liveblocks_auth::Liveblocks;
use liveblocks_auth_conformance::double::{Answer, Double};
use liveblocks_auth_conformance::wire::Connection;
use liveblocks_auth_conformance::{ACCESS_PATH, Fixture};
use tokio::sync::oneshot;

use super::{actix, axum, rocket, warp};

/// How long a server waits for its connections, where it has a limit.
pub(super) const GRACE: Duration = Duration::from_secs(3);

/// How long Rocket then waits for each connection.
pub(super) const MERCY: Duration = Duration::from_secs(1);

/// How much later an end can be on a busy machine.
const SLACK: Duration = Duration::from_millis(1500);

/// The time limit for a body.
const BODY_TIMEOUT: Duration = Duration::from_millis(500);

/// How long Liveblocks takes.
const MINTING: Duration = Duration::from_millis(500);

/// A server that was not asked to stop yet.
pub(super) struct Running {
    pub(super) addr: SocketAddr,
    pub(super) stop: Box<dyn FnOnce()>,
    /// Closes when the server has ended.
    pub(super) ended: Receiver<()>,
}

impl Running {
    /// Runs a server on its own thread, until the receiver that it gets says so.
    pub(super) fn new<F: Future<Output = io::Result<()>>>(
        serve: impl FnOnce(TcpListener, Stopping) -> F + Send + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let addr = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let (stop, stopping) = oneshot::channel::<()>();
        let (running, ended) = channel();
        std::thread::spawn(move || {
            let _running = running;
            runtime.block_on(serve(listener, stopping)).unwrap();
        });
        Ok(Self { addr, stop: Box::new(move || drop(stop)), ended })
    }
}

/// Starts a server with the endpoint for access tokens.
type Start = fn(Fixture) -> io::Result<Running>;

/// Resolves when the server must stop.
pub(super) type Stopping = oneshot::Receiver<()>;

/// The state of a connection when the server is asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    HalfAHead,
    HalfABody,
    InFlight,
}

/// When the server has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// Once the connection has its reply.
    Soon,
    /// Within its own limit.
    InTime,
    /// Not while the connection is open.
    Never,
}

/// What ends later than soon: the framework, the state (or all), the end, and the reason.
const LATE: [(&str, Option<State>, End, &str); 4] = [
    ("axum", Some(State::HalfAHead), End::Never, "it waits for the head; the examples end after a grace period"),
    ("warp", Some(State::HalfAHead), End::Never, "it waits for the head; the examples end after a grace period"),
    ("actix", None, End::InTime, "it looks only once a second whether connections are open"),
    ("rocket", None, End::InTime, "it waits for its whole grace period; examples/rocket first lets idle ones close"),
];

const SERVERS: [(&str, Start); 4] =
    [("axum", axum::stoppable), ("actix", actix::stoppable), ("rocket", rocket::stoppable), ("warp", warp::stoppable)];

#[test]
fn a_shutdown_lets_requests_finish() {
    // Otherwise Rocket's logger prints (see `run`).
    let _ = log::set_logger(log::logger());
    let states = [State::Idle, State::HalfAHead, State::HalfABody, State::InFlight];
    let ends = std::thread::scope(|scope| {
        let cases = states.iter().flat_map(|state| SERVERS.map(|(name, start)| (*state, name, start)));
        let threads: Vec<_> =
            cases.map(|(state, name, start)| scope.spawn(move || (state, name, stop(state, start)))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    let mut needed = [false; LATE.len()];
    let mut excused = 0;
    for (state, name, (reply, took)) in &ends {
        let due = match state {
            State::Idle | State::HalfAHead => None,
            State::HalfABody => Some((408, BODY_TIMEOUT)),
            State::InFlight => Some((200, MINTING)),
        };
        assert_eq!(*reply, due.map(|(status, _)| status), "{state:?}, {name}");
        let soon = SLACK + due.map_or(Duration::ZERO, |(_, time)| time);
        let end = match took {
            Some(took) if *took <= soon => End::Soon,
            Some(took) if *took <= GRACE + MERCY + SLACK => End::InTime,
            _ => End::Never,
        };
        println!("matrix: shutdown, {state:?}, {name}: {reply:?}, ends {end:?}, after {took:?}");
        let late = LATE.iter().position(|(on, only, ..)| on == name && only.is_none_or(|only| only == *state));
        match late {
            Some(n) if end > End::Soon => {
                assert!(end <= LATE[n].2, "{state:?}, {name}: {end:?} is later than {:?}", LATE[n]);
                needed[n] = true;
                excused += 1;
            }
            _ => assert_eq!(end, End::Soon, "{state:?}, {name}: after {took:?}"),
        }
    }
    for (late, needed) in LATE.iter().zip(needed) {
        // Whether an end within the limit comes soon is a matter of chance.
        assert!(needed || late.2 == End::InTime, "not needed any more; remove it: {late:?}");
    }
    let cases = ends.len();
    println!("matrix: shutdown: {cases} cases, {} right, {excused} excused", cases - excused);
}

/// Stops a server with a connection in this state. Returns the status of its reply, and the time
/// until the server has ended.
fn stop(state: State, start: Start) -> (Option<u16>, Option<Duration>) {
    let double = Double::start().unwrap();
    let liveblocks = Liveblocks::builder().secret_key("sk_conformance").base_url(double.url());
    let server = start(Fixture::new(liveblocks.body_timeout(BODY_TIMEOUT).build().unwrap())).unwrap();
    let body = r#"{"room":"acme:plan"}"#;
    let request = format!(
        "POST {ACCESS_PATH} HTTP/1.1\r\nhost: www.example.com\r\ncontent-type: application/json\r\n\
         authorization: Bearer alice\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut connection = Connection::open(server.addr).unwrap();
    match state {
        State::Idle => {
            connection.send(request.as_bytes()).unwrap();
            assert_eq!(connection.receive().unwrap().status, 200);
        }
        State::HalfAHead => connection.send(&request.as_bytes()[..60]).unwrap(),
        State::HalfABody => connection.send(&request.as_bytes()[..request.len() - 5]).unwrap(),
        State::InFlight => {
            double.script([Answer::After(MINTING, Box::new(Answer::Token))]);
            connection.send(request.as_bytes()).unwrap();
        }
    }
    if state == State::InFlight {
        while double.calls().is_empty() {
            std::thread::sleep(Duration::from_millis(5));
        }
    } else {
        // The server accepts connections one after another, so it has the first one then.
        let mut other = Connection::open(server.addr).unwrap();
        other.send(request.replace("\r\nhost", "\r\nconnection: close\r\nhost").as_bytes()).unwrap();
        assert_eq!(other.receive().unwrap().status, 200);
    }
    let asked = Instant::now();
    (server.stop)();
    let reply = match state {
        State::HalfABody | State::InFlight => connection.receive().ok().map(|reply| reply.status),
        _ => None,
    };
    match server.ended.recv_timeout(GRACE + MERCY + SLACK) {
        Err(RecvTimeoutError::Disconnected) => (reply, Some(asked.elapsed())),
        _ => (reply, None),
    }
}
