//! axum in each environment.

#![allow(clippy::needless_pass_by_value, reason = "a server keeps its fixture, whatever it needs of it")]

use std::io;
use std::net::SocketAddr;

use axum::Router;
use axum::http::StatusCode;
use futures_util::FutureExt as _;
use liveblocks_auth_axum::auth_endpoint;
use liveblocks_auth_conformance::{ACCESS_PATH, Fixture, ID_PATH};
use tower_http::catch_panic::{CatchPanicLayer, DefaultResponseForPanic};
use tower_http::classify::{ServerErrorsAsFailures, SharedClassifier};
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::normalize_path::NormalizePath;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use super::shutdown::Running;
use super::{BODY_LIMIT, TIMEOUT};
use crate::axum::listen::serve;

/// Two routers deep.
pub(super) fn nested(fixture: Fixture) -> io::Result<SocketAddr> {
    let inner = |endpoint| Router::new().route("/", auth_endpoint(endpoint));
    let api = Router::new()
        .nest("/liveblocks-auth", inner(fixture.access_tokens()))
        .nest("/liveblocks-id", inner(fixture.id_tokens()));
    serve(Router::new().nest("/api", api))
}

/// In a router that is nested as a service.
pub(super) fn nested_service(fixture: Fixture) -> io::Result<SocketAddr> {
    let api = Router::new()
        .route("/liveblocks-auth", auth_endpoint(fixture.access_tokens()))
        .route("/liveblocks-id", auth_endpoint(fixture.id_tokens()));
    serve(Router::new().nest_service("/api", api))
}

/// The layers are around the application. The path is normalized before it is routed.
pub(super) fn in_layers(fixture: Fixture) -> io::Result<SocketAddr> {
    let app = Router::new()
        .route(ACCESS_PATH, auth_endpoint(fixture.access_tokens()))
        .route(ID_PATH, auth_endpoint(fixture.id_tokens()));
    serve(Router::new().fallback_service(NormalizePath::trim_trailing_slash(app.layer(layers(BODY_LIMIT)))))
}

/// The layers are around the endpoint only.
pub(super) fn in_own_layers(fixture: Fixture) -> io::Result<SocketAddr> {
    limited_to(BODY_LIMIT, fixture)
}

/// A body limit that is smaller than core's.
pub(super) fn in_a_small_limit(fixture: Fixture) -> io::Result<SocketAddr> {
    limited_to(1024, fixture)
}

fn limited_to(limit: usize, fixture: Fixture) -> io::Result<SocketAddr> {
    serve(
        Router::new()
            .route(ACCESS_PATH, auth_endpoint(fixture.access_tokens()).layer(layers(limit)))
            .route(ID_PATH, auth_endpoint(fixture.id_tokens()).layer(layers(limit))),
    )
}

type Layers = (
    TraceLayer<SharedClassifier<ServerErrorsAsFailures>>,
    CatchPanicLayer<DefaultResponseForPanic>,
    TimeoutLayer,
    CompressionLayer,
    RequestBodyLimitLayer,
);

/// The first one is outermost.
fn layers(limit: usize) -> Layers {
    (
        TraceLayer::new_for_http(),
        CatchPanicLayer::new(),
        TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIMEOUT),
        CompressionLayer::new(),
        RequestBodyLimitLayer::new(limit),
    )
}

pub(super) fn stoppable(fixture: Fixture) -> io::Result<Running> {
    let app = Router::new().route(ACCESS_PATH, auth_endpoint(fixture.access_tokens()));
    Running::new(async |listener, stopping| {
        axum::serve(tokio::net::TcpListener::from_std(listener)?, app).with_graceful_shutdown(stopping.map(drop)).await
    })
}
