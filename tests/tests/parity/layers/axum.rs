//! Serves the ready endpoint in tower-http's CORS layer.

#![allow(clippy::needless_pass_by_value, reason = "a server keeps its fixture, whatever it needs of it")]

use std::io;
use std::net::SocketAddr;

use axum::Router;
use axum::http::{HeaderValue, Method, StatusCode, header};
use liveblocks_auth_axum::{auth_endpoint, auth_endpoint_with};
use liveblocks_auth_conformance::fixture::{ALLOWED_ORIGINS, Person};
use liveblocks_auth_conformance::{ACCESS_PATH, Fixture, ID_PATH};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::axum::listen::serve;

/// The layer is around the application.
pub(crate) fn around_the_app(fixture: Fixture) -> io::Result<SocketAddr> {
    let routes = Router::new()
        .route(ACCESS_PATH, auth_endpoint(fixture.access_tokens()))
        .route(ID_PATH, auth_endpoint(fixture.id_tokens()));
    serve(routes.layer(layer()))
}

/// The layer is around the endpoint only.
pub(crate) fn around_the_endpoint(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(
        Router::new()
            .route(ACCESS_PATH, auth_endpoint(fixture.access_tokens()).layer(layer()))
            .route(ID_PATH, auth_endpoint(fixture.id_tokens()).layer(layer())),
    )
}

/// A login that rejects everyone, inside the layer.
pub(crate) fn rejecting(fixture: Fixture) -> io::Result<SocketAddr> {
    let user = async |(): ()| Err::<Person, _>((StatusCode::UNAUTHORIZED, "please log in"));
    serve(Router::new().route(ACCESS_PATH, auth_endpoint_with(fixture.access_authorizer(), user)).layer(layer()))
}

/// A layer that allows every origin.
pub(crate) fn open_to_all(fixture: Fixture) -> io::Result<SocketAddr> {
    let endpoint = auth_endpoint(fixture.access_tokens());
    serve(Router::new().route(ACCESS_PATH, endpoint).layer(layer().allow_origin(AllowOrigin::mirror_request())))
}

fn layer() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(ALLOWED_ORIGINS.map(HeaderValue::from_static))
        .allow_credentials(true)
        .allow_methods([Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
}
