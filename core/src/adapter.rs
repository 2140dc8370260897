//! The functions and traits that adapters use: admission, a framework's own login, and the result
//! of a login.
//!
//! An adapter for the ready endpoint doesn't need this module: pass a head and a body to
//! [`AuthEndpoint::handle`](crate::AuthEndpoint::handle), and send the reply. To put the endpoint
//! over the framework's own login, call [`admit`], then [`within`], then
//! [`Authorizer::authorize`](crate::Authorizer::authorize). If the login rejects the request, add
//! [`cors_headers`] to its response. [`around`] includes a login that runs as a layer around the
//! endpoint.

use std::convert::Infallible;
use std::fmt::Display;

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};

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
use crate::wire::body::Incoming;
use crate::wire::head::RequestHead;
use crate::wire::reply::AuthReply;

pub use crate::request::clock::StartedClock;
pub use crate::wire::body::Body;

/// Checks a request before the login, and starts its clock.
///
/// Checks the method, the origin, the media type, the size, the time that the body takes, the JSON
/// and the room id.
///
/// # Errors
///
/// The reply to send: a rejection, whose reason is logged, or the reply to a preflight.
pub async fn admit(liveblocks: &Liveblocks, head: RequestHead, body: impl Body) -> Result<AuthRequest, AuthReply> {
    let (limits, origins) = (liveblocks.limits(), liveblocks.origins());
    let (clock, cors) = (liveblocks.clock_of(&head), origins.cors(&head));
    let entry = Entry::new(clock, cors, Stage::Admission);
    let work = async |_: &mut Option<AuthRequest>| admission::admit(limits, origins, cors, clock, head, body).await;
    let (admitted, _) = entry.run(work, None).await?;
    let request = admitted.or_preflight(clock.elapsed_ms())?;
    log::passed("admitted", Some(&request), clock.elapsed_ms());
    Ok(request)
}

/// Checks the head of a request: method, origin, media type and announced length.
///
/// For a framework that answers some requests without calling the adapter, for example those that
/// aren't POST.
///
/// # Errors
///
/// The reply to send: a rejection, whose reason is logged, or the reply to a preflight.
pub fn check_head(liveblocks: &Liveblocks, head: &RequestHead) -> Result<(), AuthReply> {
    let cors = liveblocks.origins().cors(head);
    match admission::guard(liveblocks.limits(), liveblocks.origins(), cors, head) {
        Ok(admitted) => admitted.or_preflight(0),
        Err(error) => Err(log::failed(error, None, 0).with_cors(cors.cloned())),
    }
}

/// Returns the headers that let a page on an allowed origin read a response of the application.
///
/// Core's own replies have them. Without them, the browser client can't read the response, and
/// retries forever. In the response, replace the first two, `Access-Control-Allow-Origin` and
/// `Access-Control-Allow-Credentials`, and add the third, `Vary`, to any that are there. `None` if
/// the page's origin isn't allowed.
pub fn cors_headers<'a>(liveblocks: &'a Liveblocks, head: &RequestHead) -> Option<&'a [(HeaderName, HeaderValue); 3]> {
    liveblocks.origins().cors(head).map(|cors| &**cors)
}

/// Adds [`cors_headers`], if any, to the headers of a response, in the types of `http` 1.
///
/// Does nothing if they are there, as in a reply of core.
pub fn add_cors_headers(cors: Option<&[(HeaderName, HeaderValue); 3]>, headers: &mut HeaderMap) {
    let Some([origin, credentials, vary]) = cors else { return };
    if [origin, credentials].iter().all(|(name, value)| headers.get_all(name).iter().eq([value])) {
        return;
    }
    for (name, value) in [origin, credentials] {
        headers.insert(name, value.clone());
    }
    headers.append(&vary.0, vary.1.clone());
}

/// Runs the layers around the endpoint, such as a login, within the deadline of the request.
///
/// Starts the clock and checks the head. Then runs `layers` with the clock, the head, and the
/// unread body. Put the clock into the extensions of the request: the endpoint inside uses it if it
/// is in the extensions of its head. Add [`cors_headers`] to a response that `layers` make.
///
/// # Errors
///
/// The reply to send: a rejection of the head or the reply to a preflight, and 503 if the deadline
/// passed or `layers` panicked. The reason is logged.
pub async fn around<B: Body, T>(
    liveblocks: &Liveblocks,
    head: RequestHead,
    body: B,
    layers: impl AsyncFnOnce(StartedClock, RequestHead, B) -> T,
) -> Result<T, AuthReply> {
    let (limits, origins) = (liveblocks.limits(), liveblocks.origins());
    let (clock, cors) = (liveblocks.clock_of(&head), origins.cors(&head));
    let started = StartedClock::new(clock);
    let entry = Entry::new(clock, cors, Stage::Login).until(started.taken());
    let work = async |_: &mut Option<AuthRequest>| {
        let mut body = Incoming::new(body, limits.body_limit);
        let until = clock.deadline_within(limits.body_timeout);
        let admitted = admission::check(limits, origins, cors, until, &head, &mut body).await?;
        Ok(match admitted.or_preflight(clock.elapsed_ms()) {
            Ok(()) => Ok(layers(started, head, body.into_inner()).await),
            Err(reply) => Err(reply),
        })
    };
    let (done, _) = entry.run(work, None).await?;
    done
}

/// Runs a framework's own login within the deadline of the request, and catches its panics.
///
/// # Errors
///
/// The reply to send (503) if the login panicked or the deadline passed. The reason is logged.
pub async fn within<F: Future>(request: &AuthRequest, login: F) -> Result<F::Output, AuthReply> {
    let work = async |_: &mut Option<&AuthRequest>| Ok(login.await);
    Entry::of(request, Stage::Login).run(work, Some("login finished")).await.map(|(output, _)| output)
}

/// Asks a resolver who sent a request, on any route of the application.
///
/// Checks nothing else about the request. The resolver has its own deadline of 8 s.
///
/// # Errors
///
/// The reply to send: 401 for an anonymous request; 503 if the resolver failed, panicked or took
/// too long. The reason is logged.
pub async fn current_user<U: Send + Sync + 'static>(
    resolver: &Resolver<U>,
    head: &RequestHead,
) -> Result<U, AuthReply> {
    let work = async |_: &mut Option<AuthRequest>| auth_request::resolve(resolver, head).await;
    let entry = Entry::new(Clock::start(DEFAULT_DEADLINE), None, Stage::Resolver);
    entry.run(work, Some("signed in")).await.map(|(user, _)| user)
}

/// Makes the reply (503) for an extractor whose value is not in the application's state.
///
/// Logs `what`, which should name the missing value and how to fix it.
pub fn misconfigured(what: impl Display) -> AuthReply {
    log::failed(Error::new(ErrorKind::Handler, what.to_string()), None, 0)
}

/// Returns the `http` parts of a request's head, to lend them to the application's own login.
///
/// Put the parts back when the login has finished or failed. `None` if the head is a copy (see
/// [`RequestHead::copy`]).
pub fn parts_mut(request: &mut AuthRequest) -> Option<&mut Parts> {
    request.head_mut().parts_mut()
}

/// The result of an application's own login: a user, an `Option` of one, or a `Result` of either.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a user of this endpoint",
    note = "return the user type of the `Authorizer`, `{U}`, or an `Option` or a `Result` of it"
)]
pub trait IntoUser<U> {
    /// The login's own rejection. The adapter passes it to the framework, and adds only the headers
    /// of [`cors_headers`].
    type Rejection;

    /// Returns the user, or `None` for an anonymous request (401).
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
