//! Requests on real sockets, for the tests of the adapters.

use std::net::SocketAddr;

use liveblocks_auth_conformance::wire::{Connection, Reply};

use crate::log;

pub(crate) use crate::handle::{PAGE, authorizer, by_hand, hasty, liveblocks};

pub(crate) const PATH: &str = "/api/liveblocks-auth";
/// The room that alice can open.
pub(crate) const HOME: &str = r#"{"room":"home:alice"}"#;

/// Posts a body to [`PATH`], with the header `x-person` if there is a user.
pub(crate) fn ask(addr: SocketAddr, person: Option<&str>, body: &str) -> String {
    ask_at(addr, PATH, person, body)
}

pub(crate) fn ask_at(addr: SocketAddr, path: &str, person: Option<&str>, body: &str) -> String {
    summary(&send(addr, &post(path, person, "", body)))
}

/// Posts a body to [`PATH`] from a page on this origin. Also returns the values of the CORS
/// headers.
pub(crate) fn ask_from(origin: &str, addr: SocketAddr, person: Option<&str>, body: &str) -> (String, Vec<String>) {
    let reply = send(addr, &post(PATH, person, &format!("origin: {origin}\r\n"), body));
    let cors = |name: &str| name.starts_with("access-control-") || name == "vary";
    let cors = reply.headers.iter().filter(|(name, _)| cors(name)).map(|(_, value)| value.clone());
    (summary(&reply), cors.collect())
}

/// The CORS headers of a reply to [`PAGE`]: credentials, origin, `Vary`.
pub(crate) fn readable() -> Vec<String> {
    ["true", PAGE, "Origin"].map(str::to_owned).into()
}

/// Checks who can read the rejections of an application's login. It rejects anonymous requests, and
/// the user `down` with this reply and `Vary: cookie`.
pub(crate) fn allowed_pages_can_read_rejections(addr: SocketAddr, down: &str) {
    assert_eq!(ask_from(PAGE, addr, Some("alice"), HOME), ("200 minted".into(), readable()));
    assert_eq!(ask_from(PAGE, addr, None, HOME), ("418 please log in".into(), readable()));
    let (reply, mut cors) = ask_from(PAGE, addr, Some("down"), HOME);
    assert_eq!(cors.pop().as_deref(), Some("cookie"), "the application's own Vary");
    assert_eq!((reply, cors), (down.into(), readable()));
    assert_eq!(ask_from("http://x", addr, None, HOME), ("418 please log in".into(), vec![]), "its own page");
    assert_eq!(ask_from("https://y", addr, None, HOME), ("403 foreign_origin".into(), vec![]), "before the login");
}

fn post(path: &str, person: Option<&str>, headers: &str, body: &str) -> String {
    let person = person.map(|person| format!("x-person: {person}\r\n")).unwrap_or_default();
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{person}{headers}content-length: {length}\r\n\r\n{body}"
    )
}

/// Sends a request without a body.
pub(crate) fn ask_by(method: &str, addr: SocketAddr, path: &str) -> String {
    summary(&send(addr, &format!("{method} {path} HTTP/1.1\r\nhost: x\r\n\r\n")))
}

fn send(addr: SocketAddr, request: &str) -> Reply {
    log::keep_awake();
    let mut connection = Connection::open(addr).unwrap();
    connection.send(request.as_bytes()).unwrap();
    connection.receive().unwrap()
}

/// Summarizes a reply: the status, then `minted`, the code of core's error, or the text.
fn summary(reply: &Reply) -> String {
    let body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let text = reply.text();
    let what = if body["token"].is_string() { "minted" } else { body["code"].as_str().unwrap_or(&text) };
    format!("{} {what}", reply.status)
}
