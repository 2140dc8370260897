//! An application whose login runs as a layer.

use std::future::pending;
use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, VARY};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use axum::{Extension, Router};
use liveblocks_auth::Liveblocks;
use liveblocks_auth_axum::{auth_endpoint_with, login_deadline};

use crate::support::{PAGE, PATH, authorizer};

/// Another route of the application, with the same login.
pub(crate) const ME: &str = "/api/me";

/// The application's login: with its own rejections, and sometimes slow or panicking.
async fn login(mut request: Request, next: Next) -> Response {
    let person = request.headers().get("x-person").and_then(|person| person.to_str().ok()).map(str::to_owned);
    match person.as_deref() {
        Some("never") => pending().await,
        Some("late") => tokio::time::sleep(Duration::from_secs(1)).await,
        Some("panic") => panic!("the login panics"),
        Some("down") => {
            return (
                StatusCode::BAD_GATEWAY,
                [(VARY, "cookie"), (ACCESS_CONTROL_ALLOW_ORIGIN, PAGE)],
                "the login is down",
            )
                .into_response();
        }
        None => return (StatusCode::IM_A_TEAPOT, "please log in").into_response(),
        _ => {}
    }
    request.extensions_mut().insert(person);
    next.run(request).await
}

pub(crate) fn app(liveblocks: Liveblocks) -> Router {
    let login = from_fn(login);
    let user = async |Extension(person): Extension<Option<String>>| person;
    let auth = Router::new()
        .route(PATH, auth_endpoint_with(authorizer(liveblocks.clone()), user))
        .route_layer(login.clone())
        .route_layer(from_fn_with_state(liveblocks, login_deadline));
    let me = async |Extension(person): Extension<Option<String>>| format!("{person:?}");
    Router::new().route(ME, any(me)).layer(login).merge(auth)
}
