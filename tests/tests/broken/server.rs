//! Servers with a broken adapter. Dropping them stops them.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use http_body_util::Full;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use liveblocks_auth_conformance::adapter::Adapter;
use liveblocks_auth_conformance::{ACCESS_PATH, Fixture, ID_PATH};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::adapter::{answer, plain};
use crate::fault::{Fault, Memory, Turn};

/// How long a head can take.
pub(crate) const HEAD_TIMEOUT: Duration = Duration::from_secs(2);

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap());

/// The servers of one trial.
pub(crate) struct Servers {
    fault: Fault,
    stop: watch::Sender<()>,
}

impl Servers {
    pub(crate) fn of(fault: Fault) -> Self {
        Self { fault, stop: watch::Sender::new(()) }
    }

    /// An adapter whose servers stop when `self` is dropped.
    pub(crate) fn adapter(&self) -> Adapter {
        let (fault, stop) = (self.fault, self.stop.subscribe());
        Adapter::new(move |fixture| start(fault, fixture, stop.clone()))
    }
}

fn start(fault: Fault, fixture: Fixture, mut stop: watch::Receiver<()>) -> io::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    RUNTIME.spawn(async move {
        tokio::select! {
            _ = serve(fault, listener, (fault.fixture)(&fixture), stop.clone()) => {}
            _ = stop.changed() => {}
        }
    });
    Ok(addr)
}

async fn serve(
    fault: Fault,
    listener: std::net::TcpListener,
    fixture: Fixture,
    stop: watch::Receiver<()>,
) -> io::Result<()> {
    let endpoints = ((fault.access)(&fixture), (fault.id)(&fixture));
    let listener = TcpListener::from_std(listener)?;
    loop {
        let (stream, peer) = listener.accept().await?;
        let (fixture, endpoints) = (fixture.clone(), endpoints.clone());
        let connection = Arc::new(Memory::default());
        let turn = move |request: Request<Incoming>| {
            let (access, endpoint) = match (fault.route)(request.uri()) {
                ACCESS_PATH => (true, endpoints.0.clone()),
                ID_PATH => (false, endpoints.1.clone()),
                _ => return None,
            };
            let (parts, body) = request.into_parts();
            let connection = Arc::clone(&connection);
            Some(Turn { fault, fixture: fixture.clone(), access, endpoint, parts, body, peer, connection })
        };
        let mut stop = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = converse(fault, stream, turn) => {}
                _ = stop.changed() => {}
            }
        });
    }
}

async fn converse(
    fault: Fault,
    stream: TcpStream,
    turn: impl Fn(Request<Incoming>) -> Option<Turn>,
) -> Result<(), hyper::Error> {
    let service = service_fn(move |request| {
        let turn = turn(request);
        async move {
            match turn {
                Some(turn) => answer(turn).await.map(|reply| reply.map(Full::new)).map_err(io::Error::other),
                None => Ok(plain(404, "").map(Full::new)),
            }
        }
    });
    let mut server = http1::Builder::new();
    server.half_close(true).timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    (fault.server)(&mut server);
    server.serve_connection(TokioIo::new(stream), service).await
}
