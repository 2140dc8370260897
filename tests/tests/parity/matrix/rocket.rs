//! Rocket in each environment.

#![allow(clippy::needless_pass_by_value, reason = "a server keeps its fixture, whatever it needs of it")]

use std::io;
use std::net::SocketAddr;
use std::sync::mpsc;

use liveblocks_auth_conformance::{ACCESS_PATH, Fixture, ID_PATH};
use liveblocks_auth_rocket::auth_endpoint;
use rocket::Config;
use rocket::data::{Limits, ToByteUnit as _};
use rocket::fairing::AdHoc;

use super::BODY_LIMIT;
use super::shutdown::{GRACE, MERCY, Running};
use crate::rocket::{config, serve};

/// A fairing that logs and normalizes the path, the default Shield, and a limit for bodies. Rocket
/// has no fairing for a timeout, and catches panics itself.
pub(super) fn in_layers(fixture: Fixture) -> io::Result<SocketAddr> {
    let limits = Limits::new().limit("json", BODY_LIMIT.bytes());
    let on_request = AdHoc::on_request("log and normalize", |request, _| {
        tracing::info!("{} {}", request.method(), request.uri());
        let normalized = request.uri().to_owned().into_normalized();
        request.set_uri(normalized);
        Box::pin(async {})
    });
    let on_response = AdHoc::on_response("log", |_, response| {
        tracing::info!("{}", response.status());
        Box::pin(async {})
    });
    serve(
        rocket::custom(Config { limits, ..config() })
            .attach(on_request)
            .attach(auth_endpoint(ACCESS_PATH, fixture.access_tokens()))
            .attach(auth_endpoint(ID_PATH, fixture.id_tokens()))
            .attach(on_response),
    )
}

/// Rocket opens the port itself.
pub(super) fn stoppable(fixture: Fixture) -> io::Result<Running> {
    let (listening, address) = mpsc::channel();
    let running = Running::new(move |_, stopping| async move {
        let mut config = config();
        config.shutdown.grace = GRACE.as_secs().try_into().map_err(io::Error::other)?;
        config.shutdown.mercy = MERCY.as_secs().try_into().map_err(io::Error::other)?;
        let liftoff = AdHoc::on_liftoff("address", move |rocket| {
            let _ = listening.send(SocketAddr::new(rocket.config().address, rocket.config().port));
            Box::pin(async {})
        });
        let endpoint = auth_endpoint(ACCESS_PATH, fixture.access_tokens());
        let rocket = rocket::custom(config).attach(endpoint).attach(liftoff);
        let rocket = rocket.ignite().await.map_err(io::Error::other)?;
        let stop = rocket.shutdown();
        tokio::spawn(async move {
            let _ = stopping.await;
            stop.notify();
        });
        rocket.launch().await.map(drop).map_err(io::Error::other)
    })?;
    Ok(Running { addr: address.recv().map_err(io::Error::other)?, ..running })
}
