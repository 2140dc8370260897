//! What only the author of an adapter needs: admission, a login in the framework's way, and what a
//! login returns.
//!
//! The ready endpoint needs none of it: give [`AuthEndpoint::handle`](crate::AuthEndpoint::handle)
//! a head and a body, and send its reply. The endpoint over the framework's own login is [`admit`],
//! [`within`], and [`Authorizer::authorize`](crate::Authorizer::authorize).

use std::convert::Infallible;
use std::fmt::Display;

use http::request::Parts;

use crate::endpoint::entry::Entry;
use crate::error::{Error, ErrorKind};
use crate::limits::DEFAULT_DEADLINE;
use crate::liveblocks::handle::Liveblocks;
use crate::log;
use crate::request::admission;
use crate::request::auth_request::{self, AuthRequest};
use crate::request::clock::Clock;
use crate::request::stage::Stage;
use crate::users::resolver::Resolver;
use crate::wire::head::RequestHead;
use crate::wire::reply::AuthReply;

pub use crate::wire::body::Body;

/// Admits a request and starts its clock: method, media type, size, time, JSON, room id.
///
/// # Errors
///
/// The reply to send; the log has its reason.
pub async fn admit(liveblocks: &Liveblocks, head: RequestHead, body: impl Body) -> Result<AuthRequest, AuthReply> {
    let clock = liveblocks.start_clock();
    let work = async |admitted: &mut Option<AuthRequest>| {
        *admitted = Some(admission::admit(liveblocks.limits(), clock, head, body).await?);
        Ok(())
    };
    let admitted = Entry::new(clock, Stage::Admission).run(work, Some("admitted")).await?;
    admitted.1.ok_or_else(|| ErrorKind::Panic.into())
}

/// Checks what the head alone decides, for a framework that answers some requests without calling
/// the adapter.
///
/// # Errors
///
/// The reply to send; the log has its reason.
pub fn check_head(liveblocks: &Liveblocks, head: &RequestHead) -> Result<(), AuthReply> {
    admission::guard(liveblocks.limits(), head).map_err(|error| log::failed(error, None, 0))
}

/// Runs a login in the framework's own way: until the deadline of the request, with its panics
/// caught.
///
/// # Errors
///
/// The reply to send (503) if the login panicked or took too long; the log has the reason.
pub async fn within<F: Future>(request: &AuthRequest, login: F) -> Result<F::Output, AuthReply> {
    let work = async |_: &mut Option<&AuthRequest>| Ok(login.await);
    Entry::of(request, Stage::Login).run(work, Some("login finished")).await.map(|(output, _)| output)
}

/// Asks a resolver who sent a request, on any route, within a deadline of its own (8 s).
///
/// # Errors
///
/// The reply to send: 401 for an anonymous request, 503 if the resolver failed, panicked or took
/// too long.
pub async fn current_user<U: Send + Sync + 'static>(
    resolver: &Resolver<U>,
    head: &RequestHead,
) -> Result<U, AuthReply> {
    let work = async |_: &mut Option<AuthRequest>| auth_request::resolve(resolver, head).await;
    let entry = Entry::new(Clock::start(DEFAULT_DEADLINE), Stage::Resolver);
    entry.run(work, Some("signed in")).await.map(|(user, _)| user)
}

/// The reply (503) of an extractor that misses something in the application's state; the log says
/// what.
pub fn misconfigured(what: impl Display) -> AuthReply {
    log::failed(Error::new(ErrorKind::Handler, what.to_string()), None, 0)
}

/// The parts of a request's head, for a framework that lends them to the application's own login.
/// `None` if the head was copied.
pub fn parts_mut(request: &mut AuthRequest) -> Option<&mut Parts> {
    request.head_mut().parts_mut()
}

/// What the login of an application can return: a user, an `Option` of one, or a `Result` of
/// either.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a user of this endpoint",
    note = "return the user type of the `Authorizer`, `{U}`, or an `Option` or a `Result` of it"
)]
pub trait IntoUser<U> {
    /// What the framework sends as it is.
    type Rejection;

    /// The user, `None` (401), or the rejection.
    ///
    /// # Errors
    ///
    /// The rejection of the application's own login.
    fn into_user(self) -> Result<Option<U>, Self::Rejection>;
}

impl<U> IntoUser<U> for U {
    type Rejection = Infallible;

    fn into_user(self) -> Result<Option<U>, Infallible> {
        Ok(Some(self))
    }
}

impl<U> IntoUser<U> for Option<U> {
    type Rejection = Infallible;

    fn into_user(self) -> Result<Option<U>, Infallible> {
        Ok(self)
    }
}

impl<U, E> IntoUser<U> for Result<U, E> {
    type Rejection = E;

    fn into_user(self) -> Result<Option<U>, E> {
        self.map(Some)
    }
}

impl<U, E> IntoUser<U> for Result<Option<U>, E> {
    type Rejection = E;

    fn into_user(self) -> Result<Option<U>, E> {
        self
    }
}
