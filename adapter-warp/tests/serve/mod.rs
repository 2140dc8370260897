//! Serves the kit's fixture at each level of the adapter.

#![allow(clippy::needless_pass_by_value, reason = "a server keeps its fixture, whatever it needs of it")]

pub(crate) mod listen;

use std::io;
use std::net::SocketAddr;

use liveblocks_auth_conformance::Fixture;
use liveblocks_auth_conformance::fixture::Person;
use liveblocks_auth_warp::{
    AuthReply, AuthRequest, CurrentUser, auth_endpoint, auth_endpoint_with, auth_request, current_user, recover,
};
use warp::{Filter, Rejection, path};

use self::listen::serve;

/// The ready endpoint.
pub(crate) fn ready(fixture: Fixture) -> io::Result<SocketAddr> {
    let access = path!("api" / "liveblocks-auth").and(auth_endpoint(fixture.access_tokens()));
    let id = path!("api" / "liveblocks-id").and(auth_endpoint(fixture.id_tokens()));
    serve(access.or(id))
}

/// The endpoint over a login of the application, which can fail or return `None`.
pub(crate) fn own_login(fixture: Fixture) -> io::Result<SocketAddr> {
    let login = current_user(fixture.resolver()).map(Login::Ok).or_else(failed);
    let access = auth_endpoint_with(fixture.access_authorizer(), login.clone(), user);
    let id = auth_endpoint_with(fixture.id_authorizer(), login, user);
    serve(path!("api" / "liveblocks-auth").and(access).or(path!("api" / "liveblocks-id").and(id)))
}

type Login = Result<CurrentUser<Person>, AuthReply>;

async fn failed(rejection: Rejection) -> Result<(Login,), Rejection> {
    recover(rejection).await.map(|reply| (Err(reply),))
}

async fn user(login: Login) -> Result<Option<Person>, AuthReply> {
    match login {
        Ok(CurrentUser(person)) => Ok(Some(person)),
        Err(AuthReply(reply)) if reply.status() == 401 => Ok(None),
        Err(reply) => Err(reply),
    }
}

/// Handlers of the application's own.
pub(crate) fn by_hand(fixture: Fixture) -> io::Result<SocketAddr> {
    let request = auth_request(fixture.liveblocks().clone());
    let requested = warp::any().map(move || fixture.clone()).and(request);
    let access = path!("api" / "liveblocks-auth").and(requested.clone()).then(access);
    let id = path!("api" / "liveblocks-id").and(requested).then(id);
    // Each handler sends its own rejection. Otherwise warp would try the next route.
    serve(access.recover(recover).or(id.recover(recover)))
}

async fn access(fixture: Fixture, request: AuthRequest) -> AuthReply {
    fixture.access_by_hand(&request).await.into()
}

async fn id(fixture: Fixture, request: AuthRequest) -> AuthReply {
    fixture.id_by_hand(&request).await.into()
}
