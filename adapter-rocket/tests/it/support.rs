//! What the tests share.

use std::time::Duration;

use liveblocks_auth::{
    Access, Authorizer, Error, Liveblocks, MintRequest, Minted, TokenIssuer, async_trait, room_policy_fn,
};
use rocket::config::{Config, LogLevel};
use rocket::http::{ContentType, Header, Method};
use rocket::local::blocking::{Client, LocalRequest};
use rocket::{Build, Rocket};

pub(crate) const PATH: &str = "/api/liveblocks-auth";
/// What alice may open.
pub(crate) const HOME: &str = r#"{"room":"home:alice"}"#;

/// An application. Rocket's client runs it on the thread of the test, which keeps to itself what Rocket logs.
pub(crate) fn rocket() -> Rocket<Build> {
    rocket::custom(Config { log_level: LogLevel::Off, ..Config::default() })
}

pub(crate) fn client(rocket: Rocket<Build>) -> Client {
    Client::untracked(rocket).unwrap()
}

/// What a POST of this body to [`PATH`] is answered, by whomever the header `x-person` is to name.
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

/// What a request without a body is answered.
pub(crate) fn ask_by(method: Method, client: &Client, path: &str) -> String {
    told(client.req(method, path.to_owned()))
}

/// The status, and `minted`, the code of core's error, or the text of whoever else has answered.
fn told(request: LocalRequest<'_>) -> String {
    let reply = request.dispatch();
    let (status, text) = (reply.status().code, reply.into_string().unwrap_or_default());
    let body: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let what = if body["token"].is_string() { "minted" } else { body["code"].as_str().unwrap_or(&text) };
    format!("{status} {what}")
}

/// A handle that mints without Liveblocks.
pub(crate) fn liveblocks() -> Liveblocks {
    Liveblocks::builder().issuer(Mint).build().unwrap()
}

/// The same with little time, for tests that wait for its end.
pub(crate) fn hasty() -> Liveblocks {
    Liveblocks::builder().issuer(Mint).deadline(Duration::from_millis(500)).build().unwrap()
}

struct Mint;

#[async_trait]
impl TokenIssuer for Mint {
    async fn issue(&self, _: &MintRequest) -> Result<Minted, Error> {
        Minted::from_reply(r#"{"token":"e30.e30.signature"}"#)
    }
}

/// Lets everybody open the room that is their home, and thereby tell who they are.
pub(crate) fn authorizer(liveblocks: Liveblocks) -> Authorizer<String> {
    let home = room_policy_fn(|user: &String, room| {
        Box::pin(async move {
            let home = room.as_str() == format!("home:{user}");
            Ok(if home { Access::Full } else { Access::None })
        })
    });
    Authorizer::access_tokens(liveblocks, home)
}
