//! What the tests share.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use liveblocks_auth::{
    AccessPolicy, AuthRequest, BoxError, Error, Grants, Liveblocks, MintRequest, Minted, Permissions, RequestHead,
    RoomPattern, TokenIssuer, UserResolver, async_trait,
};
use liveblocks_auth_conformance::{Exchange, Reply};

pub(crate) const REPLY: &str = r#"{"token":"e30.e30.signature","extra":1}"#;

/// Serves a router on a free port, with connection info, for as long as the test runs.
pub(crate) async fn serve(app: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let addr = listener.local_addr().unwrap();
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    addr
}

/// Sends these bytes on a connection of their own.
pub(crate) async fn exchange(addr: SocketAddr, bytes: impl Into<Vec<u8>>) -> Reply {
    let bytes = bytes.into();
    tokio::task::spawn_blocking(move || {
        let mut connection = Exchange::open(addr).unwrap();
        connection.send(&bytes).unwrap();
        connection.receive().unwrap()
    })
    .await
    .unwrap()
}

/// A POST with these headers (each ended by CRLF) and this body.
pub(crate) fn post(headers: &str, body: &str) -> Vec<u8> {
    format!("POST /auth HTTP/1.1\r\nhost: x\r\n{headers}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

pub(crate) const JSON: &str = "content-type: application/json\r\n";
pub(crate) const ALICE: &str = "content-type: application/json\r\nx-user: alice\r\n";
pub(crate) const ROOM: &str = r#"{"room":"acme:plan"}"#;

/// The code of an error, or `minted`.
pub(crate) fn code(reply: &Reply) -> String {
    if reply.text() == REPLY {
        return "minted".to_owned();
    }
    let body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    body["code"].as_str().unwrap().to_owned()
}

/// Records what it is asked to mint.
#[derive(Clone, Default)]
pub(crate) struct Recorder(Arc<Mutex<Vec<String>>>);

impl Recorder {
    pub(crate) fn bodies(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn liveblocks(&self) -> Liveblocks {
        Liveblocks::builder().issuer(self.clone()).build().unwrap()
    }
}

#[async_trait]
impl TokenIssuer for Recorder {
    async fn issue(&self, request: &MintRequest) -> Result<Minted, Error> {
        self.0.lock().unwrap().push(String::from_utf8(request.body().to_vec()).unwrap());
        Minted::from_reply(REPLY)
    }
}

/// Whoever the header `x-user` names; `broken` breaks it.
pub(crate) struct ByHeader;

#[async_trait]
impl UserResolver for ByHeader {
    type User = String;

    async fn resolve(&self, head: RequestHead<'_>) -> Result<Option<String>, BoxError> {
        match head.header("x-user") {
            Some("broken") => Err("the session store is down".into()),
            Some("peer") => Ok(head.peer_addr().map(|addr| addr.ip().to_string())),
            user => Ok(user.map(str::to_owned)),
        }
    }
}

/// The rooms of acme, for everybody.
pub(crate) struct Acme;

#[async_trait]
impl AccessPolicy<String> for Acme {
    async fn grant(&self, _: &String, _: &AuthRequest) -> Result<Grants, BoxError> {
        let mut grants = Grants::none();
        grants.allow(RoomPattern::under(["acme"])?, Permissions::FULL)?;
        Ok(grants)
    }
}
