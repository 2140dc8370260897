//! The ready endpoint.

use liveblocks_auth_conformance::{Fixture, ID_PATH};
use liveblocks_auth_rocket::auth_endpoint;
use rocket::error::ErrorKind;
use rocket::http::Method;
use rocket::local::blocking::Client;

use crate::support::{PATH, ask, ask_at, ask_by, client, liveblocks, rocket};

const ROOM: &str = r#"{"room":"acme:plan"}"#;

#[test]
fn it_is_attached_beside_another() {
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
fn rocket_does_not_launch_when_the_path_is_none() {
    for path in ["api/liveblocks-auth", "", "http://example.com/api", "/with space"] {
        let endpoint = auth_endpoint(path, Fixture::new(liveblocks()).access_tokens());
        let error = Client::untracked(rocket().attach(endpoint)).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::FailedFairings(_)), "{path}: {error}");
    }
}
