//! Our catchers reply if core rejects a request. The application's catchers reply everywhere else.

use liveblocks_auth_rocket::{auth_catchers, auth_endpoint_with};
use rocket::http::{ContentType, Method, Status};
use rocket::local::blocking::Client;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::{Build, Rocket, async_trait, catch, catchers, get, options, post, routes};

use crate::support::{HOME, PATH, ask, ask_at, ask_by, authorizer, client, liveblocks, rocket};

/// Fails with the status in the header.
struct Failing;

#[async_trait]
impl<'r> FromRequest<'r> for Failing {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match request.headers().get_one("x-person").and_then(|status| status.parse().ok()) {
            Some(status) => Outcome::Error((Status::new(status), ())),
            None => Outcome::Success(Self),
        }
    }
}

#[post("/api/liveblocks-auth")]
fn handler(_guard: Failing) -> &'static str {
    "handled"
}

/// Both levels of the adapter that have our catchers.
fn both() -> [Rocket<Build>; 2] {
    let user = |_: Failing| async { "alice".to_owned() };
    let by_hand = rocket().mount("/", routes![handler]).attach(auth_catchers(PATH, liveblocks()));
    [rocket().attach(auth_endpoint_with(PATH, authorizer(liveblocks()), user)), by_hand]
}

fn core_still_rejects(client: &Client) {
    for method in [Method::Get, Method::Put, Method::Options] {
        assert_eq!(ask_by(method, client, PATH), "405 method");
    }
}

#[catch(404)]
fn not_here() -> &'static str {
    "not here"
}

#[catch(400)]
fn not_understood() -> &'static str {
    "not understood"
}

#[catch(default)]
fn by_default(status: Status, _: &Request<'_>) -> String {
    format!("by default {}", status.code)
}

#[test]
fn by_status() {
    for rocket in both() {
        let client = client(rocket.register("/", catchers![not_here, not_understood]));
        core_still_rejects(&client);
        for path in ["/", "/api", "/other", "/api/liveblocks-auth/below"] {
            assert_eq!(ask_by(Method::Get, &client, path), "404 not here", "{path}");
            assert_eq!(ask_at(&client, path, None, HOME), "404 not here", "{path}");
        }
        assert_eq!(ask(&client, Some("404"), HOME), "404 not here");
        assert_eq!(ask(&client, Some("400"), HOME), "400 not understood");
    }
}

#[test]
fn by_default_at_the_root() {
    for rocket in both() {
        let client = client(rocket.register("/", catchers![by_default]));
        core_still_rejects(&client);
        assert_eq!(ask_by(Method::Get, &client, "/api/liveblocks-auth/below"), "404 by default 404");
        for rejected in ["400", "401", "404", "500"] {
            assert_eq!(ask(&client, Some(rejected), HOME), format!("{rejected} by default {rejected}"));
        }
    }
}

#[test]
fn the_nearer_path_first_and_then_the_status() {
    for rocket in both() {
        let rocket = rocket.register("/", catchers![not_here]).register("/api", catchers![by_default]);
        let client = client(rocket);
        core_still_rejects(&client);
        assert_eq!(ask_by(Method::Get, &client, "/other"), "404 not here");
        assert_eq!(ask_by(Method::Get, &client, "/api/liveblocks-auth/below"), "404 by default 404");
        assert_eq!(ask(&client, Some("404"), HOME), "404 by default 404");
        assert_eq!(ask(&client, Some("401"), HOME), "401 by default 401");
    }
    for rocket in both() {
        let client = client(rocket.register("/api", catchers![by_default, not_here]));
        assert_eq!(ask(&client, Some("404"), HOME), "404 not here");
        assert_eq!(ask(&client, Some("400"), HOME), "400 by default 400");
    }
}

#[test]
fn at_the_path_itself_and_below_it() {
    for rocket in both() {
        let rocket = rocket.register(PATH, catchers![by_default]);
        let client = client(rocket.register("/api/liveblocks-auth/below", catchers![not_here]));
        core_still_rejects(&client);
        assert_eq!(ask_by(Method::Get, &client, "/api/liveblocks-auth/below"), "404 not here");
        assert_eq!(ask_by(Method::Get, &client, "/api/liveblocks-auth/beside"), "404 by default 404");
        for rejected in ["400", "401", "404"] {
            assert_eq!(ask(&client, Some(rejected), HOME), format!("{rejected} by default {rejected}"));
        }
    }
}

#[get("/api/liveblocks-auth")]
fn page(_guard: Forwarding) -> &'static str {
    "page"
}

/// Like the route of `rocket_cors` for every preflight.
#[options("/<_path..>", rank = 9223372036854775807)]
fn preflights(_path: std::path::PathBuf) -> &'static str {
    "preflight"
}

/// Forwards with 401 if the request has a person.
struct Forwarding;

#[async_trait]
impl<'r> FromRequest<'r> for Forwarding {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        if request.headers().contains("x-person") {
            Outcome::Forward(Status::Unauthorized)
        } else {
            Outcome::Success(Self)
        }
    }
}

#[test]
fn routes_of_the_application_at_the_path_stay_in_place() {
    for rocket in both() {
        let client = client(rocket.mount("/", routes![page, preflights]).register("/", catchers![by_default]));
        assert_eq!(ask_by(Method::Get, &client, PATH), "200 page");
        assert_eq!(ask_by(Method::Head, &client, PATH), "200 ");
        assert_eq!(ask_by(Method::Options, &client, PATH), "200 preflight");
        assert_eq!(ask_by(Method::Put, &client, PATH), "405 method");
        let forwarded = client.get(PATH).header(rocket::http::Header::new("x-person", "alice")).dispatch();
        assert_eq!(forwarded.into_string().as_deref(), Some("by default 401"));
    }
}

#[test]
fn without_one_rockets_own_catcher_replies() {
    for rocket in both() {
        let client = client(rocket);
        core_still_rejects(&client);
        for rejected in ["400", "404"] {
            let request = client.post(PATH).header(ContentType::JSON).body(HOME);
            let reply = request.header(rocket::http::Header::new("x-person", rejected)).dispatch();
            assert_eq!(reply.status().code.to_string(), rejected);
            let page = reply.into_string().unwrap_or_default();
            assert!(page.contains(&format!("<title>{rejected} ")), "{page}");
        }
        assert_eq!(client.get("/api/liveblocks-auth/below").dispatch().status(), Status::NotFound);
    }
}
