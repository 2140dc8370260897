//! Serves the ready endpoint beside a CORS fairing of the application.

#![allow(clippy::needless_pass_by_value, reason = "a server keeps its fixture, whatever it needs of it")]

use std::io;
use std::net::SocketAddr;

use liveblocks_auth_conformance::fixture::{ALLOWED_ORIGINS, Person};
use liveblocks_auth_conformance::{ACCESS_PATH, Fixture, ID_PATH};
use liveblocks_auth_rocket::{auth_endpoint, auth_endpoint_with};
use rocket::fairing::{AdHoc, Fairing};
use rocket::http::{Header, Method, Status};
use rocket::{Build, Rocket};

use crate::rocket::{rocket, serve};

/// The fairing runs before the one of the endpoint.
pub(crate) fn before_the_endpoint(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(endpoints(rocket().attach(fairing(is_allowed)), &fixture))
}

/// The fairing runs after the one of the endpoint, because it is attached while Rocket ignites,
/// too.
pub(crate) fn after_the_endpoint(fixture: Fixture) -> io::Result<SocketAddr> {
    let late = AdHoc::on_ignite("late", |rocket| async { rocket.attach(fairing(is_allowed)) });
    serve(endpoints(rocket(), &fixture).attach(late))
}

/// A login that rejects everyone, beside the fairing.
pub(crate) fn rejecting(fixture: Fixture) -> io::Result<SocketAddr> {
    let user = async |_: Method| Err::<Person, _>(Status::Unauthorized);
    let endpoint = auth_endpoint_with(ACCESS_PATH, fixture.access_authorizer(), user);
    serve(rocket().attach(fairing(is_allowed)).attach(endpoint))
}

/// A fairing that allows every origin.
pub(crate) fn open_to_all(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(endpoints(rocket().attach(fairing(|_| true)), &fixture))
}

fn endpoints(rocket: Rocket<Build>, fixture: &Fixture) -> Rocket<Build> {
    rocket
        .attach(auth_endpoint(ACCESS_PATH, fixture.access_tokens()))
        .attach(auth_endpoint(ID_PATH, fixture.id_tokens()))
}

fn is_allowed(origin: &str) -> bool {
    ALLOWED_ORIGINS.contains(&origin)
}

/// A fairing as applications write it: it adds the headers to every response to an allowed page.
fn fairing(is_allowed: fn(&str) -> bool) -> impl Fairing {
    AdHoc::on_response("CORS", move |request, response| {
        if let Some(origin) = request.headers().get_one("origin").filter(|origin| is_allowed(origin)) {
            response.set_header(Header::new("Access-Control-Allow-Origin", origin.to_owned()));
            response.set_header(Header::new("Access-Control-Allow-Credentials", "true"));
            response.set_header(Header::new("Vary", "Origin"));
        }
        if request.method() == Method::Options {
            response.set_header(Header::new("Access-Control-Allow-Methods", "POST"));
            response.set_header(Header::new("Access-Control-Allow-Headers", "Authorization, Content-Type"));
        }
        Box::pin(async {})
    })
}
