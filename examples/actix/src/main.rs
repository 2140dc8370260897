//! A small real application on actix-web: people sign in with a password (actix-identity,
//! actix-session), and the browser gets Liveblocks tokens for the documents of their team.
//!
//! Everything that isn't about actix-web is in `example-demo`. Start it with
//! `cargo run -p example-actix`. It needs nothing else.

mod auth;
mod connections;
mod routes;
mod sessions;

use std::process::ExitCode;

use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer};
use example_demo::connections::{Connections, connections_within, raise_descriptor_limit};
use example_demo::{DocumentPolicy, Settings, Shutdown, Store, page, shutdown, start, tokens};
use liveblocks_auth::{Authorizer, BoxError};

use crate::connections::{DESCRIPTORS, add, note};

#[actix_web::main]
async fn main() -> ExitCode {
    start::log();
    start::end(run().await)
}

async fn run() -> Result<(), BoxError> {
    let settings = Settings::from_env()?;
    let (liveblocks, origin) = tokens::from_env()?;
    let files = page::files(&settings.web)?;
    let shutdown = Shutdown::listen()?;
    let (listener, address) = settings.listen()?;
    let store = Store::open(&settings.database_url).await?;

    let authorizer = Authorizer::access_tokens(liveblocks, DocumentPolicy::new(store.clone()));
    let routes = routes::routes(store.clone(), authorizer, sessions::key(&store).await?, origin.clone(), files);
    let connections = Connections::new(connections_within(raise_descriptor_limit()?, DESCRIPTORS));
    let workers = std::thread::available_parallelism()?.get();
    let server = HttpServer::new(move || App::new().wrap(from_fn(note)).configure(routes.clone()))
        .on_connect(add(connections.clone()))
        .workers(workers)
        // Leaves time to close connections before it accepts more.
        .max_connections(connections.limit() * 5 / 4 / workers)
        .listen(listener)?
        .shutdown_signal(shutdown.requested())
        .shutdown_timeout(shutdown::GRACE.as_secs());

    start::announce("actix-web", &origin, &store, address);
    server.run().await?;
    store.close().await;
    Ok(())
}
