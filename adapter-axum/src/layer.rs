//! The deadline around a login layer.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use liveblocks_auth::adapter::{self, StartedClock};
use liveblocks_auth::{Liveblocks, RequestHead};

use crate::head::{Chunks, empty, head, take};
use crate::reply::AuthReply;

/// Includes your login layers in the deadline of the endpoint, as a middleware around them.
///
/// A session layer that waits for its database runs before the endpoint, and so before the
/// endpoint's clock starts. With this around it, the clock starts first. Core rejects by the head
/// what it can, before the layers run. It catches their panics, and replies with its 503 at the
/// deadline, even if they are still waiting.
///
/// A response by a layer reaches the client unchanged, except for CORS headers if the page is on an
/// allowed origin.
///
/// Put it around the auth route alone, with the same [`Liveblocks`] as the endpoint: in a router
/// that has a clone of the login layer, and that you merge into the application's. Use
/// [`route_layer`](axum::Router::route_layer): with `layer`, it would also reply to paths that the
/// application doesn't have.
///
/// It can't stop a layer that blocks its thread.
///
/// # Security
///
/// Every page on an allowed origin can read what the layers reply, with the visitor's cookies.
///
/// # Examples
///
/// ```
/// use axum::Router;
/// use axum::middleware::{Next, from_fn, from_fn_with_state};
/// use liveblocks_auth::AuthEndpoint;
/// use liveblocks_auth_axum::{auth_endpoint, login_deadline};
///
/// # use axum::{extract::Request, response::Response};
/// # async fn login(request: Request, next: Next) -> Response { next.run(request).await }
/// fn app(other_routes: Router, endpoint: AuthEndpoint) -> Router {
///     let login = from_fn(login); // for example an `AuthManagerLayer` of axum-login
///     let liveblocks = endpoint.liveblocks().clone();
///     let auth = Router::new()
///         .route("/api/liveblocks-auth", auth_endpoint(endpoint))
///         .route_layer(login.clone())
///         // A layer wraps the layers above it.
///         .route_layer(from_fn_with_state(liveblocks, login_deadline));
///     other_routes.layer(login).merge(auth)
/// }
/// ```
pub async fn login_deadline(State(liveblocks): State<Liveblocks>, request: Request, next: Next) -> Response {
    let (parts, sent) = request.into_parts();
    let layers = async |clock: StartedClock, mut head: RequestHead, Chunks(sent): Chunks| {
        let cors = adapter::cors_headers(&liveblocks, &head);
        let mut parts = head.parts_mut().map(take).unwrap_or_else(empty);
        parts.extensions.insert(clock);
        let mut response = next.run(Request::from_parts(parts, sent)).await;
        adapter::add_cors_headers(cors, response.headers_mut());
        response
    };
    let done = adapter::around(&liveblocks, head(parts), Chunks(sent), layers).await;
    done.unwrap_or_else(|reply| AuthReply(reply).into_response())
}
