//! A proxy that speaks HTTP/2 to the endpoint, so that the table's client can stay at HTTP/1.1.

use std::io;
use std::net::{SocketAddr, TcpListener};

use futures_util::stream;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Body, Incoming};
use hyper::client::conn::http2::{self, SendRequest};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, Uri, Version, header};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// Starts the proxy in front of a server. Each connection to it has one of its own to the server.
pub(super) fn before(server: SocketAddr) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    let addr = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            loop {
                let (client, _) = listener.accept().await?;
                // An error closes this connection only.
                tokio::spawn(async move {
                    let stream = TokioIo::new(TcpStream::connect(server).await?);
                    let (sender, connection) = http2::handshake(TokioExecutor::new(), stream).await?;
                    tokio::spawn(connection);
                    let service = service_fn(move |request| forward(sender.clone(), request));
                    http1::Builder::new().half_close(true).serve_connection(TokioIo::new(client), service).await?;
                    Ok::<_, Error>(())
                });
            }
            #[allow(unreachable_code, reason = "names the error")]
            Ok::<_, Error>(())
        })
    });
    Ok(addr)
}

async fn forward(mut server: SendRequest<Sent>, request: Request<Incoming>) -> Result<Response<Incoming>, Error> {
    let (mut head, body) = request.into_parts();
    let host = head.headers.remove(header::HOST).ok_or("no host")?;
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    head.uri = Uri::builder().scheme("http").authority(host.as_bytes()).path_and_query(path).build()?;
    head.version = Version::HTTP_2;
    let mut reply = server.send_request(Request::from_parts(head, sent(body))).await?;
    *reply.version_mut() = Version::HTTP_11;
    Ok(reply)
}

type Sent = std::pin::Pin<Box<dyn Body<Data = hyper::body::Bytes, Error = hyper::Error> + Send>>;

/// The same body. It is read to its end even if the server replies before: until then, a simple
/// client doesn't look for the reply.
fn sent(mut body: Incoming) -> Sent {
    if body.is_end_stream() {
        return Box::pin(body);
    }
    let (frames, mut received) = mpsc::channel(1);
    tokio::spawn(async move {
        while let Some(frame) = body.frame().await {
            let failed = frame.is_err();
            let _ = frames.send(frame).await;
            if failed {
                break;
            }
        }
    });
    Box::pin(StreamBody::new(stream::poll_fn(move |context| received.poll_recv(context))))
}
