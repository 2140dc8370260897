//! Serves the kit's fixture at each level of the adapter.

#![allow(clippy::needless_pass_by_value, reason = "a server keeps its fixture, whatever it needs of it")]

use std::io;
use std::net::SocketAddr;
use std::sync::mpsc;

use liveblocks_auth_conformance::fixture::Person;
use liveblocks_auth_conformance::{ACCESS_PATH, Fixture, ID_PATH};
use liveblocks_auth_rocket::{AuthReply, AuthRequest, CurrentUser, auth_catchers, auth_endpoint, auth_endpoint_with};
use rocket::config::{Config, LogLevel, Shutdown};
use rocket::fairing::AdHoc;
use rocket::{Build, Rocket, State, post, routes};

/// The ready endpoint.
pub(crate) fn ready(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(
        rocket()
            .attach(auth_endpoint(ACCESS_PATH, fixture.access_tokens()))
            .attach(auth_endpoint(ID_PATH, fixture.id_tokens())),
    )
}

/// The endpoint over a login of the application, which can fail or return `None`.
pub(crate) fn own_login(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(
        managing(&fixture)
            .attach(auth_endpoint_with(ACCESS_PATH, fixture.access_authorizer(), user))
            .attach(auth_endpoint_with(ID_PATH, fixture.id_authorizer(), user)),
    )
}

async fn user(login: Result<CurrentUser<Person>, AuthReply>) -> Result<Option<Person>, AuthReply> {
    match login {
        Ok(CurrentUser(person)) => Ok(Some(person)),
        Err(AuthReply(reply)) if reply.status() == 401 => Ok(None),
        Err(reply) => Err(reply),
    }
}

/// Handlers of the application's own, below a base.
pub(crate) fn by_hand(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(
        managing(&fixture)
            .mount("/api", routes![access, id])
            .attach(auth_catchers(ACCESS_PATH, fixture.liveblocks().clone()))
            .attach(auth_catchers(ID_PATH, fixture.liveblocks().clone())),
    )
}

#[post("/liveblocks-auth", data = "<request>")]
async fn access(fixture: &State<Fixture>, request: Result<AuthRequest, AuthReply>) -> Result<AuthReply, AuthReply> {
    let request = request?;
    Ok(fixture.access_by_hand(&request).await.into())
}

#[post("/liveblocks-id", data = "<request>")]
async fn id(fixture: &State<Fixture>, request: Result<AuthRequest, AuthReply>) -> Result<AuthReply, AuthReply> {
    let request = request?;
    Ok(fixture.id_by_hand(&request).await.into())
}

pub(crate) fn rocket() -> Rocket<Build> {
    rocket::custom(config())
}

pub(crate) fn config() -> Config {
    let shutdown = Shutdown { ctrlc: false, ..Shutdown::default() };
    Config { port: 0, workers: 1, log_level: LogLevel::Off, shutdown, ..Config::default() }
}

fn managing(fixture: &Fixture) -> Rocket<Build> {
    rocket().manage(fixture.clone()).manage(fixture.liveblocks().clone()).manage(fixture.resolver())
}

/// Serves on its own threads.
pub(crate) fn serve(rocket: Rocket<Build>) -> io::Result<SocketAddr> {
    let (listening, address) = mpsc::channel();
    let rocket = rocket.attach(AdHoc::on_liftoff("address", move |rocket| {
        let address = SocketAddr::new(rocket.config().address, rocket.config().port);
        // The receiver is gone if the launch failed.
        let _ = listening.send(address);
        Box::pin(async {})
    }));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    // If the launch fails, the channel closes without an address.
    std::thread::spawn(move || runtime.block_on(rocket.launch()).is_ok());
    address.recv().map_err(|_| io::Error::other("rocket did not launch"))
}
