//! The endpoint, ready to mount.

use axum::extract::{FromRequestParts, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any};
use liveblocks_auth::adapter::{self, IntoUser};
use liveblocks_auth::{AuthEndpoint, Authorizer, LiveblocksUser};

use crate::head::{Chunks, empty, head, take};
use crate::reply::AuthReply;

/// Creates the route of the complete endpoint, for a router with any state.
///
/// It accepts every method, because core rejects the wrong ones.
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
    any(move |request: Request| {
        let (parts, sent) = request.into_parts();
        let (head, body) = (head(parts), Chunks(sent));
        async move { AuthReply(endpoint.handle(head, body).await) }
    })
}

/// Creates the route of the endpoint over a login that the application already has.
///
/// `user` takes any extractor of the application, or several as a tuple. It returns a user, an
/// `Option` (`None` becomes 401), or a `Result` of either.
///
/// The extractor and `user` run after core has admitted the request, within the request's deadline,
/// and core catches their panics. A rejection by either reaches the client unchanged, except for
/// CORS headers if the page is on an allowed origin. Don't let it redirect to a login page: the
/// browser client follows a redirect and retries forever.
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
/// // A login middleware left the account on the request.
/// let user = async |account: Option<Extension<Account>>| Some(account?.0);
/// Router::new().route("/api/liveblocks-auth", auth_endpoint_with(authorizer, user))
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

/// Converts rejections into responses before the next await, because they need not be `Send`.
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
    let (parts, sent) = request.into_parts();
    let admitted = adapter::admit(authorizer.liveblocks(), head(parts), Chunks(sent)).await;
    let mut admitted = admitted.map_err(respond)?;
    // Lend the parts to the extractor, and put them back into the head on every exit.
    let mut parts = adapter::parts_mut(&mut admitted).map(take).unwrap_or_else(empty);
    let login = async {
        let extracted = E::from_request_parts(&mut parts, state).await.map_err(IntoResponse::into_response)?;
        user(extracted).await.into_user().map_err(IntoResponse::into_response)
    };
    let login = adapter::within(&admitted, login).await;
    if let Some(place) = adapter::parts_mut(&mut admitted) {
        *place = parts;
    }
    let user = login.map_err(respond)?;
    let user = user.map_err(|mut rejection| {
        let cors = adapter::cors_headers(authorizer.liveblocks(), admitted.head());
        adapter::add_cors_headers(cors, rejection.headers_mut());
        rejection
    })?;
    Ok(respond(authorizer.authorize(user, admitted).await))
}

fn respond(reply: liveblocks_auth::AuthReply) -> Response {
    AuthReply(reply).into_response()
}
