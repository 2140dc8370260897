//! The endpoint, ready to attach.

use std::convert::Infallible;

use liveblocks_auth::adapter::{self, IntoUser};
use liveblocks_auth::{AuthEndpoint, Authorizer, Liveblocks, LiveblocksUser};
use rocket::fairing::{AdHoc, Fairing};
use rocket::http::uri::Origin;
use rocket::http::{Method, Status};
use rocket::outcome::Outcome;
use rocket::request::FromRequest;
use rocket::route::{BoxFuture, Route};
use rocket::{Data, Request};

use crate::catch::{Unrouted, is_at};
use crate::head::{body, head};
use crate::reply::{AuthReply, with_cors};

/// Creates the complete endpoint as a fairing, to attach at `path`.
///
/// The fairing mounts routes at `path`, and catchers for that path only. Through them, core answers
/// preflights and rejects other methods, unless the application has a route for the method. The
/// application's own catchers are not changed. For a page on an allowed origin, every response at
/// `path` gets core's CORS headers.
///
/// Launch fails if `path` is not a valid path, or has a parameter such as `<org>`.
///
/// # Examples
///
/// ```
/// # fn rocket(endpoint: liveblocks_auth::AuthEndpoint) -> rocket::Rocket<rocket::Build> {
/// rocket::build().attach(liveblocks_auth_rocket::auth_endpoint("/api/liveblocks-auth", endpoint))
/// # }
/// ```
pub fn auth_endpoint(path: impl Into<String>, endpoint: AuthEndpoint) -> impl Fairing {
    mounted(path.into(), endpoint.liveblocks().clone(), move |request, data| {
        let endpoint = endpoint.clone();
        Box::pin(async move {
            let body = body(request, data).await;
            Outcome::Success(AuthReply(endpoint.handle(head(request), body).await).response())
        })
    })
}

/// Creates the endpoint over a login that the application already has, as a fairing.
///
/// `user` takes any request guard of the application that doesn't borrow from the request. It
/// returns a user, an `Option` (`None` becomes 401), or a `Result` of either, whose error is a
/// [`Status`] or an [`AuthReply`].
///
/// The guard and `user` run after core has admitted the request, within the request's deadline, and
/// core catches their panics. If the guard fails or forwards, the application's catcher for that
/// status replies. Don't let it redirect to a login page: the browser client follows a redirect and
/// retries forever. An `Option` of a guard is `None` even if the guard failed, so take a `Result`
/// of a guard that can fail.
///
/// Launch fails if `path` is not a valid path, or has a parameter such as `<org>`.
///
/// # Examples
///
/// ```
/// use liveblocks_auth::Authorizer;
/// use liveblocks_auth_rocket::auth_endpoint_with;
/// # use rocket::request::{FromRequest, Outcome, Request};
///
/// # struct Account { id: String }
/// # #[rocket::async_trait]
/// # impl<'r> FromRequest<'r> for Account {
/// #     type Error = ();
/// #     async fn from_request(_: &'r Request<'_>) -> Outcome<Self, ()> {
/// #         Outcome::Forward(rocket::http::Status::Unauthorized)
/// #     }
/// # }
/// # impl liveblocks_auth::LiveblocksUser for Account {
/// #     fn user_id(&self) -> std::borrow::Cow<'_, str> { (&*self.id).into() }
/// # }
/// # fn rocket(authorizer: Authorizer<Account>) -> rocket::Rocket<rocket::Build> {
/// // `Account` is a request guard of the application.
/// let user = async |account: Option<Account>| account;
/// rocket::build().attach(auth_endpoint_with("/api/liveblocks-auth", authorizer, user))
/// # }
/// ```
pub fn auth_endpoint_with<G, U, R, F, Fut>(path: impl Into<String>, authorizer: Authorizer<U>, user: F) -> impl Fairing
where
    G: for<'r> FromRequest<'r> + Send + 'static,
    U: LiveblocksUser + Send + Sync + 'static,
    R: IntoUser<U> + Send + 'static,
    R::Rejection: Into<Rejection>,
    F: Fn(G) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = R> + Send + 'static,
{
    mounted(path.into(), authorizer.liveblocks().clone(), move |request, data| {
        let (authorizer, user) = (authorizer.clone(), user.clone());
        Box::pin(async move {
            let login = async {
                let guard = match G::from_request(request).await {
                    Outcome::Success(guard) => guard,
                    Outcome::Error((status, _)) | Outcome::Forward(status) => return Err(status.into()),
                };
                user(guard).await.into_user().map_err(Into::into)
            };
            let answered = async {
                let body = body(request, data).await;
                let admitted = adapter::admit(authorizer.liveblocks(), head(request), body).await.map_err(AuthReply)?;
                let user = adapter::within(&admitted, login).await.map_err(AuthReply)??;
                Ok(AuthReply(authorizer.authorize(user, admitted).await))
            };
            match answered.await.or_else(|Rejection(answer)| answer) {
                Ok(reply) => Outcome::Success(reply.response()),
                // Core admitted the request, so our catchers pass it on to the application's.
                Err(status) => Outcome::Error(status),
            }
        })
    })
}

/// The rejection of a login: a status for the application's catchers, or a reply of core.
///
/// The adapter adds only CORS headers.
#[derive(Debug)]
pub struct Rejection(Result<AuthReply, Status>);

impl From<Status> for Rejection {
    fn from(status: Status) -> Self {
        Self(Err(status))
    }
}

impl From<AuthReply> for Rejection {
    fn from(reply: AuthReply) -> Self {
        Self(Ok(reply))
    }
}

impl From<Infallible> for Rejection {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// Creates a fairing for a handler of your own at `path`: routes for the other methods, catchers,
/// and CORS headers.
///
/// Don't set a `format` on the route of the handler. Rocket would call a catcher for other media
/// types, which can't read the body, so a client that first sends everything could lose the reply.
///
/// [`auth_endpoint`] and [`auth_endpoint_with`] include it. Core replies if the application has no
/// route for the method, or if Rocket doesn't know the method. Everything else goes to the
/// application's catchers. For a page on an allowed origin, every response at `path` gets core's
/// CORS headers.
///
/// Launch fails if `path` is not a valid path, or has a parameter such as `<org>`.
pub fn auth_catchers(path: impl Into<String>, liveblocks: Liveblocks) -> impl Fairing {
    attached(path.into(), liveblocks, Vec::new())
}

fn mounted<H>(path: String, liveblocks: Liveblocks, handler: H) -> impl Fairing
where
    H: for<'r> Fn(&'r Request<'_>, Data<'r>) -> BoxFuture<'r> + Clone + Send + Sync + 'static,
{
    attached(path, liveblocks, vec![Route::new(Method::Post, "/", handler)])
}

fn attached(path: String, liveblocks: Liveblocks, mut routes: Vec<Route>) -> impl Fairing {
    AdHoc::try_on_ignite("Liveblocks auth endpoint", |rocket| async move {
        if path.contains('<') {
            rocket::error!(
                "the path of the Liveblocks auth endpoint has a parameter, but a Rocket catcher can't have one; attach \
                 the endpoint once for each value, or write a handler with the data guard AuthRequest for the path"
            );
            return Err(rocket);
        }
        let Ok(path) = Origin::parse_owned(path) else {
            rocket::error!(
                "this is no path for the Liveblocks auth endpoint; write \"/api/liveblocks-auth\", for example"
            );
            return Err(rocket);
        };
        let unrouted = Unrouted::new(&path, liveblocks.clone());
        routes.extend(unrouted.routes(&rocket));
        let rocket = rocket.register(path.clone(), unrouted.catchers()).mount(path.clone(), routes);
        Ok(rocket.attach(readable(path, liveblocks)))
    })
}

/// Lets pages on allowed origins read the application's own rejections at `path`.
fn readable(path: Origin<'static>, liveblocks: Liveblocks) -> impl Fairing {
    AdHoc::on_response("Liveblocks CORS headers", move |request, response| {
        if request.headers().contains("origin") && is_at(request, &path) {
            with_cors(request, response, &liveblocks);
        }
        Box::pin(async {})
    })
}
