//! The endpoint over the application's own extractor.

use std::time::Duration;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use liveblocks_auth::{Authorizer, Liveblocks};
use liveblocks_auth_axum::auth_endpoint_with;

use crate::support::{ALICE, Acme, JSON, ROOM, Recorder, code, exchange, post, serve};

/// The login of the application: rejects in its own way, and takes its time when told so.
struct Login(String);

impl<S: Sync> FromRequestParts<S> for Login {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        match parts.headers.get("x-user").and_then(|user| user.to_str().ok()) {
            Some("slow") => std::future::pending().await,
            Some(user) => Ok(Self(user.to_owned())),
            None => Err((StatusCode::IM_A_TEAPOT, "please log in").into_response()),
        }
    }
}

fn authorizer() -> Authorizer<String> {
    let builder = Liveblocks::builder().issuer(Recorder::default()).deadline(Duration::from_millis(300));
    Authorizer::access_tokens(builder.build().unwrap(), Acme)
}

#[tokio::test]
async fn it_yields_a_user() {
    let app: Router = Router::new().route("/auth", auth_endpoint_with(authorizer(), |Login(user)| async { user }));
    let addr = serve(app).await;
    assert_eq!(code(&exchange(addr, post(ALICE, ROOM)).await), "minted");
    assert_eq!(code(&exchange(addr, post(ALICE, r#"{"room":"globex:x"}"#)).await), "denied");
    assert_eq!(code(&exchange(addr, post(ALICE, "[]")).await), "body");
}

#[tokio::test]
async fn its_rejection_passes_through_untouched() {
    let app: Router = Router::new().route("/auth", auth_endpoint_with(authorizer(), |Login(user)| async { user }));
    let addr = serve(app).await;
    let reply = exchange(addr, post(JSON, ROOM)).await;
    assert_eq!((reply.status, reply.text().as_str()), (418, "please log in"));
    assert_eq!(code(&exchange(addr, post(JSON, "[]")).await), "body", "but core looks first");
}

#[tokio::test]
async fn it_has_the_time_of_the_request_and_no_more() {
    let app: Router = Router::new().route("/auth", auth_endpoint_with(authorizer(), |Login(user)| async { user }));
    let slow = post("content-type: application/json\r\nx-user: slow\r\n", ROOM);
    assert_eq!(code(&exchange(serve(app).await, slow).await), "unavailable");
}

fn named(headers: &HeaderMap) -> Option<String> {
    Some(headers.get("x-user")?.to_str().ok()?.to_owned())
}

#[tokio::test]
async fn it_yields_perhaps_a_user() {
    let app: Router = Router::new()
        .route("/auth", auth_endpoint_with(authorizer(), |headers: HeaderMap| async move { named(&headers) }));
    let addr = serve(app).await;
    assert_eq!(code(&exchange(addr, post(ALICE, ROOM)).await), "minted");
    assert_eq!(code(&exchange(addr, post(JSON, ROOM)).await), "unauthenticated");
}

#[tokio::test]
async fn it_yields_a_result() {
    let app: Router = Router::new().route(
        "/auth",
        auth_endpoint_with(authorizer(), |headers: HeaderMap| async move {
            match named(&headers) {
                Some(user) if user == "down" => Err((StatusCode::BAD_GATEWAY, "the login is down")),
                user => Ok(user),
            }
        }),
    );
    let addr = serve(app).await;
    assert_eq!(code(&exchange(addr, post(ALICE, ROOM)).await), "minted");
    assert_eq!(code(&exchange(addr, post(JSON, ROOM)).await), "unauthenticated");
    let reply = exchange(addr, post("content-type: application/json\r\nx-user: down\r\n", ROOM)).await;
    assert_eq!((reply.status, reply.text().as_str()), (502, "the login is down"));
}

#[tokio::test]
async fn it_takes_several_extractors_and_the_state() {
    use axum::extract::State;
    let user = |(State(suffix), headers): (State<&'static str>, HeaderMap)| async move {
        named(&headers).map(|user| user + suffix)
    };
    let recorder = Recorder::default();
    let authorizer = Authorizer::access_tokens(recorder.liveblocks(), Acme);
    let app = Router::new().route("/auth", auth_endpoint_with(authorizer, user)).with_state("@acme");
    assert_eq!(code(&exchange(serve(app).await, post(ALICE, ROOM)).await), "minted");
    assert!(recorder.bodies()[0].contains(r#""userId":"alice@acme""#));
}
