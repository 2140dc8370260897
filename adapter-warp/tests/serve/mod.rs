//! Servers with the kit's fixture, one for each level of the adapter.

#![allow(clippy::needless_pass_by_value, reason = "a server keeps its fixture, whatever it needs of it")]

mod listen;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use liveblocks_auth_conformance::{Fixture, People};
use liveblocks_auth_warp::{
    AuthReply, AuthRequest, CurrentUser, auth_endpoint, auth_endpoint_with, auth_request, current_user, recover,
};
use warp::{Filter, path};

use self::listen::serve;

/// The ready endpoint.
pub(crate) fn ready(fixture: Fixture) -> io::Result<SocketAddr> {
    let access = path!("api" / "liveblocks-auth").and(auth_endpoint(fixture.access_tokens()));
    let id = path!("api" / "liveblocks-id").and(auth_endpoint(fixture.id_tokens()));
    serve(access.or(id))
}

/// The endpoint over a login of the application's own, which may fail, and find nobody.
pub(crate) fn own_login(fixture: Fixture) -> io::Result<SocketAddr> {
    let login = current_user(fixture.liveblocks().clone(), Arc::new(People));
    let user = |CurrentUser(person): User| async { person };
    let access = auth_endpoint_with(fixture.access_authorizer(), login.clone(), user);
    let id = auth_endpoint_with(fixture.id_authorizer(), login, user);
    serve(path!("api" / "liveblocks-auth").and(access).or(path!("api" / "liveblocks-id").and(id)))
}

/// Handlers written by hand.
pub(crate) fn by_hand(fixture: Fixture) -> io::Result<SocketAddr> {
    let user = current_user(fixture.liveblocks().clone(), Arc::new(People));
    let request = auth_request(fixture.liveblocks().clone());
    let asked = warp::any().map(move || fixture.clone()).and(user).and(request);
    let access = path!("api" / "liveblocks-auth").and(asked.clone()).then(access);
    let id = path!("api" / "liveblocks-id").and(asked).then(id);
    // The one that matches first answers: a refusal must not lead on to the other.
    serve(access.recover(recover).or(id.recover(recover)))
}

async fn access(fixture: Fixture, CurrentUser(person): User, request: AuthRequest) -> AuthReply {
    answer(fixture.access_by_hand(&person, &request).await)
}

async fn id(fixture: Fixture, CurrentUser(person): User, request: AuthRequest) -> AuthReply {
    answer(fixture.id_by_hand(&person, &request).await)
}

fn answer(minted: Result<impl Into<AuthReply>, liveblocks_auth::AuthReply>) -> AuthReply {
    minted.map_or_else(AuthReply::from, Into::into)
}

type User = CurrentUser<People>;
