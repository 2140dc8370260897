//! Serves the kit's fixture at each level of the adapter.

#![allow(clippy::needless_pass_by_value, reason = "a server keeps its fixture, whatever it needs of it")]

pub(crate) mod listen;

use std::io;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRef, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use axum::{Extension, Router};
use liveblocks_auth::{ErrorKind, Liveblocks, RequestHead, Resolver, UserResolver as _};
use liveblocks_auth_axum::{AuthReply, AuthRequest, CurrentUser, auth_endpoint, auth_endpoint_with, login_deadline};
use liveblocks_auth_conformance::fixture::{People, Person};
use liveblocks_auth_conformance::{ACCESS_PATH, Fixture, ID_PATH};

use self::listen::serve;

/// The ready endpoint.
pub(crate) fn ready(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(
        Router::new()
            .route(ACCESS_PATH, auth_endpoint(fixture.access_tokens()))
            .route(ID_PATH, auth_endpoint(fixture.id_tokens())),
    )
}

/// The endpoint over a login of the application, which can fail or return `None`.
pub(crate) fn own_login(fixture: Fixture) -> io::Result<SocketAddr> {
    type Login = Result<Option<CurrentUser<Person>>, AuthReply>;
    let user = |login: Login| async { login.map(|user| user.map(|CurrentUser(person)| person)) };
    serve(
        Router::new()
            .route(ACCESS_PATH, auth_endpoint_with(fixture.access_authorizer(), user))
            .route(ID_PATH, auth_endpoint_with(fixture.id_authorizer(), user))
            .with_state(App(fixture)),
    )
}

/// The endpoint over a login that runs as a layer around it.
pub(crate) fn login_layer(fixture: Fixture) -> io::Result<SocketAddr> {
    let user = async |Extension(user): Extension<Option<Person>>| user;
    serve(
        Router::new()
            .route(ACCESS_PATH, auth_endpoint_with(fixture.access_authorizer(), user))
            .route(ID_PATH, auth_endpoint_with(fixture.id_authorizer(), user))
            .route_layer(from_fn(sign_in))
            .route_layer(from_fn_with_state(fixture.liveblocks().clone(), login_deadline)),
    )
}

async fn sign_in(connection: ConnectInfo<SocketAddr>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let head = RequestHead::from(parts.clone()).with_peer_addr(Some(connection.0));
    match People.resolve(&head).await {
        Ok(user) => parts.extensions.insert(user),
        Err(_) => return AuthReply::from(ErrorKind::Resolver).into_response(),
    };
    next.run(Request::from_parts(parts, body)).await
}

/// Handlers of the application's own.
pub(crate) fn by_hand(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(Router::new().route(ACCESS_PATH, any(access)).route(ID_PATH, any(id)).with_state(App(fixture)))
}

async fn access(State(App(fixture)): State<App>, request: AuthRequest) -> AuthReply {
    fixture.access_by_hand(&request).await.into()
}

async fn id(State(App(fixture)): State<App>, request: AuthRequest) -> AuthReply {
    fixture.id_by_hand(&request).await.into()
}

#[derive(Clone)]
struct App(Fixture);

impl FromRef<App> for Liveblocks {
    fn from_ref(App(fixture): &App) -> Self {
        fixture.liveblocks().clone()
    }
}

impl FromRef<App> for Resolver<Person> {
    fn from_ref(App(fixture): &App) -> Self {
        fixture.resolver()
    }
}
