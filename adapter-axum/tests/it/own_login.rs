//! The endpoint over the application's own extractor.

use std::future::pending;

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use axum::{Extension, Router};
use liveblocks_auth::{Access, Authorizer, Grants, policy_fn};
use liveblocks_auth_axum::auth_endpoint_with;

use crate::listen::serve;
use crate::log::{AUTHORIZED, Log};
use crate::support::{
    HOME, PAGE, PATH, allowed_pages_can_read_rejections, ask, ask_from, authorizer, hasty, liveblocks, readable,
};

/// The application's login: with its own rejection, and sometimes slow or panicking.
struct Login(String);

impl<S: Sync> FromRequestParts<S> for Login {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        match parts.headers.get("x-person").and_then(|person| person.to_str().ok()) {
            Some("slow") => pending().await,
            Some("panic") => panic!("the login panics"),
            Some(person) => Ok(Self(person.to_owned())),
            None => Err((StatusCode::IM_A_TEAPOT, "please log in").into_response()),
        }
    }
}

fn app(endpoint: MethodRouter) -> Router {
    Router::new().route(PATH, endpoint)
}

#[test]
fn a_login_can_return_a_user() {
    let addr = serve(app(auth_endpoint_with(authorizer(liveblocks()), |Login(user)| async { user }))).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, Some("bob"), HOME), "403 denied");
}

#[test]
fn a_login_can_return_an_option() {
    let user = |login: Result<Login, Response>| async { login.ok().map(|Login(user)| user) };
    let addr = serve(app(auth_endpoint_with(authorizer(liveblocks()), user))).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, None, HOME), "401 unauthenticated");
}

#[test]
fn a_login_can_return_a_result() {
    let user = |Login(user)| async {
        match user.as_str() {
            "down" => Err((StatusCode::BAD_GATEWAY, "the login is down")),
            "anonymous" => Ok(None),
            _ => Ok(Some(user)),
        }
    };
    let addr = serve(app(auth_endpoint_with(authorizer(liveblocks()), user))).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, Some("anonymous"), HOME), "401 unauthenticated");
    assert_eq!(ask(addr, Some("down"), HOME), "502 the login is down");
}

#[test]
fn a_rejection_passes_through_untouched() {
    let log = Log::capture();
    let addr = serve(app(auth_endpoint_with(authorizer(liveblocks()), |Login(user)| async { user }))).unwrap();
    assert_eq!(ask(addr, None, HOME), "418 please log in");
    assert_eq!(log.take(), ["DEBUG admitted", "DEBUG login finished"]);
    assert_eq!(ask(addr, None, "[]"), "400 body", "but core looks first");
    let [entry] = log.take().try_into().unwrap();
    assert!(entry.starts_with("INFO refused: the body is not a JSON object"), "{entry}");
}

#[test]
fn a_page_on_an_allowed_origin_can_read_a_rejection() {
    let user = |Login(user)| async {
        if user == "down" {
            Err((
                StatusCode::BAD_GATEWAY,
                [("vary", "cookie"), ("access-control-allow-origin", PAGE)],
                "the login is down",
            ))
        } else {
            Ok(user)
        }
    };
    let addr = serve(app(auth_endpoint_with(authorizer(liveblocks()), user))).unwrap();
    allowed_pages_can_read_rejections(addr, "502 the login is down");
}

#[test]
fn cors_headers_of_a_rejection_are_replaced() {
    let user = |_: Login| async { Err::<String, _>(([("access-control-allow-origin", "https://y")], "no")) };
    let addr = serve(app(auth_endpoint_with(authorizer(liveblocks()), user))).unwrap();
    assert_eq!(ask_from(PAGE, addr, Some("alice"), HOME), ("200 no".into(), readable()));
}

#[test]
fn each_step_of_a_request_is_logged_once() {
    let log = Log::capture();
    let user = |login: Result<Login, Response>| async { login.ok().map(|Login(user)| user) };
    let addr = serve(app(auth_endpoint_with(authorizer(liveblocks()), user))).unwrap();
    for (person, entry) in AUTHORIZED {
        ask(addr, person, HOME);
        assert_eq!(log.take(), ["DEBUG admitted", "DEBUG login finished", entry]);
    }
}

#[test]
fn a_login_has_the_deadline_of_the_request() {
    let log = Log::capture();
    let user = |Login(user)| async move { if user == "dreamer" { pending().await } else { user } };
    let addr = serve(app(auth_endpoint_with(authorizer(hasty()), user))).unwrap();
    for (person, part) in [("slow", "the extractor"), ("dreamer", "what comes after it")] {
        assert_eq!(ask(addr, Some(person), HOME), "503 unavailable", "{part}");
        assert_eq!(log.take(), ["DEBUG admitted", "ERROR unavailable: the deadline passed in the login"], "{part}");
    }
}

#[test]
fn a_login_that_panics_is_unavailable() {
    let log = Log::capture();
    let user = |Login(user)| async move { if user == "jumpy" { panic!("it panics") } else { user } };
    let addr = serve(app(auth_endpoint_with(authorizer(liveblocks()), user))).unwrap();
    for (person, part) in [("panic", "the extractor"), ("jumpy", "what comes after it")] {
        assert_eq!(ask(addr, Some(person), HOME), "503 unavailable", "{part}");
        assert_eq!(log.take(), ["DEBUG admitted", "ERROR unavailable: a panic in the login"], "{part}");
    }
}

#[test]
fn a_login_can_be_several_extractors_with_the_state() {
    let user = |(State(suffix), Login(user)): (State<&'static str>, Login)| async move { user + suffix };
    let app = Router::new().route(PATH, auth_endpoint_with(authorizer(liveblocks()), user)).with_state("ce");
    assert_eq!(ask(serve(app).unwrap(), Some("ali"), HOME), "200 minted");
}

#[test]
fn a_login_sees_the_uri_of_the_nested_router_and_the_policy_the_target_as_sent() {
    let policy = policy_fn((), async |(), uri: &String, request| {
        let seen = (uri.as_str(), request.head().path());
        if seen != ("/liveblocks-auth", PATH) {
            return Err(format!("{seen:?}").into());
        }
        Ok(request.room().map_or_else(Grants::none, |room| Grants::room(room, Access::Write)))
    });
    let user = |uri: Uri| async move { uri.to_string() };
    let endpoint = auth_endpoint_with(Authorizer::access_tokens(liveblocks(), policy), user);
    let log = Log::capture();
    let app = Router::new().nest("/api", Router::new().route("/liveblocks-auth", endpoint));
    assert_eq!(ask(serve(app).unwrap(), None, HOME), "200 minted", "{:?}", log.take());
}

/// An extension that middleware leaves on the request and the login changes.
#[derive(Clone)]
struct Team(&'static str);

/// A login that reads the request and writes to its extensions.
struct Joining(String);

impl<S: Sync> FromRequestParts<S> for Joining {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let Login(user) = Login::from_request_parts(parts, state).await?;
        parts.extensions.insert("left by the login");
        Ok(Self(user))
    }
}

#[test]
fn the_policy_sees_the_request_as_the_login_left_it() {
    let policy = policy_fn((), async |(), user: &String, request| {
        let head = request.head();
        let team = head.extension::<Team>().map(|Team(team)| *team);
        let login = head.extension::<&str>().copied();
        let parts = head.parts().map(|parts| (parts.uri.path(), parts.headers.contains_key("x-person")));
        let seen = (head.header("x-person"), team, login, parts, head.peer_addr().is_some());
        if seen != (Some(user), Some("acme"), Some("left by the login"), Some((PATH, true)), true) {
            return Err(format!("{seen:?}").into());
        }
        Ok(request.room().map_or_else(Grants::none, |room| Grants::room(room, Access::Write)))
    });
    let endpoint = auth_endpoint_with(Authorizer::access_tokens(liveblocks(), policy), |Joining(user)| async { user });
    let log = Log::capture();
    let addr = serve(app(endpoint).layer(Extension(Team("acme")))).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted", "{:?}", log.take());
}
