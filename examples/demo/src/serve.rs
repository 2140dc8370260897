//! A server for the frameworks that leave the connections to hyper: axum and warp.
//!
//! Their own servers, `axum::serve` and `warp::serve`, have no time limit for the head of a request
//! and no limit for the number of connections.

use std::convert::Infallible;
use std::error::Error;
use std::io::{self, ErrorKind};
use std::net::TcpListener;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::sync::Notify;
use tower_service::Service;

use crate::Shutdown;
use crate::connections::{Arriving, Connection, Connections, connections_within, raise_descriptor_limit};

/// The time for the head of a request. It starts with the connection or with the end of the last
/// response, so it also limits how long a connection stays idle.
const HEAD: Duration = Duration::from_secs(5);

/// The time between two attempts to accept a connection if the system can't give one.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until the program is asked to stop, then gives the open requests their grace period.
///
/// # Errors
///
/// The system's error if the listener can't be used.
pub async fn serve<S, B>(listener: TcpListener, service: S, shutdown: Shutdown) -> io::Result<()>
where
    S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    let listener = tokio::net::TcpListener::from_std(listener)?;
    // One descriptor for the connection, and one for a call to Liveblocks.
    let connections = Connections::new(connections_within(raise_descriptor_limit()?, 2));
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let open = GracefulShutdown::new();
    let mut stop = pin!(shutdown.clone().requested());
    loop {
        let accepted = async {
            connections.room().await;
            listener.accept().await
        };
        let stream = tokio::select! {
            () = &mut stop => break,
            accepted = accepted => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    pause_after(&error, &connections).await;
                    continue;
                }
            },
        };
        let closing = Arc::new(Notify::new());
        let close = Arc::clone(&closing);
        let connection = connections.add(move || close.notify_one());
        let service = noting(TowerToHyperService::new(service.clone()), connection);
        let served = open.watch(server.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            tokio::select! {
                // An error means that the client did something wrong, or went away.
                _ = served => {}
                () = closing.notified() => {}
            }
        });
    }
    drop(listener);
    tokio::select! {
        () = open.shutdown() => {}
        () = shutdown.overdue() => tracing::warn!("a connection did not close in time"),
    }
    Ok(())
}

/// Notes when the connection works on a request.
fn noting<S, B>(
    service: TowerToHyperService<S>,
    connection: Connection,
) -> impl hyper::service::Service<Request<Incoming>, Response = Response<B>, Error = Infallible, Future: Send>
where
    S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible> + Clone + Send,
    S::Future: Send,
    B: Body + Send + 'static,
{
    service_fn(move |request: Request<Incoming>| {
        let connection = connection.clone();
        let response = service.call(request.map(|body| RequestBody { body, arriving: connection.arriving() }));
        async move {
            let response = response.await;
            connection.waits();
            response
        }
    })
}

/// The body of a request, as the service gets it.
#[derive(Debug)]
pub struct RequestBody {
    body: Incoming,
    arriving: Arriving,
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        self.arriving.note(polled)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Waits before the next attempt, because the process or the system can be out of descriptors.
async fn pause_after(error: &io::Error, connections: &Connections) {
    if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) {
        return;
    }
    tracing::warn!(%error, "a connection could not be accepted");
    connections.close_longest();
    tokio::time::sleep(PAUSE).await;
}
