//! The endpoint over the application's own extractor.

use std::future::pending;

use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use liveblocks_auth_axum::auth_endpoint_with;

use crate::listen::serve;
use crate::support::{HOME, PATH, ask, authorizer, hasty, liveblocks};

/// The login of the application: rejects in its own way, and takes its time when told so.
struct Login(String);

impl<S: Sync> FromRequestParts<S> for Login {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        match parts.headers.get("x-person").and_then(|person| person.to_str().ok()) {
            Some("slow") => pending().await,
            Some(person) => Ok(Self(person.to_owned())),
            None => Err((StatusCode::IM_A_TEAPOT, "please log in").into_response()),
        }
    }
}

fn app(endpoint: MethodRouter) -> Router {
    Router::new().route(PATH, endpoint)
}

#[test]
fn it_yields_a_user() {
    let addr = serve(app(auth_endpoint_with(authorizer(liveblocks()), |Login(user)| async { user }))).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, Some("bob"), HOME), "403 denied");
}

#[test]
fn it_yields_perhaps_a_user() {
    let user = |login: Result<Login, Response>| async { login.ok().map(|Login(user)| user) };
    let addr = serve(app(auth_endpoint_with(authorizer(liveblocks()), user))).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, None, HOME), "401 unauthenticated");
}

#[test]
fn it_yields_a_result() {
    let user = |Login(user)| async {
        match user.as_str() {
            "down" => Err((StatusCode::BAD_GATEWAY, "the login is down")),
            "nobody" => Ok(None),
            _ => Ok(Some(user)),
        }
    };
    let addr = serve(app(auth_endpoint_with(authorizer(liveblocks()), user))).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, Some("nobody"), HOME), "401 unauthenticated");
    assert_eq!(ask(addr, Some("down"), HOME), "502 the login is down");
}

#[test]
fn its_rejection_passes_through_untouched() {
    let addr = serve(app(auth_endpoint_with(authorizer(liveblocks()), |Login(user)| async { user }))).unwrap();
    assert_eq!(ask(addr, None, HOME), "418 please log in");
    assert_eq!(ask(addr, None, "[]"), "400 body", "but core looks first");
}

#[test]
fn it_has_the_time_of_the_request_and_no_more() {
    let user = |Login(user)| async move { if user == "dreamer" { pending().await } else { user } };
    let addr = serve(app(auth_endpoint_with(authorizer(hasty()), user))).unwrap();
    assert_eq!(ask(addr, Some("slow"), HOME), "503 unavailable", "the extractor");
    assert_eq!(ask(addr, Some("dreamer"), HOME), "503 unavailable", "what comes after it");
}

#[test]
fn it_takes_several_extractors_and_the_state() {
    let user = |(State(suffix), Login(user)): (State<&'static str>, Login)| async move { user + suffix };
    let app = Router::new().route(PATH, auth_endpoint_with(authorizer(liveblocks()), user)).with_state("ce");
    assert_eq!(ask(serve(app).unwrap(), Some("ali"), HOME), "200 minted");
}
