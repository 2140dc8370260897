//! A handler of the application's own, and the signed-in user on other routes.

use std::time::{Duration, Instant};

use liveblocks_auth::{Liveblocks, Resolver};
use liveblocks_auth_conformance::fixture::{People, Person};
use liveblocks_auth_rocket::{AuthReply, AuthRequest, CurrentUser, auth_catchers};
use rocket::error::ErrorKind;
use rocket::http::{Method, Status};
use rocket::local::blocking::Client;
use rocket::{Build, Rocket, State, catch, catchers, post, routes};

use crate::log::Log;
use crate::support::{
    self, HOME, PAGE, PATH, ask, ask_at, ask_by, ask_from, client, hasty, liveblocks, readable, rocket,
};

type User = CurrentUser<Person>;

fn managing() -> Rocket<Build> {
    rocket().manage(hasty()).manage(Resolver::new(People)).attach(auth_catchers(PATH, hasty()))
}

#[post("/api/liveblocks-auth", data = "<request>")]
async fn by_hand(
    liveblocks: &State<Liveblocks>,
    request: Result<AuthRequest, AuthReply>,
) -> Result<AuthReply, AuthReply> {
    let request = request?;
    Ok(support::by_hand(liveblocks, &request).await.into())
}

#[test]
fn one_deadline_covers_admission_and_the_handler() {
    let client = client(managing().mount("/", routes![by_hand]));
    assert_eq!(ask(&client, Some("alice"), HOME), "200 minted");
    let start = Instant::now();
    assert_eq!(ask(&client, Some("never"), HOME), "503 unavailable");
    assert_eq!(ask(&client, Some("late"), HOME), "503 unavailable");
    assert!(start.elapsed() < Duration::from_secs(8), "that was the default deadline");
}

#[test]
fn each_entry_point_of_a_handler_logs_once() {
    let log = Log::capture();
    let client = client(managing().mount("/", routes![by_hand]));
    ask(&client, Some("alice"), HOME);
    assert_eq!(log.take(), ["DEBUG admitted", "INFO minted"]);
    ask(&client, Some("never"), HOME);
    assert_eq!(log.take(), ["DEBUG admitted", "ERROR unavailable: the deadline passed in the handler"]);
    assert_eq!(ask_by(Method::Get, &client, PATH), "405 method");
    assert_eq!(log.take(), ["INFO refused: the method is not POST"]);
    assert_eq!(ask_by(Method::Post, &client, PATH), "400 body");
    assert_eq!(log.take(), ["INFO refused: the media type is not application/json"]);
}

#[catch(default)]
fn caught() -> &'static str {
    "caught"
}

#[post("/me")]
fn me(user: User) -> String {
    let CurrentUser(person) = user;
    format!("{person:?}")
}

#[test]
fn a_bare_user_is_logged_once_where_a_catcher_replies() {
    let log = Log::capture();
    let client = client(managing().mount("/", routes![me]).register("/", catchers![caught]));
    assert_eq!(ask_at(&client, "/me", Some("alice"), HOME), r#"200 Person { name: "alice" }"#);
    assert_eq!(log.take(), ["DEBUG signed in"]);
    assert_eq!(ask_at(&client, "/me", None, HOME), "401 caught");
    assert_eq!(log.take(), ["INFO refused: the request is anonymous"]);
    assert_eq!(ask_at(&client, "/me", Some("panic"), HOME), "503 caught");
    assert_eq!(log.take(), ["ERROR unavailable: a panic in the resolver"]);
}

#[post("/api/liveblocks-auth", data = "<_request>")]
fn bare(_request: AuthRequest) -> &'static str {
    "admitted"
}

#[test]
fn a_bare_request_is_logged_once_whoever_replies() {
    let log = Log::capture();
    let client = client(managing().mount("/", routes![bare]).register("/", catchers![caught]));
    assert_eq!(ask(&client, None, HOME), "200 admitted");
    assert_eq!(log.take(), ["DEBUG admitted"]);
    assert_eq!(ask(&client, None, r#"{"room":"*"}"#), "422 caught");
    let [entry] = log.take().try_into().unwrap();
    assert!(entry.starts_with("INFO refused: "), "{entry}");
    assert_eq!(ask(&client, None, "["), "400 body", "from our own catcher");
    let [entry] = log.take().try_into().unwrap();
    assert!(entry.starts_with("INFO refused: the body is not a JSON object"), "{entry}");
    assert_eq!(ask_by(Method::Post, &client, PATH), "400 body", "from our own catcher");
    assert_eq!(log.take(), ["INFO refused: the media type is not application/json"]);
}

#[post("/who")]
fn who(user: Result<User, AuthReply>) -> Result<String, AuthReply> {
    match user {
        Ok(CurrentUser(person)) => Ok(format!("{person:?}")),
        Err(AuthReply(reply)) if reply.status() == 401 => Ok("anonymous".to_owned()),
        Err(reply) => Err(reply),
    }
}

#[test]
fn a_result_tells_anonymous_requests_from_failures() {
    let client = client(managing().mount("/", routes![who]));
    assert_eq!(ask_at(&client, "/who", Some("alice"), HOME), r#"200 Person { name: "alice" }"#);
    assert_eq!(ask_at(&client, "/who", None, HOME), "200 anonymous");
    assert_eq!(ask_at(&client, "/who", Some("broken"), HOME), "503 unavailable");
}

#[post("/perhaps", data = "<request>")]
#[allow(clippy::needless_pass_by_value, reason = "guards come by value")]
fn perhaps(user: Option<User>, request: Option<AuthRequest>) -> String {
    let user = user.map_or("no user", |_| "a user");
    let request = request.map_or("no request", |_| "a request");
    format!("{user}, {request}")
}

#[test]
fn optional_guards_are_logged_once_each() {
    let log = Log::capture();
    let client = client(managing().mount("/", routes![perhaps]));
    assert_eq!(ask_at(&client, "/perhaps", Some("alice"), HOME), "200 a user, a request");
    assert_eq!(log.take(), ["DEBUG signed in", "DEBUG admitted"]);
    assert_eq!(ask_by(Method::Post, &client, "/perhaps"), "200 no user, no request");
    let entries = ["INFO refused: the request is anonymous", "INFO refused: the media type is not application/json"];
    assert_eq!(log.take(), entries);
    assert_eq!(ask_at(&client, "/perhaps", Some("panic"), HOME), "200 no user, a request");
    assert_eq!(log.take(), ["ERROR unavailable: a panic in the resolver", "DEBUG admitted"]);
}

#[post("/", data = "<_request>")]
fn takes_a_request(_request: Result<AuthRequest, AuthReply>) {}

#[post("/")]
fn takes_a_user(_user: Result<CurrentUser<Person>, AuthReply>) {}

#[test]
fn rocket_does_not_launch_without_managed_state() {
    for (missing, rocket) in [
        ("a Liveblocks", rocket().manage(Resolver::new(People)).mount("/", routes![takes_a_request])),
        ("a resolver", rocket().manage(liveblocks()).mount("/", routes![takes_a_user])),
    ] {
        let error = Client::untracked(rocket).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::SentinelAborts(_)), "{missing}: {error}");
    }
    Client::untracked(rocket().manage(Resolver::new(People)).mount("/", routes![takes_a_user])).unwrap();
    Client::untracked(rocket().manage(liveblocks()).mount("/", routes![takes_a_request])).unwrap();
}

/// Rocket doesn't see through a type alias.
type Hidden = Result<CurrentUser<Person>, AuthReply>;

#[post("/hidden")]
fn hidden(user: Hidden) -> Result<&'static str, AuthReply> {
    user.map(|_| "a user")
}

#[test]
fn missing_state_that_rocket_does_not_see_is_unavailable() {
    let log = Log::capture();
    let client = client(rocket().mount("/", routes![hidden]));
    assert_eq!(ask_at(&client, "/hidden", Some("alice"), HOME), "503 unavailable");
    let [entry] = log.take().try_into().unwrap();
    assert!(entry.starts_with("ERROR unavailable: Rocket does not manage a liveblocks_auth::"), "{entry}");
}

#[post("/api/liveblocks-auth", data = "<_request>")]
fn gone(_request: AuthRequest) -> Status {
    Status::Gone
}

#[test]
fn a_page_on_an_allowed_origin_can_read_every_reply_at_the_path() {
    let rocket = rocket().manage(liveblocks()).attach(auth_catchers(PATH, liveblocks())).mount("/", routes![gone]);
    let client = client(rocket);
    for (body, due) in [(HOME, "410 "), ("[]", "400 body"), (r#"{"room":7}"#, "422 ")] {
        let (reply, cors) = ask_from(PAGE, &client, None, body);
        assert!(reply.starts_with(due), "{reply}");
        assert_eq!(cors, readable(), "{reply}");
    }
}
