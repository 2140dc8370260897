//! Replies to requests that the application has no route for: other methods, and methods that
//! Rocket doesn't know.

use liveblocks_auth::{Liveblocks, adapter};
use rocket::catcher::{self, Catcher};
use rocket::http::uri::Origin;
use rocket::http::{Method, Status};
use rocket::outcome::Outcome;
use rocket::route::{self, Route};
use rocket::{Build, Data, Request, Rocket, async_trait};

use crate::head::{body, head};
use crate::reply::AuthReply;

/// The name of our catchers, to distinguish them from the application's.
const NAME: &str = "liveblocks-auth";

/// Asks core for the reply if Rocket finds no route of the application.
#[derive(Clone)]
pub(crate) struct Unrouted {
    path: Origin<'static>,
    liveblocks: Liveblocks,
}

impl Unrouted {
    pub(crate) fn new(path: &Origin<'static>, liveblocks: Liveblocks) -> Self {
        Self { path: path.clone(), liveblocks }
    }

    /// Creates the catchers for the endpoint's path: for no route for the method (404), and for a
    /// method that Rocket doesn't know (400).
    ///
    /// Not a default catcher, because that would also replace the application's own rejections.
    pub(crate) fn catchers(&self) -> Vec<Catcher> {
        [Status::NotFound, Status::BadRequest]
            .map(|status| {
                let mut catcher = Catcher::new(status.code, self.clone());
                catcher.name = Some(NAME.into());
                catcher
            })
            .into()
    }

    /// Creates the routes for the methods that core rejects, because a catcher can't read the body.
    ///
    /// Leaves out the methods for which the application has a route. Rocket sends HEAD to the route
    /// for GET.
    pub(crate) fn routes(&self, rocket: &Rocket<Build>) -> Vec<Route> {
        use Method::{Connect, Delete, Get, Options, Patch, Put, Trace};
        let taken = |method| rocket.routes().any(|route| route.method == method && covers(route, &self.path));
        let methods = [Get, Put, Delete, Options, Trace, Connect, Patch].into_iter();
        methods.filter(|method| !taken(*method)).map(|method| Route::new(method, "/", self.clone())).collect()
    }
}

#[async_trait]
impl route::Handler for Unrouted {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> route::Outcome<'r> {
        let body = body(request, data).await;
        match adapter::admit(&self.liveblocks, head(request), body).await {
            Ok(_) => Outcome::Error(Status::NotFound),
            Err(reply) => Outcome::Success(AuthReply(reply).response()),
        }
    }
}

#[async_trait]
impl catcher::Handler for Unrouted {
    async fn handle<'r>(&self, status: Status, request: &'r Request<'_>) -> catcher::Result<'r> {
        // Skip sub-paths. If core admitted a request and a guard rejected it later, core finds no
        // fault with it here.
        let reply = match request.local_cache(|| Rejected(None)) {
            _ if !is_at(request, &self.path) => None,
            Rejected(Some(reply)) => Some(reply.clone()).filter(|reply| reply.status() == status),
            Rejected(None) => adapter::check_head(&self.liveblocks, &head(request)).err().map(AuthReply),
        };
        match reply {
            Some(reply) => Ok(reply.response()),
            None => others(status, request).await,
        }
    }
}

/// Returns whether a route can get requests for this path.
fn covers(route: &Route, path: &Origin<'_>) -> bool {
    let mut requested = path.path().segments();
    for segment in route.uri.path().split('/').filter(|segment| !segment.is_empty()) {
        let is_dynamic = segment.starts_with('<');
        if is_dynamic && segment.ends_with("..>") {
            return true;
        }
        if !requested.next().is_some_and(|requested| is_dynamic || requested == segment) {
            return false;
        }
    }
    requested.next().is_none()
}

/// Returns whether a request is for this path, not for one below it.
pub(crate) fn is_at(request: &Request<'_>, path: &Origin<'_>) -> bool {
    let (requested, path) = (request.uri().path().segments(), path.path().segments());
    requested.len() == path.len() && path.prefix_of(requested)
}

/// Core's reply to a request that it did not admit, in the request's cache. Asking core again would
/// log it twice.
pub(crate) struct Rejected(pub(crate) Option<AuthReply>);

/// Replies as without our catchers: with the application's own catcher, chosen by Rocket's rules,
/// or with Rocket's default catcher.
async fn others<'r>(status: Status, request: &'r Request<'_>) -> catcher::Result<'r> {
    let best = request
        .rocket()
        .catchers()
        .filter(|catcher| catcher.name.as_deref() != Some(NAME))
        .filter(|catcher| catcher.code.is_none_or(|code| code == status.code))
        .filter(|catcher| catcher.base.path().segments().prefix_of(request.uri().path().segments()))
        .max_by_key(|catcher| (catcher.base.path().segments().len(), catcher.code.is_some()));
    match best {
        Some(catcher) => catcher.handler.handle(status, request).await,
        None => Catcher::default().handler.handle(status, request).await,
    }
}
