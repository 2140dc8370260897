//! A handler of the application's own, and the signed-in user on other routes.

use std::time::{Duration, Instant};

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{Handler, Responder};
use liveblocks_auth::{Liveblocks, Resolver};
use liveblocks_auth_actix_web::{AuthReply, AuthRequest, CurrentUser};
use liveblocks_auth_conformance::fixture::{People, Person};

use crate::listen::serve;
use crate::log::Log;
use crate::support::{self, HOME, PATH, ask, ask_by, hasty, liveblocks};

type User = CurrentUser<Person>;

fn app<T: actix_web::FromRequest + 'static>(
    handler: impl Handler<T, Output: Responder + 'static> + Send,
) -> impl Fn(&mut ServiceConfig) + Clone + Send {
    move |config: &mut ServiceConfig| {
        config
            .app_data(Data::new(hasty()))
            .app_data(Data::new(Resolver::new(People)))
            .route(PATH, web::route().to(handler.clone()));
    }
}

async fn by_hand(liveblocks: Data<Liveblocks>, request: AuthRequest) -> AuthReply {
    support::by_hand(&liveblocks, &request).await.into()
}

#[test]
fn one_deadline_covers_admission_and_the_handler() {
    let addr = serve(app(by_hand)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    let start = Instant::now();
    assert_eq!(ask(addr, Some("never"), HOME), "503 unavailable");
    assert_eq!(ask(addr, Some("late"), HOME), "503 unavailable");
    assert!(start.elapsed() < Duration::from_secs(8), "that was the default deadline");
}

#[test]
fn each_entry_point_of_a_handler_logs_once() {
    let log = Log::capture();
    let addr = serve(app(by_hand)).unwrap();
    ask(addr, Some("alice"), HOME);
    assert_eq!(log.take(), ["DEBUG admitted", "INFO minted"]);
    ask(addr, Some("never"), HOME);
    assert_eq!(log.take(), ["DEBUG admitted", "ERROR unavailable: the deadline passed in the handler"]);
    ask_by("GET", addr, PATH);
    assert_eq!(log.take(), ["INFO refused: the method is not POST"]);
}

#[test]
fn an_optional_request_is_logged_once() {
    async fn perhaps(request: Option<AuthRequest>) -> &'static str {
        if request.is_some() { "admitted" } else { "not admitted" }
    }
    let log = Log::capture();
    let addr = serve(app(perhaps)).unwrap();
    assert_eq!(ask(addr, None, HOME), "200 admitted");
    assert_eq!(log.take(), ["DEBUG admitted"]);
    assert_eq!(ask_by("GET", addr, PATH), "200 not admitted");
    assert_eq!(log.take(), ["INFO refused: the method is not POST"]);
}

#[test]
fn current_user_rejects_anonymous_requests() {
    async fn me(CurrentUser(person): User) -> String {
        format!("{person:?}")
    }
    let log = Log::capture();
    let addr = serve(app(me)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), r#"200 Person { name: "alice" }"#);
    assert_eq!(log.take(), ["DEBUG signed in"]);
    assert_eq!(ask(addr, None, HOME), "401 unauthenticated");
    assert_eq!(log.take(), ["INFO refused: the request is anonymous"]);
    assert_eq!(ask(addr, Some("panic"), HOME), "503 unavailable");
    assert_eq!(log.take(), ["ERROR unavailable: a panic in the resolver"]);
}

#[test]
fn a_result_tells_anonymous_requests_from_failures() {
    async fn who(user: Result<User, AuthReply>) -> Result<String, AuthReply> {
        match user {
            Ok(CurrentUser(person)) => Ok(format!("{person:?}")),
            Err(AuthReply(reply)) if reply.status() == 401 => Ok("anonymous".to_owned()),
            Err(reply) => Err(reply),
        }
    }
    let addr = serve(app(who)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), r#"200 Person { name: "alice" }"#);
    assert_eq!(ask(addr, None, HOME), "200 anonymous");
    assert_eq!(ask(addr, Some("broken"), HOME), "503 unavailable");
}

#[test]
fn an_optional_user_is_logged_once() {
    async fn perhaps(user: Option<User>) -> &'static str {
        if user.is_some() { "a user" } else { "no user" }
    }
    let log = Log::capture();
    let addr = serve(app(perhaps)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 a user");
    assert_eq!(log.take(), ["DEBUG signed in"]);
    assert_eq!(ask(addr, None, HOME), "200 no user");
    assert_eq!(log.take(), ["INFO refused: the request is anonymous"]);
    assert_eq!(ask(addr, Some("panic"), HOME), "200 no user");
    assert_eq!(log.take(), ["ERROR unavailable: a panic in the resolver"]);
}

#[test]
fn missing_app_data_is_unavailable() {
    async fn user(_: User) -> &'static str {
        "a user"
    }
    async fn request(_: AuthRequest) -> &'static str {
        "a request"
    }
    let routes = |config: &mut ServiceConfig| {
        let routes = |scope: &str| {
            web::scope(scope).route("/user", web::route().to(user)).route("/request", web::route().to(request))
        };
        config.service(routes("/neither")).service(routes("/liveblocks").app_data(Data::new(liveblocks())));
    };
    let log = Log::capture();
    let addr = serve(routes).unwrap();
    for (path, missing) in [
        ("/neither/user", "Resolver<liveblocks_auth_conformance::fixture::Person>"),
        ("/neither/request", "Liveblocks"),
        ("/liveblocks/user", "Resolver<liveblocks_auth_conformance::fixture::Person>"),
    ] {
        assert_eq!(ask_by("POST", addr, path), "503 unavailable", "{path}");
        let [entry] = log.take().try_into().unwrap();
        assert!(entry.contains(&format!("{missing}>; add app_data")), "{path}: {entry}");
    }
    assert_eq!(ask_by("POST", addr, "/liveblocks/request"), "400 body");
}
