//! Rocket: ours, and by hand.

use std::net::SocketAddr;

use liveblocks_auth::BoxError;
use liveblocks_auth_rocket::auth_endpoint;
use rocket::config::LogLevel;
use rocket::http::{ContentType, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::serde::json::Json;
use rocket::tokio::runtime;
use rocket::{Build, Config, Request, Rocket, State, post, routes};

use crate::hand::{AuthBody, Upstream};
use crate::ours::{self, PATH};

pub(crate) fn ours(address: SocketAddr) -> Result<(), BoxError> {
    let endpoint = ours::endpoint()?;
    serve(address, |rocket| rocket.attach(auth_endpoint(PATH, endpoint)))
}

pub(crate) fn hand(address: SocketAddr) -> Result<(), BoxError> {
    let upstream = Upstream::from_env()?;
    serve(address, |rocket| rocket.manage(upstream).mount("/", routes![auth]))
}

struct User<'r>(&'r str);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for User<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match request.headers().get_one("x-user") {
            Some(user) => Outcome::Success(Self(user)),
            None => Outcome::Error((Status::Unauthorized, ())),
        }
    }
}

#[post("/api/liveblocks-auth", data = "<body>")]
async fn auth(
    upstream: &State<Upstream>,
    user: User<'_>,
    body: Json<AuthBody>,
) -> Result<(Status, (ContentType, Vec<u8>)), Status> {
    let (status, token) = upstream.authorize(user.0, &body).await.map_err(|_| Status::BadGateway)?;
    Ok((Status::new(status.as_u16()), (ContentType::JSON, token.into())))
}

fn serve(address: SocketAddr, mount: impl FnOnce(Rocket<Build>) -> Rocket<Build>) -> Result<(), BoxError> {
    let config = Config {
        address: address.ip(),
        port: address.port(),
        workers: 1,
        log_level: LogLevel::Off,
        ..Config::release_default()
    };
    // `#[launch]` would build the same, but it reads `workers` only from the environment.
    let runtime = runtime::Builder::new_multi_thread().worker_threads(config.workers).enable_all().build()?;
    runtime.block_on(mount(rocket::custom(config)).launch())?;
    Ok(())
}
