//! Guards for hand-written handlers.

use std::ops::Deref;

use liveblocks_auth::{Liveblocks, Resolver, adapter};
use rocket::data::{self, Data, FromData};
use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::request::{self, FromRequest};
use rocket::{Ignite, Request, Rocket, Sentinel, async_trait};

use crate::catch::Rejected;
use crate::head::{body, head};
use crate::reply::AuthReply;

/// An admitted request, as a data guard for a handler of your own.
///
/// Core has checked method, origin, media type, size, time, JSON and room id.
///
/// Dereferences to [`liveblocks_auth::AuthRequest`], whose `answer` runs the handler.
///
/// Take a `Result<AuthRequest, AuthReply>` and pass its error on with `?`: if a bare data guard
/// fails, a catcher replies instead. The application must [`manage`](rocket::Rocket::manage) a
/// [`Liveblocks`]. Rocket checks that at launch.
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
            Ok(Self(adapter::admit(liveblocks, head(request), body(request, data).await).await?))
        };
        let admitted: Result<_, AuthReply> = admitted.await;
        if let Err(reply) = &admitted {
            request.local_cache(|| Rejected(Some(reply.clone())));
        }
        outcome(admitted)
    }
}

impl Sentinel for AuthRequest {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        rocket.state::<Liveblocks>().is_none()
    }
}

/// The signed-in user, as a request guard for any route of the application.
///
/// Fails with 401 for anonymous requests, and with 503 if the resolver fails. Take a
/// `Result<CurrentUser<U>, AuthReply>` and pass its error on with `?`: if a bare guard fails, a
/// catcher replies instead. To serve anonymous requests too, check the status of the error. Don't
/// take an `Option`: it is `None` for both, so a database outage would sign everyone out.
///
/// The application must [`manage`](rocket::Rocket::manage) a [`Resolver<U>`]. Rocket checks that at
/// launch. Nothing else about the request is checked. The resolver has 8 s. In a handler of your
/// own for the auth endpoint, use [`AuthRequest`] and its `user` instead.
#[derive(Debug)]
pub struct CurrentUser<U>(pub U);

#[async_trait]
impl<'r, U: Send + Sync + 'static> FromRequest<'r> for CurrentUser<U> {
    type Error = AuthReply;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, AuthReply> {
        let resolved = async {
            let resolver = managed::<Resolver<U>>(request)?;
            Ok(Self(adapter::current_user(resolver, &head(request)).await?))
        };
        outcome(resolved.await)
    }
}

impl<U: Send + Sync + 'static> Sentinel for CurrentUser<U> {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        rocket.state::<Resolver<U>>().is_none()
    }
}

fn outcome<T, F>(guarded: Result<T, AuthReply>) -> Outcome<T, (Status, AuthReply), F> {
    guarded.map_or_else(|reply| Outcome::Error((reply.status(), reply)), Outcome::Success)
}

fn managed<'r, T: Send + Sync + 'static>(request: &'r Request<'_>) -> Result<&'r T, AuthReply> {
    let missing = || adapter::misconfigured(format!("Rocket does not manage a {}", std::any::type_name::<T>()));
    Ok(request.rocket().state().ok_or_else(missing)?)
}
