//! Helpers for all tests.

use rocket::config::{Config, LogLevel};
use rocket::http::{ContentType, Header, Method};
use rocket::local::blocking::{Client, LocalRequest};
use rocket::{Build, Rocket};

use crate::log;

pub(crate) use crate::handle::{authorizer, by_hand, hasty, liveblocks};

pub(crate) const PATH: &str = "/api/liveblocks-auth";
/// A request body for the room that alice can open.
pub(crate) const HOME: &str = r#"{"room":"home:alice"}"#;

/// Creates an application. Rocket's client runs it on the test's thread, which captures Rocket's
/// output.
pub(crate) fn rocket() -> Rocket<Build> {
    rocket::custom(Config { log_level: LogLevel::Off, ..Config::default() })
}

pub(crate) fn client(rocket: Rocket<Build>) -> Client {
    Client::untracked(rocket).unwrap()
}

/// Returns the reply to a POST of this body to [`PATH`], with the header `x-person` if given.
pub(crate) fn ask(client: &Client, person: Option<&str>, body: &str) -> String {
    ask_at(client, PATH, person, body)
}

pub(crate) fn ask_at(client: &Client, path: &str, person: Option<&str>, body: &str) -> String {
    let mut request = client.post(path.to_owned()).header(ContentType::JSON).body(body);
    if let Some(person) = person {
        request.add_header(Header::new("x-person", person.to_owned()));
    }
    told(request)
}

/// Returns the reply to a request without a body.
pub(crate) fn ask_by(method: Method, client: &Client, path: &str) -> String {
    told(client.req(method, path.to_owned()))
}

/// Returns the status and `minted`, the code of core's error, or the text of another reply.
fn told(request: LocalRequest<'_>) -> String {
    log::keep_awake();
    let reply = request.dispatch();
    let (status, text) = (reply.status().code, reply.into_string().unwrap_or_default());
    let body: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let what = if body["token"].is_string() { "minted" } else { body["code"].as_str().unwrap_or(&text) };
    format!("{status} {what}")
}
