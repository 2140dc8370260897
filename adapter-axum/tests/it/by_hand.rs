//! A handler of the application's own, and the signed-in user on other routes.

use std::time::{Duration, Instant};

use axum::extract::{FromRef, FromRequestParts, OriginalUri, State};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum::routing::any;
use axum::{Extension, Router};
use liveblocks_auth::{Liveblocks, Resolver};
use liveblocks_auth_axum::{AuthReply, AuthRequest, CurrentUser};
use liveblocks_auth_conformance::fixture::{People, Person};

use crate::listen::serve;
use crate::log::Log;
use crate::support::{self, HOME, PATH, ask, ask_by, hasty};

#[derive(Clone, FromRef)]
struct App {
    liveblocks: Liveblocks,
    resolver: Resolver<Person>,
}

fn app<T: 'static>(handler: impl Handler<T, App>) -> Router {
    let app = App { liveblocks: hasty(), resolver: Resolver::new(People) };
    Router::new().route(PATH, any(handler)).with_state(app)
}

async fn by_hand(State(liveblocks): State<Liveblocks>, request: AuthRequest) -> AuthReply {
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

async fn me(CurrentUser(person): CurrentUser<Person>) -> String {
    format!("{person:?}")
}

async fn who(user: Option<CurrentUser<Person>>) -> String {
    user.map_or_else(|| "anonymous".to_owned(), |CurrentUser(person)| format!("{person:?}"))
}

#[test]
fn current_user_rejects_anonymous_requests() {
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
fn an_optional_user_is_none_only_for_anonymous_requests() {
    let log = Log::capture();
    let addr = serve(app(who)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), r#"200 Person { name: "alice" }"#);
    assert_eq!(log.take(), ["DEBUG signed in"]);
    assert_eq!(ask(addr, None, HOME), "200 anonymous");
    assert_eq!(log.take(), ["INFO refused: the request is anonymous"]);
    assert_eq!(ask(addr, Some("broken"), HOME), "503 unavailable");
    let [entry] = log.take().try_into().unwrap();
    assert!(entry.starts_with("ERROR unavailable: the resolver could not find out who sent the request: "), "{entry}");
    assert_eq!(ask(addr, Some("panic"), HOME), "503 unavailable");
    assert_eq!(log.take(), ["ERROR unavailable: a panic in the resolver"]);
}

#[test]
fn extractors_after_current_user_see_the_whole_request() {
    async fn seen(
        user: Result<CurrentUser<Person>, AuthReply>,
        headers: HeaderMap,
        Extension(left): Extension<&'static str>,
    ) -> String {
        let user = if user.is_ok() { "a user" } else { "no user" };
        format!("{user}, {:?}, {left}", headers.get("x-person"))
    }
    let addr = serve(app(seen).layer(Extension("and an extension"))).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), r#"200 a user, Some("alice"), and an extension"#);
    assert_eq!(ask(addr, Some("eve"), HOME), r#"200 no user, Some("eve"), and an extension"#);
    assert_eq!(ask(addr, Some("panic"), HOME), r#"200 no user, Some("panic"), and an extension"#);
}

#[test]
fn extractors_after_current_user_see_the_uri_of_the_nested_router() {
    async fn seen(_: Result<CurrentUser<Person>, AuthReply>, uri: Uri, OriginalUri(sent): OriginalUri) -> String {
        format!("{uri}, {sent}")
    }
    let app = Router::new()
        .nest("/api", Router::new().route("/liveblocks-auth", any(seen)))
        .with_state(App { liveblocks: hasty(), resolver: Resolver::new(People) });
    assert_eq!(ask(serve(app).unwrap(), Some("alice"), HOME), format!("200 /liveblocks-auth, {PATH}"));
}

/// Drops the extractor before the resolver is done, like a timeout in a middleware.
struct Hasty(bool);

impl FromRequestParts<App> for Hasty {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let user = CurrentUser::<Person>::from_request_parts(parts, app);
        let late = tokio::time::timeout(Duration::from_millis(10), user).await.is_err();
        Ok(Self(late && parts.headers.contains_key("x-person")))
    }
}

#[test]
fn the_parts_are_back_when_the_extractor_is_dropped() {
    async fn kept(Hasty(kept): Hasty) -> String {
        kept.to_string()
    }
    assert_eq!(ask(serve(app(kept)).unwrap(), Some("slow"), HOME), "200 true");
}
