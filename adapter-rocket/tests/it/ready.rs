//! The ready endpoint.

use liveblocks_auth::{AuthEndpoint, resolver_fn};
use liveblocks_auth_conformance::{Fixture, ID_PATH};
use liveblocks_auth_rocket::auth_endpoint;
use rocket::error::ErrorKind;
use rocket::http::Method;
use rocket::local::blocking::Client;

use crate::log::{Log, READY};
use crate::support::{PATH, ask, ask_at, ask_by, client, liveblocks, rocket};

const ROOM: &str = r#"{"room":"acme:plan"}"#;

#[test]
fn it_is_attached_beside_another_endpoint() {
    let fixture = Fixture::new(liveblocks());
    let rocket = rocket()
        .attach(auth_endpoint(PATH, fixture.access_tokens()))
        .attach(auth_endpoint(ID_PATH.to_owned(), fixture.id_tokens()));
    let client = client(rocket);
    assert_eq!(ask(&client, Some("alice"), ROOM), "200 minted");
    assert_eq!(ask_at(&client, ID_PATH, Some("alice"), ROOM), "200 minted");
    for path in [PATH, ID_PATH] {
        assert_eq!(ask_by(Method::Get, &client, path), "405 method", "{path}");
    }
}

#[test]
fn rocket_does_not_launch_with_an_invalid_path() {
    for path in ["api/liveblocks-auth", "", "http://example.com/api", "/with space", "/t/<team>/auth"] {
        let endpoint = auth_endpoint(path, Fixture::new(liveblocks()).access_tokens());
        let error = Client::untracked(rocket().attach(endpoint)).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::FailedFairings(_)), "{path}: {error}");
    }
}

#[test]
fn the_resolver_gets_a_copy_of_the_head() {
    let resolver = resolver_fn((), async |(), head| {
        let seen = (head.method(), head.path(), head.query(), head.peer_addr().is_some(), head.parts().is_some());
        // Rocket's client opens no connection.
        if seen != ("POST", PATH, Some("a=%20"), false, false) {
            return Err(format!("{seen:?}").into());
        }
        Ok(head.header("x-person").map(str::to_owned))
    });
    let client = client(rocket().attach(auth_endpoint(PATH, AuthEndpoint::id_tokens(liveblocks(), resolver))));
    let log = Log::capture();
    assert_eq!(ask_at(&client, &format!("{PATH}?a=%20"), Some("alice"), "{}"), "200 minted", "{:?}", log.take());
}

#[test]
fn each_outcome_is_logged_once() {
    let log = Log::capture();
    let client = client(rocket().attach(auth_endpoint(PATH, Fixture::new(liveblocks()).access_tokens())));
    for (person, entry) in READY {
        ask(&client, person, ROOM);
        assert_eq!(log.take(), [entry]);
    }
    ask_by(Method::Get, &client, PATH);
    assert_eq!(log.take(), ["INFO refused: the method is not POST"]);
    ask_by(Method::Post, &client, PATH);
    assert_eq!(log.take(), ["INFO refused: the media type is not application/json"]);
}
