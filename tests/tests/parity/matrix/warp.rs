//! warp in each environment.

#![allow(clippy::needless_pass_by_value, reason = "a server keeps its fixture, whatever it needs of it")]

use std::io;
use std::net::SocketAddr;

use futures_util::FutureExt as _;
use liveblocks_auth_conformance::Fixture;
use liveblocks_auth_warp::auth_endpoint;
use warp::path::{end, path as segment};
use warp::{Filter, path};

use super::shutdown::Running;
use crate::warp::listen::serve;

/// Below the filter of a prefix.
pub(super) fn nested(fixture: Fixture) -> io::Result<SocketAddr> {
    let access = segment("liveblocks-auth").and(end()).and(auth_endpoint(fixture.access_tokens()));
    let id = segment("liveblocks-id").and(end()).and(auth_endpoint(fixture.id_tokens()));
    serve(segment("api").and(access.or(id)))
}

/// The wrappers are around the application. warp has none for a timeout, a panic or the path. Its
/// `content_length_limit` is left out: it rejects chunked bodies and preflights itself.
pub(super) fn in_layers(fixture: Fixture) -> io::Result<SocketAddr> {
    let access = path!("api" / "liveblocks-auth").and(auth_endpoint(fixture.access_tokens()));
    let id = path!("api" / "liveblocks-id").and(auth_endpoint(fixture.id_tokens()));
    serve(access.or(id).with(warp::log("parity")).with(warp::trace::request()))
}

/// The wrappers are around the endpoint only.
pub(super) fn in_own_layers(fixture: Fixture) -> io::Result<SocketAddr> {
    let layered = |endpoint| auth_endpoint(endpoint).with(warp::log("parity")).with(warp::trace::request());
    let access = path!("api" / "liveblocks-auth").and(layered(fixture.access_tokens()));
    let id = path!("api" / "liveblocks-id").and(layered(fixture.id_tokens()));
    serve(access.or(id))
}

/// Compresses every reply, whatever the client accepts.
pub(super) fn compressed(fixture: Fixture) -> io::Result<SocketAddr> {
    let access = path!("api" / "liveblocks-auth").and(auth_endpoint(fixture.access_tokens()));
    serve(access.with(warp::compression::gzip()))
}

pub(super) fn stoppable(fixture: Fixture) -> io::Result<Running> {
    let routes = path!("api" / "liveblocks-auth").and(auth_endpoint(fixture.access_tokens()));
    Running::new(async |listener, stopping| {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        warp::serve(routes).incoming(listener).graceful(stopping.map(drop)).run().await;
        Ok(())
    })
}
