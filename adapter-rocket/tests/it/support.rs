//! Helpers for all tests.

use rocket::config::{Config, LogLevel};
use rocket::http::{ContentType, Header, Method};
use rocket::local::blocking::{Client, LocalRequest, LocalResponse};
use rocket::{Build, Rocket};

use crate::log;

pub(crate) use crate::handle::{PAGE, authorizer, by_hand, hasty, liveblocks};

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
    told(dispatch(post(client, path, person, body)))
}

/// Posts a body to [`PATH`] from a page on this origin. Also returns the values of the CORS
/// headers.
pub(crate) fn ask_from(origin: &str, client: &Client, person: Option<&str>, body: &str) -> (String, Vec<String>) {
    let request = post(client, PATH, person, body);
    let reply = dispatch(request.header(Header::new("origin", origin.to_owned())).header(Header::new("host", "x")));
    let header = |header: Header<'_>| (header.name.as_str().to_ascii_lowercase(), header.value.into_owned());
    let mut cors: Vec<_> = reply.headers().iter().map(header).collect();
    cors.retain(|(name, _)| name.starts_with("access-control-") || name == "vary");
    cors.sort();
    (told(reply), cors.into_iter().map(|(_, value)| value).collect())
}

/// The CORS headers of a reply to [`PAGE`]: credentials, origin, `Vary`.
pub(crate) fn readable() -> Vec<String> {
    ["true", PAGE, "Origin"].map(str::to_owned).into()
}

fn post<'c>(client: &'c Client, path: &str, person: Option<&str>, body: &str) -> LocalRequest<'c> {
    let mut request = client.post(path.to_owned()).header(ContentType::JSON).body(body);
    if let Some(person) = person {
        request.add_header(Header::new("x-person", person.to_owned()));
    }
    request
}

/// Returns the reply to a request without a body.
pub(crate) fn ask_by(method: Method, client: &Client, path: &str) -> String {
    told(dispatch(client.req(method, path.to_owned())))
}

fn dispatch(request: LocalRequest<'_>) -> LocalResponse<'_> {
    log::keep_awake();
    request.dispatch()
}

/// Returns the status and `minted`, the code of core's error, or the text of another reply.
fn told(reply: LocalResponse<'_>) -> String {
    let (status, text) = (reply.status().code, reply.into_string().unwrap_or_default());
    let body: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let what = if body["token"].is_string() { "minted" } else { body["code"].as_str().unwrap_or(&text) };
    format!("{status} {what}")
}
