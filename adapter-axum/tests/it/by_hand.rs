//! A hand-written handler.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRef, FromRequestParts};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::routing::any;
use axum::{Extension, Router};
use liveblocks_auth::{Deadline, Liveblocks};
use liveblocks_auth_axum::{AuthRequest, CurrentUser};
use liveblocks_auth_conformance::People;

use crate::listen::serve;
use crate::support::{HOME, PATH, ask, liveblocks};

#[derive(Clone, FromRef)]
struct App {
    liveblocks: Liveblocks,
    people: Arc<People>,
}

fn app<T: 'static>(handler: impl Handler<T, App>) -> Router {
    Router::new().route(PATH, any(handler)).with_state(App { liveblocks: liveblocks(), people: Arc::new(People) })
}

#[test]
fn nobody_can_be_handled_by_the_application() {
    async fn who(user: Option<CurrentUser<People>>) -> String {
        user.map_or_else(|| "nobody".to_owned(), |CurrentUser(person)| format!("{person:?}"))
    }
    let addr = serve(app(who)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), r#"200 Person { name: "alice" }"#);
    assert_eq!(ask(addr, None, HOME), "200 nobody");
    assert_eq!(ask(addr, Some("broken"), HOME), "503 unavailable");
}

/// An extractor between the two that takes a while.
struct Pause;

impl<S: Sync> FromRequestParts<S> for Pause {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Ok(Self)
    }
}

#[test]
fn one_clock_runs_from_the_first_extractor() {
    async fn clock(
        _: CurrentUser<People>,
        Extension(first): Extension<Deadline>,
        _: Pause,
        request: AuthRequest,
    ) -> String {
        // A clock of its own would have been started after the pause, and have that much more left.
        let left = first.remaining();
        (request.remaining() <= left).to_string()
    }
    assert_eq!(ask(serve(app(clock)).unwrap(), Some("alice"), HOME), "200 true");
}
