//! A hand-written handler, line by line like the official sample.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRef, FromRequestParts, State};
use axum::http::request::Parts;
use axum::routing::any;
use axum::{Extension, Router};
use liveblocks_auth::{Deadline, Liveblocks, Permissions, RoomId};
use liveblocks_auth_axum::{AuthReply, AuthRequest, CurrentUser};

use crate::support::{ALICE, ByHeader, JSON, ROOM, Recorder, code, exchange, post, serve};

#[derive(Clone, FromRef)]
struct App {
    liveblocks: Liveblocks,
    resolver: Arc<ByHeader>,
}

fn should_have_access(user: &str, room: &RoomId) -> bool {
    user == "alice" && room.as_str().starts_with("acme:")
}

async fn auth(
    State(liveblocks): State<Liveblocks>,
    CurrentUser(user): CurrentUser<ByHeader>,
    request: AuthRequest,
) -> Result<AuthReply, AuthReply> {
    let mut session = request.prepare_session(&liveblocks, &user)?;
    if let Some(room) = request.room() {
        if should_have_access(&user, room) {
            session.allow(room, Permissions::FULL)?;
        }
    }
    Ok(session.authorize().await?.into())
}

fn app(recorder: &Recorder) -> Router {
    let state = App { liveblocks: recorder.liveblocks(), resolver: Arc::new(ByHeader) };
    Router::new().route("/auth", any(auth)).with_state(state)
}

#[tokio::test]
async fn it_answers_as_the_ready_endpoint_does() {
    let recorder = Recorder::default();
    let addr = serve(app(&recorder)).await;
    for (request, expected) in [
        (post(ALICE, ROOM), "minted"),
        (post(ALICE, "{}"), "minted"),
        (post(ALICE, r#"{"room":"globex:plan"}"#), "denied"),
        (post("content-type: application/json\r\nx-user: bob\r\n", ROOM), "denied"),
        (post(JSON, ROOM), "unauthenticated"),
        (post("content-type: application/json\r\nx-user: broken\r\n", ROOM), "unavailable"),
        (post(ALICE, "[]"), "body"),
        (post(ALICE, r#"{"room":"acme:*"}"#), "room"),
        (b"GET /auth HTTP/1.1\r\nhost: x\r\nx-user: alice\r\n\r\n".to_vec(), "method"),
        // Nobody is asked who they are for a request that is none.
        (b"GET /auth HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(), "method"),
        (b"OPTIONS /auth HTTP/1.1\r\nhost: x\r\nx-user: broken\r\n\r\n".to_vec(), "method"),
        (post("content-type: text/plain\r\nx-user: broken\r\n", ROOM), "body"),
    ] {
        assert_eq!(code(&exchange(addr, request.clone()).await), expected, "{}", String::from_utf8_lossy(&request));
    }
    assert_eq!(recorder.bodies().len(), 2);
    assert_eq!(recorder.bodies()[0], r#"{"userId":"alice","permissions":{"acme:plan":["*:write"]}}"#);
}

#[tokio::test]
async fn nobody_can_be_handled_by_the_application() {
    async fn who(user: Option<CurrentUser<ByHeader>>) -> String {
        user.map_or_else(|| "nobody".to_owned(), |CurrentUser(user)| user)
    }
    let state = App { liveblocks: Recorder::default().liveblocks(), resolver: Arc::new(ByHeader) };
    let addr = serve(Router::new().route("/auth", any(who)).with_state(state)).await;
    assert_eq!(exchange(addr, post(ALICE, "")).await.text(), "alice");
    assert_eq!(exchange(addr, post(JSON, "")).await.text(), "nobody");
    assert_eq!(
        code(&exchange(addr, post("content-type: application/json\r\nx-user: broken\r\n", "")).await),
        "unavailable"
    );
}

/// An extractor between the two that takes a while.
struct Pause;

impl<S: Sync> FromRequestParts<S> for Pause {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Ok(Self)
    }
}

#[tokio::test]
async fn one_clock_runs_from_the_first_extractor() {
    async fn clock(
        _: CurrentUser<ByHeader>,
        Extension(first): Extension<Deadline>,
        _: Pause,
        request: AuthRequest,
    ) -> String {
        // A clock of its own would have been started after the pause, and have that much more left.
        let left = first.remaining();
        (request.remaining() <= left).to_string()
    }
    let state = App { liveblocks: Recorder::default().liveblocks(), resolver: Arc::new(ByHeader) };
    let addr = serve(Router::new().route("/auth", any(clock)).with_state(state)).await;
    assert_eq!(exchange(addr, post(ALICE, ROOM)).await.text(), "true");
}
