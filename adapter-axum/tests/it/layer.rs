//! The deadline around a login that runs as a layer.

use std::future::pending;
use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, VARY};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use axum::{Extension, Router};
use liveblocks_auth::Liveblocks;
use liveblocks_auth_axum::{auth_endpoint_with, login_deadline};

use crate::listen::serve;
use crate::log::Log;
use crate::support::{
    HOME, PAGE, PATH, allowed_pages_can_read_rejections, ask, ask_at, ask_by, authorizer, hasty, liveblocks,
};

/// Another route of the application, with the same login.
const ME: &str = "/api/me";

/// The application's login: with its own rejections, and sometimes slow or panicking.
async fn login(mut request: Request, next: Next) -> Response {
    let person = request.headers().get("x-person").and_then(|person| person.to_str().ok()).map(str::to_owned);
    match person.as_deref() {
        Some("never") => pending().await,
        Some("late") => tokio::time::sleep(Duration::from_secs(1)).await,
        Some("panic") => panic!("the login panics"),
        Some("down") => {
            return (
                StatusCode::BAD_GATEWAY,
                [(VARY, "cookie"), (ACCESS_CONTROL_ALLOW_ORIGIN, PAGE)],
                "the login is down",
            )
                .into_response();
        }
        None => return (StatusCode::IM_A_TEAPOT, "please log in").into_response(),
        _ => {}
    }
    request.extensions_mut().insert(person);
    next.run(request).await
}

fn app(liveblocks: Liveblocks) -> Router {
    let login = from_fn(login);
    let user = async |Extension(person): Extension<Option<String>>| person;
    let auth = Router::new()
        .route(PATH, auth_endpoint_with(authorizer(liveblocks.clone()), user))
        .route_layer(login.clone())
        .route_layer(from_fn_with_state(liveblocks, login_deadline));
    let me = async |Extension(person): Extension<Option<String>>| format!("{person:?}");
    Router::new().route(ME, any(me)).layer(login).merge(auth)
}

#[test]
fn a_login_that_hangs_gets_a_503_at_the_deadline_and_other_routes_wait() {
    let log = Log::capture();
    let addr = serve(app(hasty())).unwrap();
    assert_eq!(ask(addr, Some("never"), HOME), "503 unavailable");
    assert_eq!(ask(addr, Some("late"), HOME), "503 unavailable");
    assert_eq!(log.take(), ["ERROR unavailable: the deadline passed in the login"; 2]);
    assert_eq!(ask_at(addr, ME, Some("late"), HOME), r#"200 Some("late")"#);
    assert_eq!(log.take(), [""; 0]);
}

#[test]
fn a_panic_in_the_login_is_a_503() {
    let log = Log::capture();
    let addr = serve(app(liveblocks())).unwrap();
    assert_eq!(ask(addr, Some("panic"), HOME), "503 unavailable");
    assert_eq!(log.take(), ["ERROR unavailable: a panic in the login"]);
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(log.take(), ["DEBUG admitted", "DEBUG login finished", "INFO minted"]);
}

#[test]
fn what_the_head_gives_away_does_not_reach_the_login() {
    let log = Log::capture();
    let addr = serve(app(liveblocks())).unwrap();
    assert_eq!(ask_by("GET", addr, PATH), "405 method");
    assert_eq!(log.take(), ["INFO refused: the method is not POST"]);
    assert_eq!(ask_by("GET", addr, ME), "418 please log in");
    assert_eq!(ask_by("GET", addr, "/nope"), "404 ");
    assert_eq!(log.take(), [""; 0]);
}

#[test]
fn allowed_pages_can_read_what_the_login_rejects() {
    allowed_pages_can_read_rejections(serve(app(liveblocks())).unwrap(), "502 the login is down");
}
