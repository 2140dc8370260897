//! The ready endpoint.

use std::time::Duration;

use axum::Router;
use liveblocks_auth::{AuthEndpoint, BodyFailure, Liveblocks, RequestHead};
use liveblocks_auth_axum::auth_endpoint;
use liveblocks_auth_conformance::Exchange;

use crate::support::{ALICE, Acme, ByHeader, JSON, ROOM, Recorder, code, exchange, post, serve};

fn endpoint() -> AuthEndpoint {
    AuthEndpoint::access_tokens(Recorder::default().liveblocks(), ByHeader, Acme)
}

fn app(endpoint: AuthEndpoint) -> Router {
    Router::new().route("/auth", auth_endpoint(endpoint))
}

#[tokio::test]
async fn every_outcome_goes_over_the_wire() {
    let addr = serve(app(endpoint())).await;
    for (request, expected) in [
        (post(ALICE, ROOM), "minted"),
        (post(ALICE, "{}"), "minted"),
        (post(ALICE, "[]"), "body"),
        (post("x-user: alice\r\n", ROOM), "body"),
        (post(ALICE, r#"{"room":"acme:*"}"#), "room"),
        (post(JSON, ROOM), "unauthenticated"),
        (post(ALICE, r#"{"room":"globex:plan"}"#), "denied"),
        (post("content-type: application/json\r\nx-user: broken\r\n", ROOM), "unavailable"),
        (b"GET /auth HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(), "method"),
        (b"OPTIONS /auth HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(), "method"),
        (b"PURGE /auth HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(), "method"),
    ] {
        let reply = exchange(addr, request.clone()).await;
        assert_eq!(code(&reply), expected, "{}", String::from_utf8_lossy(&request));
    }
}

/// Core's reply to the same request, with what a server adds taken away from the wire's.
#[tokio::test]
async fn what_goes_over_the_wire_is_cores_reply() {
    let addr = serve(app(endpoint())).await;
    for (headers, body) in
        [(ALICE, ROOM), (ALICE, "[]"), (JSON, ROOM), (ALICE, r#"{"room":7}"#), (ALICE, r#"{"room":"x"}"#)]
    {
        let mut wire = exchange(addr, post(headers, body)).await;
        wire.headers.retain(|(name, _)| name != "date" && name != "content-length");

        let mut request = http_request(headers, body);
        *request.uri_mut() = "/auth".parse().unwrap();
        let core = endpoint()
            .handle(RequestHead::from(&request), async { Ok::<_, BodyFailure>(request.body().clone().into()) })
            .await;
        let mut expected: Vec<_> =
            core.headers().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        expected.sort();
        assert_eq!((wire.status, &wire.headers, &wire.body[..]), (core.status().as_u16(), &expected, &core.body()[..]));
    }
}

fn http_request(headers: &str, body: &str) -> axum::http::Request<Vec<u8>> {
    let mut request = axum::http::Request::post("/auth");
    for (name, value) in headers.lines().filter_map(|line| line.split_once(": ")) {
        request = request.header(name, value);
    }
    request.body(body.into()).unwrap()
}

#[tokio::test]
async fn a_chunked_body_is_read() {
    let addr = serve(app(endpoint())).await;
    let head = format!("POST /auth HTTP/1.1\r\nhost: x\r\n{ALICE}transfer-encoding: chunked\r\n\r\n");
    let chunks = "5\r\n{\"roo\r\nf\r\nm\":\"acme:plan\"}\r\n0\r\n\r\n";
    assert_eq!(code(&exchange(addr, head + chunks).await), "minted");
}

#[tokio::test]
async fn a_large_body_is_refused_with_and_without_a_length() {
    let addr = serve(app(endpoint())).await;
    let body = format!("{ROOM}{}", " ".repeat(20 * 1024));
    assert_eq!(code(&exchange(addr, post(ALICE, &body)).await), "body");
    let chunked = format!(
        "POST /auth HTTP/1.1\r\nhost: x\r\n{ALICE}transfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    assert_eq!(code(&exchange(addr, chunked).await), "body");
}

#[tokio::test]
async fn a_body_that_stalls_is_given_up() {
    let liveblocks =
        Liveblocks::builder().issuer(Recorder::default()).body_timeout(Duration::from_millis(100)).build().unwrap();
    let addr = serve(app(AuthEndpoint::access_tokens(liveblocks, ByHeader, Acme))).await;
    let stalled = format!("POST /auth HTTP/1.1\r\nhost: x\r\n{ALICE}content-length: 100\r\n\r\n{{");
    assert_eq!(code(&exchange(addr, stalled).await), "body_timeout");
}

#[tokio::test]
async fn duplicate_headers_reach_core() {
    let addr = serve(app(endpoint())).await;
    let twice = format!("{ALICE}x-user: bob\r\n");
    assert_eq!(code(&exchange(addr, post(&twice, ROOM)).await), "unauthenticated");
    let twice = format!("{ALICE}content-type: application/json\r\n");
    assert_eq!(code(&exchange(addr, post(&twice, ROOM)).await), "body");
}

#[tokio::test]
async fn the_connection_is_kept_after_a_refusal() {
    let addr = serve(app(endpoint())).await;
    tokio::task::spawn_blocking(move || {
        let mut connection = Exchange::open(addr).unwrap();
        for (request, expected) in
            [(post(JSON, ROOM), "unauthenticated"), (post(ALICE, "[]"), "body"), (post(ALICE, ROOM), "minted")]
        {
            connection.send(&request).unwrap();
            assert_eq!(code(&connection.receive().unwrap()), expected);
        }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn the_peer_address_reaches_the_resolver() {
    let recorder = Recorder::default();
    let addr = serve(app(AuthEndpoint::access_tokens(recorder.liveblocks(), ByHeader, Acme))).await;
    exchange(addr, post("content-type: application/json\r\nx-user: peer\r\n", ROOM)).await;
    assert_eq!(recorder.bodies(), [r#"{"userId":"127.0.0.1","permissions":{"acme:*":["*:write"]}}"#]);
}

#[tokio::test]
async fn it_mounts_in_a_router_with_any_state() {
    #[derive(Clone)]
    struct State;
    let app = Router::new().route("/auth", auth_endpoint::<State>(endpoint())).with_state(State);
    assert_eq!(code(&exchange(serve(app).await, post(ALICE, ROOM)).await), "minted");
}
