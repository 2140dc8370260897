//! A small real application on axum: people sign in with a password (axum-login, tower-sessions),
//! and the browser gets Liveblocks tokens for the documents of their team.
//!
//! Everything that isn't about axum is in `example-demo`. Start it with
//! `cargo run -p example-axum`. It needs nothing else.

mod auth;
mod routes;
mod session_store;
mod sessions;

use std::process::ExitCode;

use example_demo::serve::serve;
use example_demo::{DocumentPolicy, Settings, Shutdown, Store, page, start, tokens};
use liveblocks_auth::{AuthEndpoint, BoxError, resolver_fn};

use crate::auth::login_or_api_token;

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

    let endpoint = AuthEndpoint::access_tokens(
        liveblocks,
        resolver_fn(store.clone(), login_or_api_token),
        DocumentPolicy::new(store.clone()),
    );
    let login = sessions::login_layer(&store).await?;
    let app = routes::router(endpoint, login, origin.clone(), files);

    start::announce("axum", &origin, &store, address);
    serve(listener, app, shutdown).await?;
    store.close().await;
    Ok(())
}
