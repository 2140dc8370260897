//! The ready endpoint.

use axum::{Extension, Router};
use liveblocks_auth::{AuthEndpoint, resolver_fn};
use liveblocks_auth_axum::auth_endpoint;
use liveblocks_auth_conformance::{Fixture, ID_PATH};

use crate::listen::serve;
use crate::log::{Log, READY};
use crate::support::{PATH, ask, ask_at, ask_by, liveblocks};

const ROOM: &str = r#"{"room":"acme:plan"}"#;

#[test]
fn it_mounts_in_any_router_at_any_path() {
    #[derive(Clone)]
    struct State;
    let fixture = Fixture::new(liveblocks());
    let api = Router::new().route("/liveblocks-auth", auth_endpoint::<State>(fixture.access_tokens()));
    let app = Router::new().nest("/api", api).route(ID_PATH, auth_endpoint(fixture.id_tokens())).with_state(State);
    let addr = serve(app).unwrap();
    assert_eq!(ask(addr, Some("alice"), ROOM), "200 minted");
    assert_eq!(ask_at(addr, ID_PATH, Some("alice"), ROOM), "200 minted");
    assert_eq!(ask_by("GET", addr, PATH), "405 method");
    assert_eq!(ask_by("GET", addr, "/api/liveblocks-auth/below"), "404 ", "the application's");
}

/// An extension that a login middleware leaves on the request.
#[derive(Clone)]
struct SignedIn(&'static str);

#[test]
fn the_resolver_sees_what_middleware_left_on_the_request() {
    let resolver =
        resolver_fn((), async |(), head| Ok(head.extension::<SignedIn>().map(|SignedIn(user)| (*user).to_owned())));
    let app = Router::new().route(PATH, auth_endpoint(AuthEndpoint::id_tokens(liveblocks(), resolver)));
    assert_eq!(ask(serve(app.clone()).unwrap(), None, "{}"), "401 unauthenticated");
    assert_eq!(ask(serve(app.layer(Extension(SignedIn("alice")))).unwrap(), None, "{}"), "200 minted");
}

#[test]
fn the_resolver_gets_the_parts_of_the_request() {
    let resolver = resolver_fn((), async |(), head| {
        let parts = head.parts().ok_or("no parts")?;
        Ok(parts.headers.get("x-person").map(|_| "alice".to_owned()))
    });
    let app = Router::new().route(PATH, auth_endpoint(AuthEndpoint::id_tokens(liveblocks(), resolver)));
    assert_eq!(ask(serve(app).unwrap(), Some("alice"), "{}"), "200 minted");
}

#[test]
fn the_resolver_sees_the_target_as_it_was_sent_to_a_nested_router() {
    let resolver = resolver_fn((), async |(), head| {
        let seen = (head.path(), head.query());
        if seen != (PATH, Some("a=%20")) {
            return Err(format!("{seen:?}").into());
        }
        Ok(Some("alice".to_owned()))
    });
    let endpoint = AuthEndpoint::id_tokens(liveblocks(), resolver);
    let endpoint = || auth_endpoint(endpoint.clone());
    let inner = Router::new().route("/liveblocks-auth", endpoint());
    for app in [
        Router::new().route(PATH, endpoint()),
        Router::new().nest("/api", inner.clone()),
        Router::new().nest("/api", Router::new().nest("/liveblocks-auth", Router::new().route("/", endpoint()))),
        Router::new().nest_service("/api", inner),
    ] {
        let log = Log::capture();
        let addr = serve(app).unwrap();
        assert_eq!(ask_at(addr, &format!("{PATH}?a=%20"), None, "{}"), "200 minted", "{:?}", log.take());
    }
}

#[test]
fn each_outcome_is_logged_once() {
    let log = Log::capture();
    let app = Router::new().route(PATH, auth_endpoint(Fixture::new(liveblocks()).access_tokens()));
    let addr = serve(app).unwrap();
    for (person, entry) in READY {
        ask(addr, person, ROOM);
        assert_eq!(log.take(), [entry]);
    }
    ask_by("GET", addr, PATH);
    assert_eq!(log.take(), ["INFO refused: the method is not POST"]);
}
