//! The endpoint over the application's own guard.

use std::future::pending;

use liveblocks_auth_rocket::{AuthReply, auth_endpoint_with};
use rocket::fairing::Fairing;
use rocket::http::{ContentType, Header, Status};
use rocket::local::blocking::Client;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::{Responder, async_trait, catch, catchers};

use crate::log::{AUTHORIZED, Log};
use crate::support::{
    HOME, PAGE, PATH, ask, ask_at, ask_from, authorizer, client, hasty, liveblocks, readable, rocket,
};

/// The application's login: with its own rejection, and sometimes slow or panicking.
struct Login(String);

#[async_trait]
impl<'r> FromRequest<'r> for Login {
    type Error = &'static str;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, &'static str> {
        match request.headers().get_one("x-person") {
            Some("slow") => pending().await,
            Some("panic") => panic!("the login panics"),
            Some("stranger") => Outcome::Forward(Status::ImATeapot),
            Some(person) => Outcome::Success(Self(person.to_owned())),
            None => Outcome::Error((Status::ImATeapot, "please log in")),
        }
    }
}

#[catch(418)]
fn log_in() -> &'static str {
    "please log in"
}

#[catch(503)]
fn unavailable() -> &'static str {
    "try again, says the application"
}

/// Creates an application with this endpoint and its own catchers.
fn with(endpoint: impl Fairing) -> Client {
    client(rocket().attach(endpoint).register("/", catchers![log_in, unavailable, down]))
}

#[test]
fn a_login_can_return_a_user() {
    let user = |Login(user)| async { user };
    let second = auth_endpoint_with("/second", authorizer(liveblocks()), user);
    let first = auth_endpoint_with(PATH, authorizer(liveblocks()), user);
    let client = client(rocket().attach(first).attach(second));
    assert_eq!(ask(&client, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(&client, Some("bob"), HOME), "403 denied");
    assert_eq!(ask_at(&client, "/second", Some("alice"), HOME), "200 minted");
}

#[test]
fn a_login_can_return_an_option() {
    let user = |login: Option<Login>| async { login.map(|Login(user)| user) };
    let client = with(auth_endpoint_with(PATH, authorizer(liveblocks()), user));
    assert_eq!(ask(&client, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(&client, None, HOME), "401 unauthenticated");
}

#[test]
fn a_login_can_fail_with_a_status_for_a_catcher() {
    let user = |Login(user)| async {
        match user.as_str() {
            "down" => Err(Status::ServiceUnavailable),
            "anonymous" => Ok(None),
            _ => Ok(Some(user)),
        }
    };
    let client = with(auth_endpoint_with(PATH, authorizer(liveblocks()), user));
    assert_eq!(ask(&client, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(&client, Some("anonymous"), HOME), "401 unauthenticated");
    let request = client.post(PATH).header(ContentType::JSON).body(HOME);
    let reply = request.header(Header::new("x-person", "down")).dispatch();
    assert_eq!((reply.status().code, reply.headers().get_one("retry-after")), (503, None));
    assert_eq!(reply.into_string().unwrap(), "try again, says the application");
}

#[test]
fn a_login_can_fail_with_a_reply_of_core() {
    let user = |_: Login| async { Err::<String, _>(AuthReply::from(liveblocks_auth::ErrorKind::Resolver)) };
    let client = with(auth_endpoint_with(PATH, authorizer(liveblocks()), user));
    assert_eq!(ask(&client, Some("alice"), HOME), "503 unavailable", "and no catcher");
}

#[test]
fn a_rejection_passes_through_untouched() {
    let log = Log::capture();
    let client = with(auth_endpoint_with(PATH, authorizer(liveblocks()), |Login(user)| async { user }));
    assert_eq!(ask(&client, None, HOME), "418 please log in");
    assert_eq!(log.take(), ["DEBUG admitted", "DEBUG login finished"]);
    assert_eq!(ask(&client, Some("stranger"), HOME), "418 please log in");
    assert_eq!(log.take(), ["DEBUG admitted", "DEBUG login finished"]);
    assert_eq!(ask(&client, None, "[]"), "400 body", "but core looks first");
    let [entry] = log.take().try_into().unwrap();
    assert!(entry.starts_with("INFO refused: the body is not a JSON object"), "{entry}");
}

/// A text with two more headers.
#[derive(Responder)]
struct With(&'static str, Header<'static>, Header<'static>);

#[catch(502)]
fn down() -> With {
    With("the login is down", Header::new("vary", "cookie"), Header::new("access-control-allow-origin", PAGE))
}

#[catch(409)]
fn conflict() -> With {
    With("no", Header::new("access-control-allow-origin", "https://y"), Header::new("x-any", "thing"))
}

#[test]
fn a_page_on_an_allowed_origin_can_read_a_rejection() {
    let user = |Login(user)| async { if user == "down" { Err(Status::BadGateway) } else { Ok(user) } };
    let client = with(auth_endpoint_with(PATH, authorizer(liveblocks()), user));
    assert_eq!(ask_from(PAGE, &client, Some("alice"), HOME), ("200 minted".into(), readable()));
    for person in [None, Some("stranger")] {
        assert_eq!(ask_from(PAGE, &client, person, HOME), ("418 please log in".into(), readable()));
    }
    let (reply, mut cors) = ask_from(PAGE, &client, Some("down"), HOME);
    assert_eq!(cors.pop().as_deref(), Some("cookie"), "the application's own Vary");
    assert_eq!((reply, cors), ("502 the login is down".into(), readable()));
    assert_eq!(ask_from("http://x", &client, None, HOME), ("418 please log in".into(), vec![]), "its own page");
    assert_eq!(ask_from("https://y", &client, None, HOME), ("403 foreign_origin".into(), vec![]), "before the login");
}

#[test]
fn a_rejection_without_a_catcher_is_readable_too() {
    let endpoint = auth_endpoint_with(PATH, authorizer(liveblocks()), |Login(user)| async { user });
    let (reply, cors) = ask_from(PAGE, &client(rocket().attach(endpoint)), None, HOME);
    assert!(reply.starts_with("418 "), "{reply}");
    assert_eq!(cors, readable());
}

#[test]
fn cors_headers_of_a_rejection_are_replaced() {
    let user = |Login(_)| async { Err::<String, _>(Status::Conflict) };
    let endpoint = auth_endpoint_with(PATH, authorizer(liveblocks()), user);
    let client = client(rocket().attach(endpoint).register("/", catchers![conflict]));
    assert_eq!(ask_from(PAGE, &client, Some("alice"), HOME), ("409 no".into(), readable()));
}

#[test]
fn each_step_of_a_request_is_logged_once() {
    let log = Log::capture();
    let user = |login: Option<Login>| async { login.map(|Login(user)| user) };
    let client = with(auth_endpoint_with(PATH, authorizer(liveblocks()), user));
    for (person, entry) in AUTHORIZED {
        ask(&client, person, HOME);
        assert_eq!(log.take(), ["DEBUG admitted", "DEBUG login finished", entry]);
    }
}

#[test]
fn a_login_has_the_deadline_of_the_request() {
    let log = Log::capture();
    let user = |Login(user)| async move { if user == "dreamer" { pending().await } else { user } };
    let client = with(auth_endpoint_with(PATH, authorizer(hasty()), user));
    for (person, part) in [("slow", "the guard"), ("dreamer", "what comes after it")] {
        assert_eq!(ask(&client, Some(person), HOME), "503 unavailable", "{part}");
        assert_eq!(log.take(), ["DEBUG admitted", "ERROR unavailable: the deadline passed in the login"], "{part}");
    }
}

#[test]
fn a_login_that_panics_is_unavailable() {
    let log = Log::capture();
    let user = |Login(user)| async move { if user == "jumpy" { panic!("it panics") } else { user } };
    let client = with(auth_endpoint_with(PATH, authorizer(liveblocks()), user));
    for (person, part) in [("panic", "the guard"), ("jumpy", "what comes after it")] {
        assert_eq!(ask(&client, Some(person), HOME), "503 unavailable", "{part}");
        assert_eq!(log.take(), ["DEBUG admitted", "ERROR unavailable: a panic in the login"], "{part}");
    }
}
