//! A mistake, as it differs from the right adapter.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use futures_util::stream::{BoxStream, StreamExt as _};
use http_body_util::BodyExt as _;
use hyper::body::{Bytes, Incoming};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::{HeaderMap, Response, Uri};
use liveblocks_auth::{AuthEndpoint, BoxError};
use liveblocks_auth_conformance::Fixture;

/// What is answered; an error closes the connection without an answer.
pub(crate) type Answer = Result<Response<Bytes>, BoxError>;
/// The chunks of a body.
pub(crate) type Chunks = BoxStream<'static, Result<Bytes, BoxError>>;
/// What an asynchronous step returns.
pub(crate) type Boxed<T> = std::pin::Pin<Box<dyn Future<Output = T> + Send>>;

/// An answer of the adapter's own, in place of core's.
pub(crate) type Own = Arc<Mutex<Option<Answer>>>;

/// What a connection remembers, for the faults that do.
#[derive(Default)]
pub(crate) struct Memory {
    /// The headers of the first request.
    pub(crate) first: Mutex<Option<HeaderMap>>,
    /// The replies so far.
    pub(crate) replies: tokio::sync::Mutex<Vec<Response<Bytes>>>,
}

/// A request, and everything that is needed to answer it.
pub(crate) struct Turn {
    pub(crate) fault: Fault,
    pub(crate) fixture: Fixture,
    pub(crate) access: bool,
    pub(crate) endpoint: AuthEndpoint,
    pub(crate) parts: Parts,
    pub(crate) body: Incoming,
    pub(crate) peer: SocketAddr,
    pub(crate) connection: Arc<Memory>,
}

/// An adapter, step by step. Each step is a right one unless a fault has another.
#[derive(Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    /// The mistake, in a sentence.
    pub(crate) mistake: &'static str,
    /// It remembers something, so that each case gets a server of its own.
    pub(crate) remembers: bool,
    /// The handle.
    pub(crate) fixture: fn(&Fixture) -> Fixture,
    /// The endpoint for access tokens.
    pub(crate) access: fn(&Fixture) -> AuthEndpoint,
    /// The endpoint for ID tokens.
    pub(crate) id: fn(&Fixture) -> AuthEndpoint,
    /// How the server is configured.
    pub(crate) server: fn(&mut http1::Builder),
    /// By what a target is routed.
    pub(crate) route: fn(&Uri) -> &str,
    /// What is answered before core is asked.
    pub(crate) early: fn(&Parts) -> Option<Answer>,
    /// What core gets to see of the head.
    pub(crate) head: fn(&mut Parts),
    /// The chunks that core gets to see; it can put an answer of its own in place of core's.
    pub(crate) chunks: fn(Incoming, Own) -> Chunks,
    /// What core gets to see of the whole body, where the adapter reads it all first.
    pub(crate) body: Option<fn(&Parts, Bytes, &Own) -> Bytes>,
    /// Everything from the head to the reply.
    pub(crate) answer: fn(Turn) -> Boxed<Answer>,
    /// What becomes of core's reply.
    pub(crate) reply: fn(&Parts, Response<Bytes>) -> Answer,
}

impl Fault {
    /// The right adapter.
    pub(crate) const RIGHT: Self = Self {
        name: "right",
        mistake: "None.",
        remembers: false,
        fixture: Fixture::clone,
        access: Fixture::access_tokens,
        id: Fixture::id_tokens,
        server: |_| {},
        route: Uri::path,
        early: |_| None,
        head: |_| {},
        chunks: |body, _| chunks(body),
        body: None,
        answer: |turn| Box::pin(turn.ask_core()),
        reply: |_, reply| Ok(reply),
    };
}

/// The chunks of a body, as the right adapter hands them over.
pub(crate) fn chunks(body: Incoming) -> Chunks {
    body.into_data_stream().map(|chunk| chunk.map_err(BoxError::from)).boxed()
}
