//! Helpers for all tests.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::task::Context;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use liveblocks_auth::adapter::{Body, StartedClock};
use liveblocks_auth::issuer::{MintRequest, TokenIssuer, async_trait};
use liveblocks_auth::{
    AuthEndpoint, AuthReply, AuthRequest, BoxError, Error, Grants, Liveblocks, LiveblocksUser, Minted, Permissions,
    RequestHead, RoomPattern, UserInfo, UserResolver, policy_fn, resolver_fn,
};

pub(crate) const REPLY: &str = r#"{"token":"e30.e30.signature","extra":1}"#;

/// An issuer that records its requests, and replies as configured, or with [`REPLY`].
#[derive(Clone, Default)]
pub(crate) struct Recorder(Arc<Mutex<Records>>);

#[derive(Default)]
struct Records {
    requests: Vec<MintRequest>,
    script: VecDeque<Result<Minted, Error>>,
}

impl Recorder {
    pub(crate) fn script(&self, answer: Result<Minted, Error>) -> Self {
        self.0.lock().unwrap().script.push_back(answer);
        self.clone()
    }

    pub(crate) fn requests(&self) -> Vec<MintRequest> {
        self.0.lock().unwrap().requests.clone()
    }

    pub(crate) fn bodies(&self) -> Vec<String> {
        self.requests().iter().map(|request| String::from_utf8(request.body()).unwrap()).collect()
    }

    pub(crate) fn liveblocks(&self) -> Liveblocks {
        Liveblocks::builder().issuer(self.clone()).build().unwrap()
    }
}

#[async_trait]
impl TokenIssuer for Recorder {
    async fn issue(&self, request: &MintRequest) -> Result<Minted, Error> {
        let mut records = self.0.lock().unwrap();
        records.requests.push(request.clone());
        records.script.pop_front().unwrap_or_else(|| Minted::from_reply(REPLY))
    }
}

/// A user with every optional field.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) info: Option<String>,
    pub(crate) organization: Option<String>,
    pub(crate) groups: Option<Vec<String>>,
}

impl Person {
    pub(crate) fn new(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }
}

impl LiveblocksUser for Person {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }
    fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
        Ok(self.info.clone().map(UserInfo::from_json).transpose()?)
    }
    fn organization_id(&self) -> Option<Cow<'_, str>> {
        self.organization.as_deref().map(Cow::Borrowed)
    }
    fn group_ids(&self) -> Option<Vec<Cow<'_, str>>> {
        Some(self.groups.as_ref()?.iter().map(|id| Cow::Borrowed(id.as_str())).collect())
    }
}

/// An endpoint for the user in the header `x-user`, who can write in the rooms of acme only.
pub(crate) fn endpoint(liveblocks: Liveblocks) -> AuthEndpoint {
    AuthEndpoint::access_tokens(
        liveblocks,
        resolver_fn((), async |(), head| Ok(head.header("x-user").map(Person::new))),
        policy_fn((), async |(), _: &Person, _| Ok(acme())),
    )
}

/// A resolver that returns alice for every request.
pub(crate) fn alice() -> impl UserResolver<User = Person> {
    resolver_fn((), async |(), _| Ok(Some(Person::new("alice"))))
}

pub(crate) fn acme() -> Grants {
    let mut grants = Grants::none();
    grants.allow(RoomPattern::under(["acme"]).unwrap(), Permissions::FULL).unwrap();
    grants
}

/// Creates a valid request: alice requests a room of acme.
pub(crate) fn good() -> http::Request<Vec<u8>> {
    post(br#"{"room":"acme:plan"}"#)
}

pub(crate) fn post(body: &[u8]) -> http::Request<Vec<u8>> {
    http::Request::post("/api/liveblocks-auth")
        .header("content-type", "application/json")
        .header("x-user", "alice")
        .body(body.to_vec())
        .unwrap()
}

pub(crate) fn head<B: Clone>(request: &http::Request<B>) -> RequestHead {
    RequestHead::from(request.clone().into_parts().0)
}

pub(crate) async fn send(endpoint: &AuthEndpoint, request: &http::Request<Vec<u8>>) -> AuthReply {
    endpoint.handle(head(request), Bytes::from(request.body().clone())).await
}

/// Runs an endpoint as a layer does that [`around`](liveblocks_auth::adapter::around) runs.
pub(crate) async fn inside(
    endpoint: &AuthEndpoint,
    clock: StartedClock,
    mut head: RequestHead,
    body: impl Body,
) -> AuthReply {
    head.parts_mut().unwrap().extensions.insert(clock);
    endpoint.handle(head, body).await
}

/// A body of one chunk that arrives later.
pub(crate) fn later(chunk: impl Future<Output = Result<Bytes, BoxError>>) -> impl Body {
    let mut chunks = Box::pin(stream::once(chunk));
    move |context: &mut Context<'_>| chunks.poll_next_unpin(context)
}

/// A body that never arrives.
pub(crate) fn never() -> impl Body {
    later(std::future::pending())
}

/// Sends a request to [`endpoint`], and returns the code of the error, or `minted`.
pub(crate) async fn outcome(request: &http::Request<Vec<u8>>) -> String {
    code(&send(&endpoint(Recorder::default().liveblocks()), request).await)
}

pub(crate) fn code(reply: &AuthReply) -> String {
    let body: serde_json::Value = serde_json::from_slice(reply.body()).unwrap();
    match body.get("code") {
        Some(code) => code.as_str().unwrap().to_owned(),
        None if body.get("token").is_some() => "minted".to_owned(),
        None => panic!("neither a code nor a token"),
    }
}

pub(crate) fn header<'a>(reply: &'a AuthReply, name: &str) -> Option<&'a str> {
    reply.headers().find(|(key, _)| *key == name).map(|(_, value)| value.to_str().unwrap())
}

pub(crate) fn asking_for(room: &str) -> AuthRequest {
    AuthRequest::for_room(room.parse().unwrap())
}
