//! Serves the ready endpoint in the middleware of actix-cors.

use std::io;
use std::net::SocketAddr;

use actix_cors::Cors;
use actix_web::error::ErrorUnauthorized;
use actix_web::http::header;
use actix_web::web;
use liveblocks_auth_actix_web::{auth_endpoint, auth_endpoint_with};
use liveblocks_auth_conformance::fixture::{ALLOWED_ORIGINS, Person};
use liveblocks_auth_conformance::{ACCESS_PATH, Fixture, ID_PATH};

use crate::actix::listen::serve;

/// The middleware is around the application.
pub(crate) fn around_the_app(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(move |config| {
        let routes = web::scope("")
            .wrap(middleware())
            .service(auth_endpoint(ACCESS_PATH, fixture.access_tokens()))
            .service(auth_endpoint(ID_PATH, fixture.id_tokens()));
        config.service(routes);
    })
}

/// The middleware is around the endpoint only.
pub(crate) fn around_the_endpoint(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(move |config| {
        config
            .service(auth_endpoint(ACCESS_PATH, fixture.access_tokens()).wrap(middleware()))
            .service(auth_endpoint(ID_PATH, fixture.id_tokens()).wrap(middleware()));
    })
}

/// A login that rejects everyone, inside the middleware.
pub(crate) fn rejecting(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(move |config| {
        let user = async |(): ()| Err::<Person, _>(ErrorUnauthorized("please log in"));
        let endpoint = auth_endpoint_with(ACCESS_PATH, fixture.access_authorizer(), user);
        config.service(web::scope("").wrap(middleware()).service(endpoint));
    })
}

/// A middleware that allows every origin.
pub(crate) fn open_to_all(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(move |config| {
        let routes = web::scope("").wrap(without_origins().allow_any_origin());
        config.service(routes.service(auth_endpoint(ACCESS_PATH, fixture.access_tokens())));
    })
}

fn middleware() -> Cors {
    ALLOWED_ORIGINS.into_iter().fold(without_origins(), Cors::allowed_origin)
}

fn without_origins() -> Cors {
    Cors::default()
        .supports_credentials()
        .allowed_methods(["POST"])
        .allowed_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
}
