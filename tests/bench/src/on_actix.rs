//! actix-web: ours, by hand, and by hand with the whole head.

use std::net::SocketAddr;

use actix_web::error::{ErrorBadGateway, ErrorUnauthorized};
use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::web::{Data, Json, ServiceConfig, post};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, Result, rt};
use liveblocks_auth::{BoxError, RequestHead};
use liveblocks_auth_actix_web::auth_endpoint;

use crate::hand::{AuthBody, Upstream};
use crate::ours::{self, PATH};

pub(crate) fn ours(address: SocketAddr) -> Result<(), BoxError> {
    let endpoint = ours::endpoint()?;
    serve(address, move |config| {
        config.service(auth_endpoint(PATH, endpoint.clone()));
    })
}

pub(crate) fn hand(address: SocketAddr) -> Result<(), BoxError> {
    let upstream = Data::new(Upstream::from_env()?);
    serve(address, move |config| {
        config.app_data(upstream.clone()).route(PATH, post().to(auth));
    })
}

/// Copies every header for the user, as a resolver gets them, in a type that can cross threads.
pub(crate) fn hand_with_head(address: SocketAddr) -> Result<(), BoxError> {
    let upstream = Data::new(Upstream::from_env()?);
    serve(address, move |config| {
        config.app_data(upstream.clone()).route(PATH, post().to(auth_with_head));
    })
}

async fn auth(upstream: Data<Upstream>, request: HttpRequest, body: Json<AuthBody>) -> Result<HttpResponse> {
    let user = request.headers().get("x-user").and_then(|value| value.to_str().ok());
    reply(&upstream, user, &body).await
}

async fn auth_with_head(upstream: Data<Upstream>, request: HttpRequest, body: Json<AuthBody>) -> Result<HttpResponse> {
    let user = {
        let (method, uri) = (request.method().as_str(), request.uri());
        let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let head = RequestHead::copy(method, uri.path(), uri.query(), headers);
        head.header("x-user").map(str::to_owned)
    };
    reply(&upstream, user.as_deref(), &body).await
}

async fn reply(upstream: &Upstream, user: Option<&str>, body: &AuthBody) -> Result<HttpResponse> {
    let user = user.ok_or_else(|| ErrorUnauthorized("not signed in"))?;
    let (status, token) = upstream.authorize(user, body).await.map_err(ErrorBadGateway)?;
    let status = StatusCode::from_u16(status.as_u16()).map_err(ErrorBadGateway)?;
    Ok(HttpResponse::build(status).content_type(ContentType::json()).body(token))
}

fn serve(address: SocketAddr, routes: impl Fn(&mut ServiceConfig) + Clone + Send + 'static) -> Result<(), BoxError> {
    let server = HttpServer::new(move || App::new().configure(routes.clone())).workers(1).bind(address)?;
    Ok(rt::System::new().block_on(server.run())?)
}
