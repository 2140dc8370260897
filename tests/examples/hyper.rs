//! An adapter for plain hyper, tested against the table.
//!
//! It passes the head and the chunks of the body to core, and returns core's reply. Run it with
//! `cargo test -p liveblocks-auth-conformance --example hyper`.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::task::Context;
use std::time::Duration;

use futures_util::Stream as _;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::{Request, Response, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use liveblocks_auth::{AuthEndpoint, AuthReply, BoxError, RequestHead};
use liveblocks_auth_conformance::{ACCESS_PATH, Capabilities, Fixture, ID_PATH, run};
use tokio::net::TcpListener;

/// How long a request head can take. Otherwise slow clients use up the server's connections.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);

/// The adapter.
async fn answer(endpoint: &AuthEndpoint, request: Request<Incoming>, peer: SocketAddr) -> AuthReply {
    let (parts, body) = request.into_parts();
    let mut chunks = Box::pin(body.into_data_stream());
    let body = |context: &mut Context<'_>| chunks.as_mut().poll_next(context).map_err(BoxError::from);
    endpoint.handle(RequestHead::from(parts).with_peer_addr(Some(peer)), body).await
}

/// Starts a server with both endpoints.
fn start(fixture: Fixture) -> io::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::spawn(move || runtime.block_on(serve(listener, fixture)));
    Ok(addr)
}

async fn serve(listener: std::net::TcpListener, fixture: Fixture) -> io::Result<()> {
    let (access, id) = (fixture.access_tokens(), fixture.id_tokens());
    let listener = TcpListener::from_std(listener)?;
    loop {
        let (stream, peer) = listener.accept().await?;
        let (access, id) = (access.clone(), id.clone());
        let service = service_fn(move |request: Request<Incoming>| {
            let endpoint = match request.uri().path() {
                ACCESS_PATH => Some(access.clone()),
                ID_PATH => Some(id.clone()),
                _ => None,
            };
            async move {
                let Some(endpoint) = endpoint else { return Ok::<_, Infallible>(Response::default()) };
                Ok(answer(&endpoint, request, peer).await.into_http::<Full<Bytes>>())
            }
        });
        let mut server = http1::Builder::new();
        server.half_close(true).timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
        tokio::spawn(server.serve_connection(TokioIo::new(stream), service));
    }
}

fn main() -> ExitCode {
    run("hyper", &Capabilities::all(), start)
}
