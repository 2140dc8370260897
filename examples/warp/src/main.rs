//! A small real application on warp: people sign in with a password (a session in an encrypted
//! cookie), and the browser gets Liveblocks tokens for the documents of their team.
//!
//! Everything that isn't about warp is in `example-demo`. Start it with
//! `cargo run -p example-warp`. It needs nothing else.

mod auth;
mod routes;
mod sessions;

use std::process::ExitCode;

use example_demo::serve::serve;
use example_demo::{DocumentPolicy, Settings, Shutdown, Store, page, start, tokens};
use liveblocks_auth::{Authorizer, BoxError};

#[tokio::main]
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

    start::announce("warp", &origin, &store, address);
    serve(listener, warp::service(routes), shutdown).await?;
    store.close().await;
    Ok(())
}
