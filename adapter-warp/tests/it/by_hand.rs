//! A handler of the application's own, and the signed-in user on other routes.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use liveblocks_auth::Resolver;
use liveblocks_auth_conformance::fixture::{People, Person};
use liveblocks_auth_warp::{AuthReply, AuthRequest, CurrentUser, auth_request, current_user, recover};
use warp::http::StatusCode;
use warp::{Filter, Rejection, Reply, path};

use crate::another::another_route;
use crate::listen;
use crate::log::Log;
use crate::ready::TAKEN;
use crate::support::{self, HOME, PATH, ask, ask_by, hasty};

type User = CurrentUser<Person>;

fn user() -> impl Filter<Extract = (User,), Error = Rejection> + Clone {
    current_user(Resolver::new(People))
}

/// Serves a handler at the endpoint's path.
fn serve<T: Reply + 'static>(
    handler: impl Filter<Extract = (T,), Error = Rejection> + Clone + Send + Sync + 'static,
) -> SocketAddr {
    listen::serve(path!("api" / "liveblocks-auth").and(handler).recover(recover)).unwrap()
}

fn by_hand() -> impl Filter<Extract = (AuthReply,), Error = Rejection> + Clone {
    let liveblocks = hasty();
    auth_request(liveblocks.clone()).then(move |request: AuthRequest| {
        let liveblocks = liveblocks.clone();
        async move { support::by_hand(&liveblocks, &request).await.into() }
    })
}

#[test]
fn one_deadline_covers_admission_and_the_handler() {
    let addr = serve(by_hand());
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    let start = Instant::now();
    assert_eq!(ask(addr, Some("never"), HOME), "503 unavailable");
    assert_eq!(ask(addr, Some("late"), HOME), "503 unavailable");
    assert!(start.elapsed() < Duration::from_secs(8), "that was the default deadline");
}

#[test]
fn a_filter_that_takes_the_body_first_makes_it_unavailable() {
    let log = Log::capture();
    let addr = serve(warp::body::bytes().and(by_hand()).map(|_, reply| reply));
    assert_eq!(ask(addr, Some("alice"), HOME), "503 unavailable");
    assert_eq!(log.take(), [TAKEN]);
}

#[test]
fn each_entry_point_of_a_handler_logs_once() {
    let log = Log::capture();
    let addr = serve(by_hand());
    ask(addr, Some("alice"), HOME);
    assert_eq!(log.take(), ["DEBUG admitted", "INFO minted"]);
    ask(addr, Some("never"), HOME);
    assert_eq!(log.take(), ["DEBUG admitted", "ERROR unavailable: the deadline passed in the handler"]);
    ask_by("GET", addr, PATH);
    assert_eq!(log.take(), ["INFO refused: the method is not POST"]);
}

#[test]
fn current_user_rejects_anonymous_requests() {
    let log = Log::capture();
    let addr = serve(user().map(|CurrentUser(person)| format!("{person:?}")));
    assert_eq!(ask(addr, Some("alice"), HOME), r#"200 Person { name: "alice" }"#);
    assert_eq!(log.take(), ["DEBUG signed in"]);
    assert_eq!(ask(addr, None, HOME), "401 unauthenticated");
    assert_eq!(log.take(), ["INFO refused: the request is anonymous"]);
    assert_eq!(ask(addr, Some("panic"), HOME), "503 unavailable");
    assert_eq!(log.take(), ["ERROR unavailable: a panic in the resolver"]);
}

#[test]
fn a_rejection_tells_anonymous_requests_from_failures() {
    let anonymous_too = user().map(Some).or_else(|rejection: Rejection| async {
        match rejection.find::<AuthReply>() {
            Some(AuthReply(reply)) if reply.status() == StatusCode::UNAUTHORIZED => Ok((None,)),
            _ => Err(rejection),
        }
    });
    let who =
        |user: Option<User>| user.map_or_else(|| "anonymous".to_owned(), |CurrentUser(person)| format!("{person:?}"));
    let addr = serve(anonymous_too.map(who));
    assert_eq!(ask(addr, Some("alice"), HOME), r#"200 Person { name: "alice" }"#);
    assert_eq!(ask(addr, None, HOME), "200 anonymous");
    assert_eq!(ask(addr, Some("broken"), HOME), "503 unavailable");
}

#[test]
fn a_rejection_that_the_application_drops_is_logged_once() {
    let dropped = user().map(|_| "a user").or_else(|_: Rejection| async { Ok::<_, Rejection>(("no user",)) });
    let log = Log::capture();
    let addr = serve(dropped);
    assert_eq!(ask(addr, None, HOME), "200 no user");
    assert_eq!(log.take(), ["INFO refused: the request is anonymous"]);
    assert_eq!(ask(addr, Some("panic"), HOME), "200 no user");
    assert_eq!(log.take(), ["ERROR unavailable: a panic in the resolver"]);
}

#[test]
fn recover_sends_our_replies_and_passes_on_other_rejections() {
    let handler = path!("api" / "liveblocks-auth").and(user()).and(auth_request(hasty()));
    let handler = handler.and(warp::header::exact("x-of-mine", "yes")).map(|_, _: AuthRequest| "handled");
    let addr = listen::serve(handler.recover(recover).or(another_route())).unwrap();
    assert_eq!(ask(addr, None, HOME), "401 unauthenticated");
    assert_eq!(ask(addr, Some("alice"), "["), "400 body");
    assert_eq!(ask_by("GET", addr, PATH), "401 unauthenticated");
    assert_eq!(ask(addr, Some("alice"), HOME), "200 another route");
    assert_eq!(ask_by("GET", addr, "/"), "200 another route");
    assert_eq!(ask(addr, Some("alice\r\nx-of-mine: yes"), HOME), "200 handled");
}
