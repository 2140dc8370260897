//! A small real application on Rocket: people sign in with a password (a session in a private
//! cookie), and the browser gets Liveblocks tokens for the documents of their team.
//!
//! Everything that isn't about Rocket is in `example-demo`. Start it with
//! `cargo run -p example-rocket`. It needs nothing else.

mod auth;
mod routes;
mod sessions;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use example_demo::api::BODY_LIMIT;
use example_demo::settings::SettingsError;
use example_demo::shutdown::GRACE;
use example_demo::{DocumentPolicy, Settings, Shutdown, Store, page, start, tokens};
use liveblocks_auth::{Authorizer, BoxError};
use rocket::config::{self, Config, LogLevel};
use rocket::data::{Limits, ToByteUnit as _};
use rocket::error::ErrorKind;
use rocket::fairing::AdHoc;
use rocket::tokio;
use rocket::tokio::time::sleep;

/// The time that connections without a request have to close at shutdown.
const IDLE: Duration = Duration::from_millis(100);

#[rocket::main]
async fn main() -> ExitCode {
    start::log();
    start::end(run().await)
}

async fn run() -> Result<(), BoxError> {
    let settings = Settings::from_env()?;
    let (liveblocks, origin) = tokens::from_env()?;
    let files = page::files(&settings.web)?;
    let shutdown = Shutdown::listen()?;
    let store = Store::open(&settings.database_url).await?;

    let authorizer = Authorizer::access_tokens(liveblocks, DocumentPolicy::new(store.clone()));
    let config = Config {
        address: Ipv4Addr::LOCALHOST.into(),
        port: settings.port,
        secret_key: sessions::key(&store).await?,
        limits: Limits::new().limit("json", BODY_LIMIT.bytes()),
        // Rocket's default of 2 s for requests to finish is less than a reply can take. After
        // `mercy`, Rocket waits one more second for open connections.
        shutdown: config::Shutdown { grace: GRACE.as_secs().try_into()?, mercy: 0, ..Default::default() },
        log_level: LogLevel::Off,
        ..Config::default()
    };
    let announced = (origin.clone(), store.clone());
    let announce = AdHoc::on_liftoff("announce", |rocket| {
        Box::pin(async move {
            // Rocket opens the port itself, so the address is not known before.
            let address = SocketAddr::new(rocket.config().address, rocket.config().port);
            start::announce("Rocket", &announced.0, &announced.1, address);
        })
    });
    // After this time, Rocket checks once whether a connection is open. If so, it waits for the
    // whole grace period of the requests. Idle connections close at once.
    let let_idle_close = AdHoc::on_shutdown("let idle connections close", |_| Box::pin(sleep(IDLE)));
    let server =
        routes::routes(config, store.clone(), authorizer, origin, files).attach(announce).attach(let_idle_close);
    let server = server.ignite().await?;

    // Rocket listens for signals too, but only once it has started.
    let stop = server.shutdown();
    tokio::spawn(async move {
        shutdown.requested().await;
        stop.notify();
    });
    if let Err(error) = server.launch().await {
        match error.kind() {
            ErrorKind::Bind(cause) => {
                let cause = io::Error::new(cause.kind(), cause.to_string());
                return Err(SettingsError::Bind(settings.port, cause).into());
            }
            ErrorKind::Shutdown(..) => tracing::warn!("a connection did not close in time"),
            _ => return Err(error.into()),
        }
    }
    store.close().await;
    Ok(())
}
