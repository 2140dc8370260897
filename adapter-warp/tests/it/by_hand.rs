//! A hand-written handler.

use std::sync::Arc;

use liveblocks_auth_conformance::People;
use liveblocks_auth_warp::{AuthReply, AuthRequest, CurrentUser, auth_request, current_user, recover};
use warp::http::StatusCode;
use warp::{Filter, Rejection, path};

use crate::another::another_route;
use crate::listen::serve;
use crate::support::{HOME, PATH, ask, ask_by, liveblocks};

type User = CurrentUser<People>;

fn user() -> impl Filter<Extract = (User,), Error = Rejection> + Clone {
    current_user(liveblocks(), Arc::new(People))
}

#[test]
fn nobody_can_be_handled_by_the_application() {
    let anybody = user().map(Some).or_else(|rejection: Rejection| async {
        match rejection.find::<AuthReply>() {
            Some(AuthReply(reply)) if reply.status() == StatusCode::UNAUTHORIZED => Ok((None,)),
            _ => Err(rejection),
        }
    });
    let who =
        |user: Option<User>| user.map_or_else(|| "nobody".to_owned(), |CurrentUser(person)| format!("{person:?}"));
    let addr = serve(path!("api" / "liveblocks-auth").and(anybody).map(who).recover(recover)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), r#"200 Person { name: "alice" }"#);
    assert_eq!(ask(addr, None, HOME), "200 nobody");
    assert_eq!(ask(addr, Some("broken"), HOME), "503 unavailable");
}

#[test]
fn recover_sends_what_is_ours_and_lets_the_rest_go_on() {
    let handler = path!("api" / "liveblocks-auth").and(user()).and(auth_request(liveblocks()));
    let handler = handler.and(warp::header::exact("x-of-mine", "yes")).map(|_, _: AuthRequest| "handled");
    let addr = serve(handler.recover(recover).or(another_route())).unwrap();
    assert_eq!(ask(addr, None, HOME), "401 unauthenticated");
    assert_eq!(ask(addr, Some("alice"), "["), "400 body");
    assert_eq!(ask_by("GET", addr, PATH), "405 method");
    assert_eq!(ask(addr, Some("alice"), HOME), "200 another route");
    assert_eq!(ask_by("GET", addr, "/"), "200 another route");
    assert_eq!(ask(addr, Some("alice\r\nx-of-mine: yes"), HOME), "200 handled");
}
