//! The endpoint, ready to mount.

use axum::extract::{FromRequestParts, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any};
use liveblocks_auth::{AuthEndpoint, Authorizer, IntoUser, LiveblocksUser};

use crate::AuthReply;
use crate::head::{head, read};

/// The whole endpoint as a route, for a router of any state. It takes every method, because core answers the wrong ones.
///
/// # Examples
///
/// ```
/// # fn app(endpoint: liveblocks_auth::AuthEndpoint) -> axum::Router {
/// axum::Router::new().route("/api/liveblocks-auth", liveblocks_auth_axum::auth_endpoint(endpoint))
/// # }
/// ```
pub fn auth_endpoint<S>(endpoint: AuthEndpoint) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    any(move |request: Request| async move {
        let (parts, body) = request.into_parts();
        let body = read(body, endpoint.liveblocks().body_limit());
        AuthReply::from(endpoint.handle(head(&parts), body).await)
    })
}

/// The endpoint over the login that the application has: `user` takes any of the application's extractors (several as a tuple) and says
/// who is asking, as a user, an `Option` of one (nobody is answered 401), or a `Result` of either.
///
/// The extractor runs after the request was admitted and within its time. What it rejects with is passed through as it is; do not let it
/// redirect to a login page, since the browser client follows a redirect and retries for ever.
///
/// # Examples
///
/// ```
/// use axum::{Extension, Router};
/// use liveblocks_auth::Authorizer;
/// use liveblocks_auth_axum::auth_endpoint_with;
///
/// # #[derive(Clone)] struct Account { id: String }
/// # impl liveblocks_auth::LiveblocksUser for Account {
/// #     fn user_id(&self) -> std::borrow::Cow<'_, str> { (&*self.id).into() }
/// # }
/// # fn app(authorizer: Authorizer<Account>) -> Router {
/// Router::new().route(
///     "/api/liveblocks-auth",
///     // A login middleware left the account on the request.
///     auth_endpoint_with(authorizer, |account: Option<Extension<Account>>| async { account.map(|Extension(account)| account) }),
/// )
/// # }
/// ```
pub fn auth_endpoint_with<S, E, U, R, F, Fut>(authorizer: Authorizer<U>, user: F) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
    E: FromRequestParts<S> + Send + 'static,
    U: LiveblocksUser + Send + Sync + 'static,
    R: IntoUser<U> + Send,
    R::Rejection: IntoResponse,
    F: Fn(E) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = R> + Send,
{
    any(move |State(state): State<S>, request: Request| async move {
        answer(&authorizer, &user, request, &state).await.unwrap_or_else(|rejection| rejection)
    })
}

/// Rejections become responses before the next await: they need not be `Send`.
async fn answer<S, E, U, R, F, Fut>(
    authorizer: &Authorizer<U>,
    user: &F,
    request: Request,
    state: &S,
) -> Result<Response, Response>
where
    S: Send + Sync,
    E: FromRequestParts<S> + Send,
    U: LiveblocksUser + Send + Sync + 'static,
    R: IntoUser<U>,
    R::Rejection: IntoResponse,
    F: Fn(E) -> Fut + Sync,
    Fut: Future<Output = R> + Send,
{
    let liveblocks = authorizer.liveblocks();
    let (mut parts, body) = request.into_parts();
    let admitted = liveblocks.admit(head(&parts), read(body, liveblocks.body_limit())).await.map_err(respond)?;
    let login = async {
        let extracted = E::from_request_parts(&mut parts, state).await.map_err(IntoResponse::into_response)?;
        user(extracted).await.into_user().map_err(IntoResponse::into_response)
    };
    let user = admitted.within(login).await.map_err(respond)??;
    Ok(respond(authorizer.authorize(user, admitted).await))
}

fn respond(reply: liveblocks_auth::AuthReply) -> Response {
    AuthReply(reply).into_response()
}
