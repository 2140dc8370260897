//! The ready endpoint.

use axum::{Extension, Router};
use liveblocks_auth::{AuthEndpoint, resolver_fn};
use liveblocks_auth_axum::auth_endpoint;
use liveblocks_auth_conformance::{Fixture, ID_PATH};

use crate::listen::serve;
use crate::support::{PATH, ask, ask_at, ask_by, liveblocks};

const ROOM: &str = r#"{"room":"acme:plan"}"#;

#[test]
fn it_mounts_in_a_router_with_any_state_and_below_any_path() {
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

#[test]
fn what_middleware_left_on_the_request_reaches_the_resolver() {
    #[derive(Clone)]
    struct SignedIn(String);
    let resolver = resolver_fn(|head| {
        Box::pin(async move { Ok(head.extension::<SignedIn>().map(|SignedIn(user)| user.clone())) })
    });
    let endpoint = AuthEndpoint::id_tokens(liveblocks(), resolver);
    let app = Router::new().route(PATH, auth_endpoint(endpoint));
    assert_eq!(ask(serve(app.clone()).unwrap(), None, "{}"), "401 unauthenticated");
    let app = app.layer(Extension(SignedIn("alice".to_owned())));
    assert_eq!(ask(serve(app).unwrap(), None, "{}"), "200 minted");
}
