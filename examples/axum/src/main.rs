//! A small real application on axum: sign in with a password (axum-login, tower-sessions), and a browser gets Liveblocks tokens for
//! the documents of its team.
//!
//! What is not about axum is in `example-demo`. Start it with `cargo run -p example-axum`; it needs nothing else.

mod auth;
mod routes;
mod sessions;

use std::process::ExitCode;

use example_demo::{DocumentPolicy, Settings, Shutdown, Store, start, tokens};
use liveblocks_auth_axum::liveblocks_auth::{AuthEndpoint, BoxError};

use crate::auth::LoginOrApiToken;

#[tokio::main]
async fn main() -> ExitCode {
    start::log();
    start::end(run().await)
}

async fn run() -> Result<(), BoxError> {
    let settings = Settings::from_env()?;
    let liveblocks = tokens::from_env()?;
    let shutdown = Shutdown::listen()?;
    let (listener, address) = settings.listen()?;
    let store = Store::open(&settings.database_url).await?;

    let source = liveblocks.token_source().clone();
    let endpoint = AuthEndpoint::access_tokens(
        liveblocks,
        LoginOrApiToken::new(store.clone()),
        DocumentPolicy::new(store.clone()),
    );
    let login = sessions::login_layer(&store).await?;
    let server = axum::serve(tokio::net::TcpListener::from_std(listener)?, routes::router(endpoint, login))
        .with_graceful_shutdown(shutdown.clone().requested());

    start::announce("axum", &source, &store, address);
    tokio::select! {
        served = server => served?,
        () = shutdown.overdue() => tracing::warn!("a connection did not close in time"),
    }
    store.close().await;
    Ok(())
}
