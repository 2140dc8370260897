//! Sends requests to an endpoint: over a socket, or straight into core.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use std::task::Context;

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use liveblocks_auth::{AuthEndpoint, BoxError, RequestHead};

use crate::wire::client::{Connection, Reply, ReplyBody};
use crate::wire::request::{Body, End, Framing, Request};

/// How to send several requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// On one connection, each after the reply to the one before.
    OneByOne,
    /// On one connection, all before the first reply.
    Pipelined,
    /// Each on its own connection, at the same time.
    AtOnce,
}

/// The reply to a request, or the reason why there is none.
pub(crate) type Received = Result<Reply, NoReply>;

/// Why there is no reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoReply {
    /// Nothing arrived for this long.
    Silence(Duration),
    /// A reply arrived, but not the close that must follow.
    Open,
    /// The other side closed the connection.
    Closed,
    /// The connection broke.
    Broken(String),
}

impl fmt::Display for NoReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silence(patience) => write!(f, "no reply within {} s", patience.as_secs()),
            Self::Open => f.write_str("the connection is still open after the reply"),
            Self::Closed => f.write_str("the connection was closed without a reply"),
            Self::Broken(why) => f.write_str(why),
        }
    }
}

/// Sends requests to an endpoint.
pub(crate) trait Transport: Send + Sync {
    /// Sends the requests and returns their replies, in the same order.
    fn converse(&self, requests: &[Request], manner: Manner) -> Vec<Received>;
}

/// An endpoint behind a socket.
pub(crate) struct Socket {
    pub(crate) addr: SocketAddr,
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) patience: Duration,
}

impl Transport for Socket {
    fn converse(&self, requests: &[Request], manner: Manner) -> Vec<Received> {
        if manner == Manner::AtOnce {
            return std::thread::scope(|scope| {
                let threads: Vec<_> = requests
                    .iter()
                    .map(|request| scope.spawn(|| self.converse(std::slice::from_ref(request), Manner::OneByOne)))
                    .collect();
                let broken = || vec![Err(NoReply::Broken("the client failed".to_owned()))];
                let joined = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| broken()));
                joined.flatten().collect()
            });
        }
        let mut connection = match Connection::open_for(self.addr, self.patience) {
            Ok(connection) => connection,
            Err(error) => {
                let broken = NoReply::Broken(format!("no connection: {error}"));
                return requests.iter().map(|_| Err(broken.clone())).collect();
            }
        };
        let receive = |connection: &mut Connection, request: &Request| {
            let reply = connection.receive_final(reply_body(request)).map_err(|error| self.unanswered(&error))?;
            if request.has_endless_head() && !connection.is_closed() { Err(NoReply::Open) } else { Ok(reply) }
        };
        match manner {
            Manner::Pipelined => {
                let all = requests.iter().map(|request| self.bytes(request)).collect::<Vec<_>>().concat();
                // If the other side closes early, its replies can still be read.
                let _ = connection.send(&all);
                requests.iter().map(|request| receive(&mut connection, request)).collect()
            }
            Manner::OneByOne | Manner::AtOnce => requests
                .iter()
                .map(|request| match self.send(&mut connection, request) {
                    Some(early) => early,
                    None => receive(&mut connection, request),
                })
                .collect(),
        }
    }
}

impl Socket {
    fn head(&self, request: &Request) -> Vec<u8> {
        request.head(&self.path, &self.host)
    }

    fn bytes(&self, request: &Request) -> Vec<u8> {
        let mut bytes = self.head(request);
        if let Some(body) = &request.body {
            for piece in &body.pieces {
                bytes.extend_from_slice(&body.framed(piece));
            }
            bytes.extend_from_slice(body.terminator());
        }
        bytes
    }

    fn unanswered(&self, error: &io::Error) -> NoReply {
        match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => NoReply::Silence(self.patience),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => NoReply::Closed,
            _ => NoReply::Broken(format!("no reply: {error}")),
        }
    }

    /// Sends a request with its pauses and its end.
    ///
    /// A complete body is sent as a whole, even if the reply arrives before its end. That is what
    /// proxies and simple clients do, so a server that closes the connection before it has read
    /// everything fails. Sending a body without an end stops when a reply arrives.
    ///
    /// Returns a reply to `Expect: 100-continue` that makes the body unnecessary, and the reason if
    /// the request can't be sent.
    fn send(&self, connection: &mut Connection, request: &Request) -> Option<Received> {
        let closed = || Some(Err(NoReply::Broken("the connection was closed while the request was sent".to_owned())));
        let body = request.body.as_ref();
        if body.is_none_or(|body| body.pause.is_zero() && body.end == End::Complete) && !request.expects_continue() {
            return if connection.send(&self.bytes(request)).is_ok() { None } else { closed() };
        }
        let body = body?;
        let _ = connection.send(&self.head(request));
        if request.expects_continue() {
            match connection.receive_next(reply_body(request)) {
                Ok(reply) if reply.is_interim() => {}
                Ok(reply) => return Some(Ok(reply)),
                Err(error) => return Some(Err(self.unanswered(&error))),
            }
        }
        let begun = Instant::now();
        let framed = body.pieces.iter().map(|piece| body.framed(piece));
        for bytes in framed.chain((body.end == End::Complete).then(|| body.terminator().to_vec())) {
            std::thread::sleep(body.pause);
            if body.end != End::Complete && connection.is_answered() {
                return None;
            }
            if begun.elapsed() > self.patience {
                return Some(Err(NoReply::Silence(self.patience)));
            }
            if connection.send(&bytes).is_err() && body.end == End::Complete {
                return closed();
            }
        }
        if body.end == End::Cut {
            let _ = connection.finish();
        }
        None
    }
}

fn reply_body(request: &Request) -> ReplyBody {
    if request.method == "HEAD" { ReplyBody::None } else { ReplyBody::AsAnnounced }
}

/// Core itself, without a framework and without sockets.
pub(crate) struct InProcess {
    pub(crate) endpoint: AuthEndpoint,
    pub(crate) path: &'static str,
    pub(crate) patience: Duration,
    pub(crate) runtime: Arc<tokio::runtime::Runtime>,
}

impl Transport for InProcess {
    fn converse(&self, requests: &[Request], manner: Manner) -> Vec<Received> {
        self.runtime.block_on(async {
            if manner == Manner::AtOnce {
                return futures_util::future::join_all(requests.iter().map(|request| self.handle(request))).await;
            }
            let mut answers = Vec::new();
            for request in requests {
                answers.push(self.handle(request).await);
            }
            answers
        })
    }
}

impl InProcess {
    async fn handle(&self, request: &Request) -> Received {
        if request.has_endless_head() {
            return Err(NoReply::Broken("core has no connection to close".to_owned()));
        }
        let mut head =
            http::Request::builder().method(request.method.as_str()).uri(format!("{}{}", self.path, request.query));
        head = head.header("host", request.host.as_deref().unwrap_or("127.0.0.1"));
        for (name, value) in request.all_headers() {
            head = head.header(name, value);
        }
        let head = head.body(()).map_err(|error| NoReply::Broken(format!("not a request: {error}")))?;
        let (parts, ()) = head.into_parts();
        let head = RequestHead::from(parts).with_peer_addr(Some(([127, 0, 0, 1], 1).into()));
        let mut chunks = Box::pin(chunks(request.body.clone()));
        let body = move |context: &mut Context<'_>| chunks.as_mut().poll_next(context);
        let reply = tokio::time::timeout(self.patience, self.endpoint.handle(head, body))
            .await
            .map_err(|_| NoReply::Silence(self.patience))?;
        let headers = reply
            .headers()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let mut headers: Vec<_> = headers.collect();
        headers.sort();
        // The HTTP server drops the body of a reply to HEAD.
        let body = if request.method == "HEAD" { Vec::new() } else { reply.body().to_vec() };
        Ok(Reply { status: reply.status().as_u16(), headers, body })
    }
}

/// The chunks of a body, as a server passes them on.
fn chunks(body: Option<Body>) -> impl Stream<Item = Result<Bytes, BoxError>> + Send {
    let pieces = body.iter().flat_map(|body| body.pieces.clone()).collect::<Vec<_>>().into_iter();
    stream::unfold((body, pieces, 0), |(body, mut pieces, sent)| async move {
        let Some(sending) = &body else { return None };
        if let Some(piece) = pieces.next() {
            if !sending.pause.is_zero() {
                tokio::time::sleep(sending.pause).await;
            }
            let sent = sent + piece.len() as u64;
            return Some((Ok(piece.into()), (body, pieces, sent)));
        }
        // A server waits for the announced length.
        let missing = matches!(sending.framing, Framing::Length(Some(length)) if length > sent);
        match sending.end {
            End::Complete if !missing => None,
            End::Cut => Some((Err("the body was cut off".into()), (None, pieces, sent))),
            End::Complete | End::Stall => std::future::pending().await,
        }
    })
}
