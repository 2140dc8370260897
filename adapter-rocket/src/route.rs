//! The endpoint, ready to attach.

use std::convert::Infallible;

use liveblocks_auth::{AuthEndpoint, Authorizer, IntoUser, Liveblocks, LiveblocksUser};
use rocket::fairing::{AdHoc, Fairing};
use rocket::http::uri::Origin;
use rocket::http::{Method, Status};
use rocket::outcome::Outcome;
use rocket::request::FromRequest;
use rocket::route::{BoxFuture, Route};
use rocket::{Data, Request};

use crate::AuthReply;
use crate::catch::catchers;
use crate::head::{head, read};

/// The whole endpoint as a fairing: it mounts a route at `path`, and catchers for that path alone, with which core answers other methods. The
/// application's own catchers stay as they are.
///
/// Launch fails when `path` is no path.
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
            let body = read(request, data, endpoint.liveblocks().body_limit());
            Outcome::Success(AuthReply(endpoint.handle(head(request).view(), body).await).response())
        })
    })
}

/// The endpoint over the login that the application has: `user` takes any of the application's own request guards and says
/// who is asking, as a user, an `Option` of one (nobody is answered 401), or a `Result` of either, whose error is a [`Status`], or an
/// [`AuthReply`] where core shall answer. A guard that borrows from the request cannot be taken.
///
/// The guard runs after the request was admitted and within its time. Where it fails or forwards, the application's catcher for that status
/// answers; do not let that redirect to a login page, since the browser client follows a redirect and retries for ever. An `Option` of a guard makes
/// nobody of one that failed: take a `Result` where that may be.
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
/// #     async fn from_request(_: &'r Request<'_>) -> Outcome<Self, ()> { Outcome::Forward(rocket::http::Status::Unauthorized) }
/// # }
/// # impl liveblocks_auth::LiveblocksUser for Account {
/// #     fn user_id(&self) -> std::borrow::Cow<'_, str> { (&*self.id).into() }
/// # }
/// # fn rocket(authorizer: Authorizer<Account>) -> rocket::Rocket<rocket::Build> {
/// // `Account` is a request guard of the application.
/// rocket::build().attach(auth_endpoint_with("/api/liveblocks-auth", authorizer, |account: Option<Account>| async { account }))
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
                let liveblocks = authorizer.liveblocks();
                let body = read(request, data, liveblocks.body_limit());
                let admitted = liveblocks.admit(head(request).view(), body).await.map_err(AuthReply)?;
                let user = admitted.within(login).await.map_err(AuthReply)??;
                Ok(AuthReply(authorizer.authorize(user, admitted).await))
            };
            match answered.await.or_else(|Rejection(answer)| answer) {
                Ok(reply) => Outcome::Success(reply.response()),
                // Our catchers leave it to the application's, since core has admitted the request.
                Err(status) => Outcome::Error(status),
            }
        })
    })
}

/// What a login rejects with: a status, which the application's catchers answer, or a reply of core, which is sent as it is.
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

/// The catchers that [`auth_endpoint`] and [`auth_endpoint_with`] bring along, for a handler of your own at `path`: core answers where Rocket finds
/// no route for the method, or does not know the method. Whatever else comes to them the application's own catchers answer.
pub fn auth_catchers(path: impl Into<String>, liveblocks: Liveblocks) -> impl Fairing {
    attached(path.into(), liveblocks, Vec::new())
}

fn mounted<H>(path: String, liveblocks: Liveblocks, handler: H) -> impl Fairing
where
    H: for<'r> Fn(&'r Request<'_>, Data<'r>) -> BoxFuture<'r> + Clone + Send + Sync + 'static,
{
    attached(path, liveblocks, vec![Route::new(Method::Post, "/", handler)])
}

fn attached(path: String, liveblocks: Liveblocks, routes: Vec<Route>) -> impl Fairing {
    AdHoc::try_on_ignite("Liveblocks auth endpoint", |rocket| async move {
        let Ok(path) = Origin::parse_owned(path) else {
            rocket::error!(
                "this is no path for the Liveblocks auth endpoint; write \"/api/liveblocks-auth\", for example"
            );
            return Err(rocket);
        };
        Ok(rocket.register(path.clone(), catchers(&path, liveblocks)).mount(path, routes))
    })
}
