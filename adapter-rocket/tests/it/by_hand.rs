//! A hand-written handler.

use std::convert::Infallible;
use std::time::Duration;

use liveblocks_auth_conformance::People;
use liveblocks_auth_rocket::{AuthReply, AuthRequest, CurrentUser, auth_catchers};
use rocket::error::ErrorKind;
use rocket::http::Method;
use rocket::local::blocking::Client;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::{Build, Rocket, async_trait, post, routes};

use crate::support::{HOME, PATH, ask, ask_by, client, liveblocks, rocket};

type User = Result<CurrentUser<People>, AuthReply>;

fn managing() -> Rocket<Build> {
    rocket().manage(liveblocks()).manage(People)
}

#[post("/api/liveblocks-auth")]
fn who(user: User) -> Result<String, AuthReply> {
    match user {
        Ok(CurrentUser(person)) => Ok(format!("{person:?}")),
        Err(AuthReply(reply)) if reply.status() == 401 => Ok("nobody".to_owned()),
        Err(reply) => Err(reply),
    }
}

#[test]
fn nobody_can_be_handled_by_the_application() {
    let client = client(managing().mount("/", routes![who]).attach(auth_catchers(PATH, liveblocks())));
    assert_eq!(ask(&client, Some("alice"), HOME), r#"200 Person { name: "alice" }"#);
    assert_eq!(ask(&client, None, HOME), "200 nobody");
    assert_eq!(ask(&client, Some("broken"), HOME), "503 unavailable");
    assert_eq!(ask_by(Method::Get, &client, PATH), "405 method");
}

/// A guard between the two that takes a while, and tells how long.
struct Pause(Duration);

#[async_trait]
impl<'r> FromRequest<'r> for Pause {
    type Error = Infallible;

    async fn from_request(_: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let pause = Duration::from_millis(50);
        rocket::tokio::time::sleep(pause).await;
        Outcome::Success(Self(pause))
    }
}

#[post("/api/liveblocks-auth", data = "<request>")]
fn clock(user: User, pause: Pause, request: Result<AuthRequest, AuthReply>) -> Result<String, AuthReply> {
    user?;
    let (left, Pause(pause)) = (request?.remaining(), pause);
    // A clock of its own would have been started after the pause, and have all its time left.
    Ok((left <= Duration::from_secs(8) - pause).to_string())
}

#[test]
fn one_clock_runs_from_the_first_guard() {
    let client = client(managing().mount("/", routes![clock]));
    assert_eq!(ask(&client, Some("alice"), HOME), "200 true");
}

#[post("/", data = "<_request>")]
fn takes_a_request(_request: Result<AuthRequest, AuthReply>) {}

#[post("/")]
fn takes_a_user(_user: Result<CurrentUser<People>, AuthReply>) {}

#[test]
fn rocket_does_not_launch_where_something_is_not_managed() {
    for (lacking, rocket) in [
        ("a Liveblocks", rocket().mount("/", routes![takes_a_request])),
        ("a Liveblocks", rocket().manage(People).mount("/", routes![takes_a_user])),
        ("a resolver", rocket().manage(liveblocks()).mount("/", routes![takes_a_user])),
    ] {
        let error = Client::untracked(rocket).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::SentinelAborts(_)), "{lacking}: {error}");
    }
    Client::untracked(managing().mount("/", routes![takes_a_user])).unwrap();
}

#[test]
fn what_is_not_managed_is_unavailable_where_rocket_does_not_see_it() {
    // It does not look behind the alias.
    let client = client(rocket().manage(liveblocks()).mount("/", routes![who]));
    assert_eq!(ask(&client, Some("alice"), HOME), "503 unavailable");
}
