//! Servers with the kit's fixture, one for each level of the adapter.

#![allow(clippy::needless_pass_by_value, reason = "a server keeps its fixture, whatever it needs of it")]

mod listen;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::any;
use liveblocks_auth::Liveblocks;
use liveblocks_auth_axum::{AuthReply, AuthRequest, CurrentUser, auth_endpoint, auth_endpoint_with};
use liveblocks_auth_conformance::{ACCESS_PATH, Fixture, ID_PATH, People};

use self::listen::serve;

/// The ready endpoint.
pub(crate) fn ready(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(
        Router::new()
            .route(ACCESS_PATH, auth_endpoint(fixture.access_tokens()))
            .route(ID_PATH, auth_endpoint(fixture.id_tokens())),
    )
}

/// The endpoint over a login of the application's own, which may fail, and find nobody.
pub(crate) fn own_login(fixture: Fixture) -> io::Result<SocketAddr> {
    type Login = Result<Option<CurrentUser<People>>, AuthReply>;
    let user = |login: Login| async { login.map(|user| user.map(|CurrentUser(person)| person)) };
    serve(
        Router::new()
            .route(ACCESS_PATH, auth_endpoint_with(fixture.access_authorizer(), user))
            .route(ID_PATH, auth_endpoint_with(fixture.id_authorizer(), user))
            .with_state(App(fixture)),
    )
}

/// Handlers written by hand.
pub(crate) fn by_hand(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(Router::new().route(ACCESS_PATH, any(access)).route(ID_PATH, any(id)).with_state(App(fixture)))
}

async fn access(State(App(fixture)): State<App>, CurrentUser(person): User, request: AuthRequest) -> Answer {
    Ok(fixture.access_by_hand(&person, &request).await?.into())
}

async fn id(State(App(fixture)): State<App>, CurrentUser(person): User, request: AuthRequest) -> Answer {
    Ok(fixture.id_by_hand(&person, &request).await?.into())
}

type User = CurrentUser<People>;
type Answer = Result<AuthReply, AuthReply>;

#[derive(Clone)]
struct App(Fixture);

impl FromRef<App> for Liveblocks {
    fn from_ref(App(fixture): &App) -> Self {
        fixture.liveblocks().clone()
    }
}

impl FromRef<App> for Arc<People> {
    fn from_ref(_: &App) -> Self {
        Arc::new(People)
    }
}
