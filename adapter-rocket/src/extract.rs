//! Guards for a hand-written handler.

use std::ops::Deref;

use liveblocks_auth::{BoxError, Liveblocks, UserResolver};
use rocket::data::{self, Data, FromData};
use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::request::{self, FromRequest};
use rocket::{Ignite, Request, Rocket, Sentinel, async_trait};

use crate::AuthReply;
use crate::head::{head, read, start_clock};

/// The request of a browser, admitted by core: method, media type, size, time, JSON, room. Dereferences to
/// [`liveblocks_auth::AuthRequest`].
///
/// Take a `Result<AuthRequest, AuthReply>` and pass its error on with `?`: where a bare data guard fails, Rocket answers with a catcher. The
/// application must [`manage`](rocket::Rocket::manage) a [`Liveblocks`], which is checked at launch.
#[derive(Debug)]
pub struct AuthRequest(pub liveblocks_auth::AuthRequest);

impl Deref for AuthRequest {
    type Target = liveblocks_auth::AuthRequest;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

#[async_trait]
impl<'r> FromData<'r> for AuthRequest {
    type Error = AuthReply;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> data::Outcome<'r, Self> {
        let admitted = async {
            let liveblocks = managed::<Liveblocks>(request)?;
            let body = read(request, data, liveblocks.body_limit());
            Ok(Self(liveblocks.admit(head(request).view(), body).await?))
        };
        outcome(admitted.await)
    }
}

impl Sentinel for AuthRequest {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        rocket.state::<Liveblocks>().is_none()
    }
}

/// The user as the resolver `R` sees them. Nobody is 401, a resolver that fails 503.
///
/// Take a `Result<CurrentUser<R>, AuthReply>` and pass its error on with `?`: where a bare guard fails, Rocket answers with a catcher. To handle
/// nobody yourself look at the status of the error; in an `Option` Rocket would make nobody of a resolver that failed.
///
/// It is for the handler of the auth endpoint: a request that core refuses for its method or its media type is refused here already, before
/// the resolver is asked. The application must [`manage`](rocket::Rocket::manage) a [`Liveblocks`] and an `R`, which is checked at launch. The
/// clock of the request starts here, if this guard is the first.
#[derive(Debug)]
pub struct CurrentUser<R: UserResolver>(pub R::User);

#[async_trait]
impl<'r, R: UserResolver> FromRequest<'r> for CurrentUser<R> {
    type Error = AuthReply;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, AuthReply> {
        let resolved = async {
            let (liveblocks, resolver) = (managed::<Liveblocks>(request)?, managed::<R>(request)?);
            start_clock(request, liveblocks);
            let head = head(request);
            liveblocks.check_head(head.view())?;
            let user = liveblocks.current_user(resolver, head.view()).await?;
            Ok(Self(user.ok_or_else(liveblocks_auth::AuthReply::unauthenticated)?))
        };
        outcome(resolved.await)
    }
}

impl<R: UserResolver> Sentinel for CurrentUser<R> {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        rocket.state::<Liveblocks>().is_none() || rocket.state::<R>().is_none()
    }
}

fn outcome<T, F>(guarded: Result<T, AuthReply>) -> Outcome<T, (Status, AuthReply), F> {
    guarded.map_or_else(|reply| Outcome::Error((reply.status(), reply)), Outcome::Success)
}

fn managed<'r, T: Send + Sync + 'static>(request: &'r Request<'_>) -> Result<&'r T, AuthReply> {
    let missing = || -> BoxError { format!("Rocket does not manage a {}", std::any::type_name::<T>()).into() };
    Ok(request.rocket().state().ok_or_else(|| liveblocks_auth::AuthReply::unavailable(missing()))?)
}
