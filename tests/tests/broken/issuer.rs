//! Issuers: core's, wrapped, or one of the adapter itself.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::{HeaderMap, Request, Response, header};
use hyper_util::rt::TokioIo;
use liveblocks_auth::issuer::{MintRequest, TokenIssuer, async_trait};
use liveblocks_auth::{Error, Liveblocks, Minted};
use liveblocks_auth_conformance::Fixture;
use tokio::net::TcpStream;

/// Data about the current request that core does not pass on to an issuer.
#[derive(Default)]
pub(crate) struct Seen {
    /// The headers of the browser.
    pub(crate) browser: HeaderMap,
    /// The placeholder of a room that core would reject, and that room.
    pub(crate) disguise: Mutex<Option<(String, String)>>,
    /// The last reply of Liveblocks.
    pub(crate) upstream: Mutex<Option<Response<Bytes>>>,
}

tokio::task_local! {
    static PASSING: Arc<Seen>;
}

/// Access to the [`Seen`] of the current task.
pub(crate) struct Passing;

impl Passing {
    pub(crate) async fn scope<T>(seen: Seen, work: impl Future<Output = T>) -> T {
        PASSING.scope(Arc::new(seen), work).await
    }

    pub(crate) fn seen() -> Arc<Seen> {
        PASSING.get()
    }

    /// Core sees `stands_for`; Liveblocks receives `room`.
    pub(crate) fn disguise(stands_for: &str, room: &str) {
        *lock(&Self::seen().disguise) = Some((stands_for.to_owned(), room.to_owned()));
    }

    pub(crate) fn upstream() -> Option<Response<Bytes>> {
        lock(&Self::seen().upstream).take()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An issuer of the adapter itself. Each step behaves like core unless a fault replaces it.
#[derive(Clone, Copy)]
pub(crate) struct Issuer {
    /// The path of the request.
    pub(crate) path: fn(&MintRequest) -> String,
    /// Changes the request.
    pub(crate) request: fn(&MintRequest, &mut Request<Bytes>),
    /// The size limit for a reply.
    pub(crate) limit: usize,
    /// Whether it retries, given the number of the failed attempt and its status, if any.
    pub(crate) again: fn(u32, Option<u16>) -> bool,
    /// Whether it also retries after an incomplete or invalid reply.
    pub(crate) retries_broken_replies: bool,
    /// The result of a reply.
    pub(crate) reply: fn(&Response<Bytes>) -> Option<Result<Bytes, Error>>,
    /// How long it waits for a reply.
    pub(crate) patience: Duration,
    /// Whether it keeps retrying after the request was dropped.
    pub(crate) detached: bool,
    /// Whether it follows redirects.
    pub(crate) follows: bool,
}

impl Issuer {
    pub(crate) const RIGHT: Self = Self {
        path: |request| request.path().to_owned(),
        request: |_, _| {},
        limit: 64 * 1024,
        again: |attempt, status| attempt == 1 && matches!(status, None | Some(502..=504)),
        retries_broken_replies: false,
        reply: |_| None,
        patience: Duration::from_secs(60),
        detached: false,
        follows: false,
    };

    /// The fixture with this issuer.
    pub(crate) fn over(self, fixture: &Fixture) -> Fixture {
        let authority = server(fixture).trim_start_matches("http://").to_owned();
        let issuer = Mounted { issuer: self, authority };
        fixture.over(fixture.builder().issuer(issuer).build().unwrap())
    }
}

/// The fixture with a wrapper around core's issuer.
pub(crate) fn around<I: TokenIssuer>(fixture: &Fixture, wrap: impl FnOnce(Arc<dyn TokenIssuer>) -> I) -> Fixture {
    fixture.over(fixture.builder().issuer(wrap(fixture.liveblocks().issuer())).build().unwrap())
}

/// The base URL of the double, which the handle names.
fn server(fixture: &Fixture) -> String {
    let handle = fixture.liveblocks().to_string();
    handle.split(' ').find(|word| word.starts_with("http://")).expect("the fixture has a server").to_owned()
}

/// The fixture with another configuration.
pub(crate) fn configured(
    fixture: &Fixture,
    change: impl FnOnce(liveblocks_auth::LiveblocksBuilder) -> liveblocks_auth::LiveblocksBuilder,
) -> Fixture {
    let builder = fixture.builder().secret_key("sk_conformance").base_url(server(fixture));
    let liveblocks: Liveblocks = change(builder).build().unwrap();
    fixture.over(liveblocks)
}

#[derive(Clone)]
struct Mounted {
    issuer: Issuer,
    authority: String,
}

/// Why there was no reply.
enum NoReply {
    /// The connection was closed.
    Closed,
    /// The reply is invalid.
    Invalid(String),
}

impl Mounted {
    async fn send(&self, request: &MintRequest, path: &str) -> Result<Response<Bytes>, NoReply> {
        let closed = |_| NoReply::Closed;
        let stream = TcpStream::connect(&self.authority).await.map_err(closed)?;
        let invalid = |error: hyper::Error| match error {
            error if error.is_parse() => NoReply::Invalid(error.to_string()),
            _ => NoReply::Closed,
        };
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(invalid)?;
        // Ends with the sender.
        tokio::spawn(connection);
        let mut body = String::from_utf8(request.body()).unwrap();
        if let Some((stands_for, room)) = &*lock(&Passing::seen().disguise) {
            let json = |text: &str| serde_json::Value::from(text).to_string();
            body = body.replace(&json(stands_for), &json(room));
        }
        let mut sent = Request::post(path)
            .header(header::HOST, &self.authority)
            .header(header::AUTHORIZATION, "Bearer sk_conformance")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "*/*")
            .header(header::USER_AGENT, "broken")
            .body(Bytes::from(body))
            .unwrap();
        (self.issuer.request)(request, &mut sent);
        let reply = sender.send_request(sent.map(Full::new)).await.map_err(invalid)?;
        let (head, body) = reply.into_parts();
        let body = Limited::new(body, self.issuer.limit).collect().await;
        let body = body.map_err(|error| NoReply::Invalid(error.to_string()))?.to_bytes();
        Ok(Response::from_parts(head, body))
    }

    async fn run(&self, request: &MintRequest) -> Result<Minted, Error> {
        let mut attempt = 1;
        let mut path = (self.issuer.path)(request);
        loop {
            let sent = tokio::time::timeout(self.issuer.patience, self.send(request, &path)).await;
            let (status, error) = match sent.unwrap_or(Err(NoReply::Closed)) {
                Ok(reply) => {
                    let status = reply.status();
                    *lock(&Passing::seen().upstream) = Some(reply.clone());
                    if let Some(taken) = (self.issuer.reply)(&reply) {
                        return taken.and_then(Minted::from_reply);
                    }
                    if status.is_success() {
                        return Minted::from_reply(reply.into_body());
                    }
                    let header = |name| reply.headers().get(name)?.to_str().ok();
                    if let (true, true, Some(location)) =
                        (self.issuer.follows, status.is_redirection(), header(header::LOCATION))
                    {
                        path = location.to_owned();
                        continue;
                    }
                    (Some(status.as_u16()), Error::refused(status.as_u16(), wait(header(header::RETRY_AFTER))))
                }
                Err(NoReply::Closed) => (None, Error::unreachable("closed")),
                Err(NoReply::Invalid(why)) if self.issuer.retries_broken_replies => (None, Error::unreachable(why)),
                Err(NoReply::Invalid(why)) => return Err(Error::unreachable(why)),
            };
            if !(self.issuer.again)(attempt, status) {
                return Err(error);
            }
            attempt += 1;
            if status.is_some() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// The time to wait. Dates are taken to be in the past.
fn wait(retry_after: Option<&str>) -> Option<Duration> {
    let text = retry_after?;
    text.parse().map(Duration::from_secs).ok().or_else(|| text.ends_with("GMT").then_some(Duration::ZERO))
}

#[async_trait]
impl TokenIssuer for Mounted {
    async fn issue(&self, request: &MintRequest) -> Result<Minted, Error> {
        if !self.issuer.detached {
            return self.run(request).await;
        }
        let (issuer, request, seen) = (self.clone(), request.clone(), Passing::seen());
        let task = tokio::spawn(PASSING.scope(seen, async move { issuer.run(&request).await }));
        task.await.map_err(Error::unreachable)?
    }
}
