//! Serves the kit's fixture at each level of the adapter.

#![allow(clippy::needless_pass_by_value, reason = "a server keeps its fixture, whatever it needs of it")]

pub(crate) mod listen;

use std::io;
use std::net::SocketAddr;

use actix_web::HttpMessage as _;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data, ReqData, ServiceConfig};
use liveblocks_auth::{ErrorKind, RequestHead, UserResolver as _};
use liveblocks_auth_actix_web::{
    AuthReply, AuthRequest, CurrentUser, auth_endpoint, auth_endpoint_with, login_deadline,
};
use liveblocks_auth_conformance::fixture::{People, Person};
use liveblocks_auth_conformance::{ACCESS_PATH, Fixture, ID_PATH};

use self::listen::serve;

/// The ready endpoint.
pub(crate) fn ready(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(move |config| {
        config
            .service(auth_endpoint(ACCESS_PATH, fixture.access_tokens()))
            .service(auth_endpoint(ID_PATH, fixture.id_tokens()));
    })
}

/// The endpoint over a login of the application, which can fail or return `None`.
pub(crate) fn own_login(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(move |config| {
        state(config, &fixture);
        config.service(auth_endpoint_with(ACCESS_PATH, fixture.access_authorizer(), user)).service(auth_endpoint_with(
            ID_PATH,
            fixture.id_authorizer(),
            user,
        ));
    })
}

async fn user(login: Result<CurrentUser<Person>, AuthReply>) -> Result<Option<Person>, AuthReply> {
    match login {
        Ok(CurrentUser(person)) => Ok(Some(person)),
        Err(AuthReply(reply)) if reply.status() == 401 => Ok(None),
        Err(reply) => Err(reply),
    }
}

/// The endpoint over a login that runs as a middleware around it.
pub(crate) fn login_layer(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(move |config| {
        let endpoint = |path, authorizer| {
            let user = async |user: ReqData<Option<Person>>| user.into_inner();
            let resource = auth_endpoint_with(path, authorizer, user).wrap(from_fn(sign_in));
            resource.wrap(from_fn(login_deadline(fixture.liveblocks().clone())))
        };
        config
            .service(endpoint(ACCESS_PATH, fixture.access_authorizer()))
            .service(endpoint(ID_PATH, fixture.id_authorizer()));
    })
}

async fn sign_in(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> actix_web::Result<ServiceResponse<impl MessageBody>> {
    let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let head =
        RequestHead::copy("POST", request.path(), request.uri().query(), headers).with_peer_addr(request.peer_addr());
    let user = People.resolve(&head).await.map_err(|_| AuthReply::from(ErrorKind::Resolver))?;
    request.extensions_mut().insert(user);
    next.call(request).await
}

/// Handlers of the application's own.
pub(crate) fn by_hand(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(move |config| {
        state(config, &fixture);
        config.route(ACCESS_PATH, web::route().to(access)).route(ID_PATH, web::route().to(id));
    })
}

async fn access(fixture: Data<Fixture>, request: AuthRequest) -> AuthReply {
    fixture.access_by_hand(&request).await.into()
}

async fn id(fixture: Data<Fixture>, request: AuthRequest) -> AuthReply {
    fixture.id_by_hand(&request).await.into()
}

fn state(config: &mut ServiceConfig, fixture: &Fixture) {
    config
        .app_data(Data::new(fixture.clone()))
        .app_data(Data::new(fixture.liveblocks().clone()))
        .app_data(Data::new(fixture.resolver()));
}
