//! The endpoint over the application's own guard.

use std::future::pending;

use liveblocks_auth_rocket::{AuthReply, auth_endpoint_with};
use rocket::fairing::Fairing;
use rocket::http::{ContentType, Status};
use rocket::local::blocking::Client;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::{async_trait, catch, catchers};

use crate::support::{HOME, PATH, ask, ask_at, authorizer, client, hasty, liveblocks, rocket};

/// The login of the application: refuses in its own way, and takes its time when told so.
struct Login(String);

#[async_trait]
impl<'r> FromRequest<'r> for Login {
    type Error = &'static str;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, &'static str> {
        match request.headers().get_one("x-person") {
            Some("slow") => pending().await,
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

/// An application with this endpoint, and with catchers of its own.
fn with(endpoint: impl Fairing) -> Client {
    client(rocket().attach(endpoint).register("/", catchers![log_in, unavailable]))
}

#[test]
fn it_yields_a_user() {
    let user = |Login(user)| async { user };
    let second = auth_endpoint_with("/second", authorizer(liveblocks()), user);
    let first = auth_endpoint_with(PATH, authorizer(liveblocks()), user);
    let client = client(rocket().attach(first).attach(second));
    assert_eq!(ask(&client, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(&client, Some("bob"), HOME), "403 denied");
    assert_eq!(ask_at(&client, "/second", Some("alice"), HOME), "200 minted");
}

#[test]
fn it_yields_perhaps_a_user() {
    let user = |login: Option<Login>| async { login.map(|Login(user)| user) };
    let client = with(auth_endpoint_with(PATH, authorizer(liveblocks()), user));
    assert_eq!(ask(&client, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(&client, None, HOME), "401 unauthenticated");
}

#[test]
fn it_yields_a_result_whose_error_is_a_status_for_a_catcher() {
    let user = |Login(user)| async {
        match user.as_str() {
            "down" => Err(Status::ServiceUnavailable),
            "nobody" => Ok(None),
            _ => Ok(Some(user)),
        }
    };
    let client = with(auth_endpoint_with(PATH, authorizer(liveblocks()), user));
    assert_eq!(ask(&client, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(&client, Some("nobody"), HOME), "401 unauthenticated");
    let request = client.post(PATH).header(ContentType::JSON).body(HOME);
    let reply = request.header(rocket::http::Header::new("x-person", "down")).dispatch();
    assert_eq!((reply.status().code, reply.headers().get_one("retry-after")), (503, None));
    assert_eq!(reply.into_string().unwrap(), "try again, says the application");
}

#[test]
fn it_yields_a_result_whose_error_is_cores_reply() {
    let user =
        |_: Login| async { Err::<String, _>(AuthReply(liveblocks_auth::AuthReply::unavailable("the login is down"))) };
    let client = with(auth_endpoint_with(PATH, authorizer(liveblocks()), user));
    assert_eq!(ask(&client, Some("alice"), HOME), "503 unavailable", "and no catcher");
}

#[test]
fn its_refusal_is_the_applications() {
    let client = with(auth_endpoint_with(PATH, authorizer(liveblocks()), |Login(user)| async { user }));
    assert_eq!(ask(&client, None, HOME), "418 please log in");
    assert_eq!(ask(&client, Some("stranger"), HOME), "418 please log in");
    assert_eq!(ask(&client, None, "[]"), "400 body", "but core looks first");
}

#[test]
fn it_has_the_time_of_the_request_and_no_more() {
    let user = |Login(user)| async move { if user == "dreamer" { pending().await } else { user } };
    let client = with(auth_endpoint_with(PATH, authorizer(hasty()), user));
    assert_eq!(ask(&client, Some("slow"), HOME), "503 unavailable", "the guard");
    assert_eq!(ask(&client, Some("dreamer"), HOME), "503 unavailable", "what comes after it");
}
