//! The ready endpoint.

use liveblocks_auth::{AuthEndpoint, resolver_fn};
use liveblocks_auth_conformance::Fixture;
use liveblocks_auth_warp::auth_endpoint;
use warp::{Filter, path};

use crate::another::another_route;
use crate::listen::serve;
use crate::log::{Log, READY};
use crate::support::{PATH, ask, ask_at, ask_by, liveblocks};

const ROOM: &str = r#"{"room":"acme:plan"}"#;
/// The entry for an application whose own filter takes the body.
pub(crate) const TAKEN: &str =
    "ERROR unavailable: a filter before the endpoint has taken the body; put the endpoint first";

#[test]
fn it_always_replies() {
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

#[test]
fn the_resolver_gets_the_parts_of_the_request() {
    let resolver = resolver_fn((), async |(), head| {
        let uri = head.parts().map(|parts| parts.uri.to_string());
        let seen = (head.method(), uri.as_deref(), head.peer_addr().is_some());
        if seen != ("POST", Some("/api/liveblocks-auth?a=%20"), true) {
            return Err(format!("{seen:?}").into());
        }
        Ok(head.parts().and_then(|parts| Some(parts.headers.get("x-person")?.to_str().ok()?.to_owned())))
    });
    let endpoint = auth_endpoint(AuthEndpoint::id_tokens(liveblocks(), resolver));
    let log = Log::capture();
    let addr = serve(path!("api" / "liveblocks-auth").and(endpoint)).unwrap();
    assert_eq!(ask_at(addr, &format!("{PATH}?a=%20"), Some("alice"), "{}"), "200 minted", "{:?}", log.take());
}

#[test]
fn a_filter_that_takes_the_body_first_makes_it_unavailable() {
    let log = Log::capture();
    let endpoint = auth_endpoint(Fixture::new(liveblocks()).access_tokens());
    let filter = warp::body::bytes().and(endpoint).map(|_, reply| reply);
    let addr = serve(path!("api" / "liveblocks-auth").and(filter)).unwrap();
    assert_eq!(ask(addr, Some("alice"), ROOM), "503 unavailable");
    assert_eq!(log.take(), [TAKEN]);
    assert_eq!(ask_by("GET", addr, PATH), "405 method");
}

#[test]
fn each_outcome_is_logged_once() {
    let log = Log::capture();
    let endpoint = auth_endpoint(Fixture::new(liveblocks()).access_tokens());
    let addr = serve(path!("api" / "liveblocks-auth").and(endpoint)).unwrap();
    for (person, entry) in READY {
        ask(addr, person, ROOM);
        assert_eq!(log.take(), [entry]);
    }
    ask_by("GET", addr, PATH);
    assert_eq!(log.take(), ["INFO refused: the method is not POST"]);
}
