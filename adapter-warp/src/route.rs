//! The endpoint, ready to mount.

use std::pin::pin;

use liveblocks_auth::adapter::{self, IntoUser};
use liveblocks_auth::{AuthEndpoint, Authorizer, Liveblocks, LiveblocksUser, RequestHead};
use warp::reply::{Reply, Response};
use warp::{Filter, Rejection};

use crate::extract::{AuthRequest, auth_request};
use crate::head::{body, head, stream, taken};
use crate::reply::{AuthReply, recover};

/// Creates the filter of the complete endpoint, which always replies.
///
/// Put it behind a filter for the path, without a filter for the method: core rejects the wrong
/// methods.
///
/// # Examples
///
/// ```
/// use warp::Filter;
///
/// # fn routes(
/// #     endpoint: liveblocks_auth::AuthEndpoint,
/// # ) -> impl Filter<Extract = impl warp::Reply, Error = warp::Rejection> + Clone {
/// warp::path!("api" / "liveblocks-auth").and(liveblocks_auth_warp::auth_endpoint(endpoint))
/// # }
/// ```
pub fn auth_endpoint(endpoint: AuthEndpoint) -> impl Filter<Extract = (AuthReply,), Error = Rejection> + Clone {
    head().and(stream()).then(move |head: RequestHead, stream: Option<_>| {
        let endpoint = endpoint.clone();
        async move {
            AuthReply(match stream {
                Some(stream) => endpoint.handle(head, body(pin!(stream))).await,
                None => taken(endpoint.liveblocks(), &head),
            })
        }
    })
}

/// Creates the filter of the endpoint over a login that the application already has.
///
/// `login` is any filter of the application. `user` takes the value that `login` extracts, and
/// returns a user, an `Option` (`None` becomes 401), or a `Result` of either.
///
/// If `login` rejects, your own `recover` replies. Put [`with_cors_headers`] around both, if pages
/// on other origins use the endpoint. Don't reply with a redirect to a login page: the browser
/// client follows a redirect and retries forever.
///
/// `login` and `user` run after core has admitted the request. Only `user` runs within the
/// request's deadline and has its panics caught, because a filter can't stop another. So leave
/// waiting, for a database for example, to `user`.
///
/// # Examples
///
/// ```
/// use liveblocks_auth::Authorizer;
/// use liveblocks_auth_warp::auth_endpoint_with;
/// use warp::Filter;
///
/// # #[derive(Clone)] struct Account { id: String }
/// # impl liveblocks_auth::LiveblocksUser for Account {
/// #     fn user_id(&self) -> std::borrow::Cow<'_, str> { (&*self.id).into() }
/// # }
/// # async fn account_of(_: String) -> Result<Option<Account>, warp::http::StatusCode> { Ok(None) }
/// # fn routes(
/// #     authorizer: Authorizer<Account>,
/// # ) -> impl Filter<Extract = impl warp::Reply, Error = warp::Rejection> + Clone {
/// let session = warp::cookie::optional("session");
/// let account = async |session: Option<String>| {
///     match session {
///         Some(session) => account_of(session).await, // your account type, or `None`
///         None => Ok(None),
///     }
/// };
/// warp::path!("api" / "liveblocks-auth").and(auth_endpoint_with(authorizer, session, account))
/// # }
/// ```
pub fn auth_endpoint_with<L, E, U, R, F, Fut>(
    authorizer: Authorizer<U>,
    login: L,
    user: F,
) -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone
where
    L: Filter<Extract = (E,)> + Clone + Send + Sync + 'static,
    L::Error: Into<Rejection>,
    E: Send + 'static,
    U: LiveblocksUser + Send + Sync + 'static,
    R: IntoUser<U> + Send,
    R::Rejection: Reply,
    F: Fn(E) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = R> + Send,
{
    let admitted = auth_request(authorizer.liveblocks().clone());
    let authorized = admitted.and(login.boxed()).then(move |AuthRequest(admitted): AuthRequest, extracted: E| {
        let (authorizer, user) = (authorizer.clone(), user.clone());
        async move {
            let login = async { user(extracted).await.into_user().map_err(Reply::into_response) };
            match adapter::within(&admitted, login).await {
                Ok(Ok(user)) => AuthReply(authorizer.authorize(user, admitted).await).into_response(),
                Ok(Err(mut rejection)) => {
                    let cors = adapter::cors_headers(authorizer.liveblocks(), admitted.head());
                    adapter::add_cors_headers(cors, rejection.headers_mut());
                    rejection
                }
                Err(reply) => AuthReply(reply).into_response(),
            }
        }
    });
    authorized.recover(recover).map(Reply::into_response as fn(_) -> Response)
}

/// Adds core's CORS headers to your own replies to the endpoint's requests.
///
/// Core's replies already have them, and so do those of the function `user` of
/// [`auth_endpoint_with`]. If the filter `login` rejects, your own `recover` replies. Put this
/// around the two, so that a page on an
/// [allowed origin](liveblocks_auth::LiveblocksBuilder::allow_origins) can read that reply. It
/// answers no preflights.
///
/// # Security
///
/// Every page on an allowed origin can read every reply of `filter`, with the visitor's cookies.
/// Put it around the auth endpoint only.
///
/// # Examples
///
/// ```
/// use liveblocks_auth::{Authorizer, ErrorKind, Liveblocks};
/// use liveblocks_auth_warp::{AuthReply, auth_endpoint_with, with_cors_headers};
/// use warp::{Filter, Rejection, Reply};
///
/// /// Replies to a request without the cookie.
/// async fn own_replies(rejection: Rejection) -> Result<AuthReply, Rejection> {
///     match rejection.find::<warp::reject::MissingCookie>() {
///         // JSON with "error":"forbidden": the browser client stops.
///         Some(_) => Ok(ErrorKind::Unauthenticated.into()),
///         None => Err(rejection),
///     }
/// }
///
/// fn routes(
///     liveblocks: Liveblocks,
///     authorizer: Authorizer<String>,
/// ) -> impl Filter<Extract = impl Reply, Error = Rejection> + Clone {
///     let login = warp::cookie::cookie("user");
///     let auth = auth_endpoint_with(authorizer, login, async |user: String| user);
///     warp::path!("auth").and(with_cors_headers(liveblocks, auth.recover(own_replies)))
/// }
/// ```
pub fn with_cors_headers<R: Reply>(
    liveblocks: Liveblocks,
    filter: impl Filter<Extract = (R,), Error = Rejection> + Clone + Send,
) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone {
    let replies = filter.map(Reply::into_response);
    head().and(replies).map(move |head: RequestHead, mut reply: Response| {
        adapter::add_cors_headers(adapter::cors_headers(&liveblocks, &head), reply.headers_mut());
        reply
    })
}
