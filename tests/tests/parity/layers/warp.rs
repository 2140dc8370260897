//! Serves the ready endpoint in warp's own CORS filter.

#![allow(clippy::needless_pass_by_value, reason = "a server keeps its fixture, whatever it needs of it")]

use std::io;
use std::net::SocketAddr;

use liveblocks_auth_conformance::Fixture;
use liveblocks_auth_conformance::fixture::{ALLOWED_ORIGINS, Person};
use liveblocks_auth_warp::{auth_endpoint, auth_endpoint_with};
use warp::filters::cors::Builder;
use warp::http::StatusCode;
use warp::reply::with_status;
use warp::{Filter, path};

use crate::warp::listen::serve;

/// The filter is around the application.
pub(crate) fn around_the_app(fixture: Fixture) -> io::Result<SocketAddr> {
    let access = path!("api" / "liveblocks-auth").and(auth_endpoint(fixture.access_tokens()));
    let id = path!("api" / "liveblocks-id").and(auth_endpoint(fixture.id_tokens()));
    serve(access.or(id).with(cors()))
}

/// The filter is around the endpoint only.
pub(crate) fn around_the_endpoint(fixture: Fixture) -> io::Result<SocketAddr> {
    let access = path!("api" / "liveblocks-auth").and(auth_endpoint(fixture.access_tokens()).with(cors()));
    let id = path!("api" / "liveblocks-id").and(auth_endpoint(fixture.id_tokens()).with(cors()));
    serve(access.or(id))
}

/// A login that rejects everyone, inside the filter.
pub(crate) fn rejecting(fixture: Fixture) -> io::Result<SocketAddr> {
    let user = async |()| Err::<Person, _>(with_status("please log in", StatusCode::UNAUTHORIZED));
    let endpoint = auth_endpoint_with(fixture.access_authorizer(), warp::any().map(|| ()), user);
    serve(path!("api" / "liveblocks-auth").and(endpoint).with(cors()))
}

/// A filter that allows every origin.
pub(crate) fn open_to_all(fixture: Fixture) -> io::Result<SocketAddr> {
    let endpoint = auth_endpoint(fixture.access_tokens());
    serve(path!("api" / "liveblocks-auth").and(endpoint).with(cors().allow_any_origin()))
}

fn cors() -> Builder {
    warp::cors()
        .allow_origins(ALLOWED_ORIGINS)
        .allow_credentials(true)
        .allow_methods(["POST"])
        .allow_headers(["authorization", "content-type"])
}
