//! The ready endpoint.

use liveblocks_auth_conformance::Fixture;
use liveblocks_auth_warp::auth_endpoint;
use warp::{Filter, path};

use crate::another::another_route;
use crate::listen::serve;
use crate::support::{PATH, ask, ask_at, ask_by, liveblocks};

const ROOM: &str = r#"{"room":"acme:plan"}"#;

#[test]
fn it_always_replies_itself() {
    let fixture = Fixture::new(liveblocks());
    let endpoint = path!("api" / "liveblocks-auth").and(auth_endpoint(fixture.access_tokens()));
    let second = path!("second").and(auth_endpoint(fixture.id_tokens()));
    let addr = serve(endpoint.or(second).or(another_route())).unwrap();
    assert_eq!(ask(addr, Some("alice"), ROOM), "200 minted");
    assert_eq!(ask_at(addr, "/second", Some("alice"), ROOM), "200 minted");
    assert_eq!(ask(addr, None, ROOM), "401 unauthenticated");
    assert_eq!(ask(addr, Some("alice"), "["), "400 body");
    for method in ["GET", "PUT", "OPTIONS", "PURGE"] {
        assert_eq!(ask_by(method, addr, PATH), "405 method", "{method}");
    }
    assert_eq!(ask_by("GET", addr, "/api/liveblocks-auth/below"), "200 another route");
    assert_eq!(ask_by("GET", addr, "/api"), "200 another route");
}
