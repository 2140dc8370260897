//! The endpoint, ready to mount.

use liveblocks_auth::{AuthEndpoint, Authorizer, IntoUser, LiveblocksUser, OwnedHead};
use warp::reply::{Reply, Response};
use warp::{Filter, Rejection};

use crate::extract::auth_request;
use crate::head::{head, read};
use crate::{AuthReply, AuthRequest, recover};

/// The whole endpoint as a filter that always replies: put it behind the path, and no filter for the method before it, because core answers the
/// wrong ones.
///
/// # Examples
///
/// ```
/// use warp::Filter;
///
/// # fn routes(endpoint: liveblocks_auth::AuthEndpoint) -> impl Filter<Extract = impl warp::Reply, Error = warp::Rejection> + Clone {
/// warp::path!("api" / "liveblocks-auth").and(liveblocks_auth_warp::auth_endpoint(endpoint))
/// # }
/// ```
pub fn auth_endpoint(endpoint: AuthEndpoint) -> impl Filter<Extract = (AuthReply,), Error = Rejection> + Clone {
    head().and(warp::body::stream()).then(move |head: OwnedHead, body| {
        let endpoint = endpoint.clone();
        async move {
            let body = read(body, endpoint.liveblocks().body_limit());
            AuthReply(endpoint.handle(head.view(), body).await)
        }
    })
}

/// The endpoint over the login that the application has: `login` is any of the application's own filters, and `user` says of what it extracts
/// who is asking, as a user, an `Option` of one (nobody is answered 401), or a `Result` of either.
///
/// Both run after the request was admitted, `user` within its time; warp lets nobody stop a filter, so that a filter which waits for a database
/// should bound its own time, or leave the waiting to `user`. What `login` rejects with is passed through as it is; do not answer it with a
/// redirect to a login page, since the browser client follows a redirect and retries for ever.
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
/// # fn routes(authorizer: Authorizer<Account>) -> impl Filter<Extract = impl warp::Reply, Error = warp::Rejection> + Clone {
/// let session = warp::cookie::optional("session");
/// let account = |session: Option<String>| async {
///     match session {
///         Some(session) => account_of(session).await, // an account of yours, or nobody
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
            match admitted.within(login).await {
                Ok(Ok(user)) => AuthReply(authorizer.authorize(user, admitted).await).into_response(),
                Ok(Err(rejection)) => rejection,
                Err(reply) => AuthReply(reply).into_response(),
            }
        }
    });
    authorized.recover(recover).map(Reply::into_response as fn(_) -> Response)
}
