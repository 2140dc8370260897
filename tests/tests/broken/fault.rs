//! A fault: the steps in which a broken adapter differs from the correct one.

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

/// The reply; an error closes the connection without one.
pub(crate) type Answer = Result<Response<Bytes>, BoxError>;
/// The chunks of a body.
pub(crate) type Chunks = BoxStream<'static, Result<Bytes, BoxError>>;
/// The result of an asynchronous step.
pub(crate) type Boxed<T> = std::pin::Pin<Box<dyn Future<Output = T> + Send>>;

/// A reply of the adapter itself, in place of core's.
pub(crate) type Own = Arc<Mutex<Option<Answer>>>;

/// The state of a connection, for the faults that keep some.
#[derive(Default)]
pub(crate) struct Memory {
    /// The headers of the first request.
    pub(crate) first: Mutex<Option<HeaderMap>>,
    /// The replies so far.
    pub(crate) replies: tokio::sync::Mutex<Vec<Response<Bytes>>>,
}

/// A request, with everything needed to answer it.
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

/// An adapter, step by step. A fault replaces one or more steps of [`RIGHT`](Self::RIGHT).
#[derive(Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    /// The mistake, in a sentence.
    pub(crate) mistake: &'static str,
    /// The adapter keeps state, so each case gets its own server.
    pub(crate) remembers: bool,
    /// The fixture with the handle of the adapter.
    pub(crate) fixture: fn(&Fixture) -> Fixture,
    /// The endpoint for access tokens.
    pub(crate) access: fn(&Fixture) -> AuthEndpoint,
    /// The endpoint for ID tokens.
    pub(crate) id: fn(&Fixture) -> AuthEndpoint,
    /// The server configuration.
    pub(crate) server: fn(&mut http1::Builder),
    /// The part of the target that is routed.
    pub(crate) route: fn(&Uri) -> &str,
    /// A reply without calling core.
    pub(crate) early: fn(&Parts) -> Option<Answer>,
    /// Changes the head that core sees.
    pub(crate) head: fn(&mut Parts),
    /// The chunks that core sees. It can also replace core's reply.
    pub(crate) chunks: fn(Incoming, Own) -> Chunks,
    /// Changes the whole body, if the adapter reads it before it calls core.
    pub(crate) body: Option<fn(&Parts, Bytes, &Own) -> Bytes>,
    /// The whole way from the head to the reply.
    pub(crate) answer: fn(Turn) -> Boxed<Answer>,
    /// Changes core's reply.
    pub(crate) reply: fn(&Parts, Response<Bytes>) -> Answer,
}

impl Fault {
    /// The correct adapter.
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

/// The chunks of a body, as the correct adapter passes them on.
pub(crate) fn chunks(body: Incoming) -> Chunks {
    body.into_data_stream().map(|chunk| chunk.map_err(BoxError::from)).boxed()
}
