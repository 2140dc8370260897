//! The one opaque error of this crate, and its kinds.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// Any error of the application's own code. `?` converts every error type into it.
pub type BoxError = Box<dyn StdError + Send + Sync + 'static>;

/// The maximum number of an error's causes in a log entry.
const MOST_CAUSES: usize = 8;
/// The maximum number of characters of one cause in a log entry.
const MOST_TEXT: usize = 1000;

/// The kind of an [`Error`].
///
/// The kind decides the reply to the browser (see [the table](crate#what-every-answer-looks-like)).
/// The error's text is for the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request is not a POST. Becomes 405.
    Method,
    /// The request comes from a page on an origin that is not allowed; see
    /// [`allow_origins`](crate::LiveblocksBuilder::allow_origins). Becomes 403.
    ForeignOrigin,
    /// The media type or the body is not what the endpoint accepts. Becomes 400.
    Body,
    /// The body did not arrive in time. Becomes 408.
    BodyTimeout,
    /// The requested `room` is not a legal room id. Becomes 422.
    Room,
    /// [`AuthRequest::data`](crate::AuthRequest::data) can't read the data that the page sent in
    /// addition to the room. Becomes 400.
    Data,
    /// The request is anonymous. Becomes 401.
    Unauthenticated,
    /// The grants don't cover the requested room, or no room was requested and
    /// [one is required](crate::LiveblocksBuilder::room_required). Becomes 403.
    Denied,
    /// A value from the application breaks a limit or a format that Liveblocks documents. Becomes
    /// 503.
    ///
    /// The value is a room pattern, a permission, a user id, user info or an organization, or there
    /// are more than ten entries in the grants.
    Limit,
    /// The application's [`UserResolver`](crate::UserResolver) could not find out who sent the
    /// request. Becomes 503.
    Resolver,
    /// The application's [`AccessPolicy`](crate::AccessPolicy) could not decide. Becomes 503.
    Policy,
    /// The application's [`LiveblocksUser`](crate::LiveblocksUser) failed. Becomes 503.
    User,
    /// The application's own handler failed (see
    /// [`AuthRequest::answer`](crate::AuthRequest::answer)), or an adapter found the application
    /// misconfigured. Becomes 503.
    Handler,
    /// The application's own code panicked. Becomes 503.
    Panic,
    /// The deadline of the request passed. Becomes 503.
    Deadline,
    /// Liveblocks could not be reached, or the connection broke. Becomes 503.
    Unreachable,
    /// Liveblocks replied with a status other than 2xx; see [`Error::upstream_status`]. Becomes
    /// 503.
    Refused,
    /// Liveblocks replied with 2xx, but without a token. Becomes 503.
    InvalidReply,
}

/// The error of this crate: opaque, with a [`kind`](Error::kind) and a
/// [`source`](StdError::source).
///
/// # Security
///
/// The text is for the operator, never for the browser. It contains no secret, no token, no user
/// info, and no header except `Origin`, `Sec-Fetch-Site` and the host. The `source` can be an error
/// of the application's own code, and contains whatever the application wrote there.
pub struct Error {
    kind: ErrorKind,
    message: Cow<'static, str>,
    source: Option<BoxError>,
    upstream: Option<Upstream>,
}

/// The status of a reply other than 2xx, and its `Retry-After`.
#[derive(Debug, Clone, Copy, Default)]
struct Upstream {
    status: u16,
    retry_after: Option<Duration>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, message: message.into(), source: None, upstream: None }
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Makes the error of a [`TokenIssuer`] that could not reach its server.
    ///
    /// [`TokenIssuer`]: crate::issuer::TokenIssuer
    #[must_use]
    pub fn unreachable(source: impl Into<BoxError>) -> Self {
        Self::new(ErrorKind::Unreachable, "the token issuer could not be reached").with_source(source)
    }

    /// Makes the error of a [`TokenIssuer`] whose server replied without a token.
    ///
    /// `status` is the HTTP status of that reply. `retry_after` is the time from its `Retry-After`
    /// header, if it had one.
    ///
    /// [`TokenIssuer`]: crate::issuer::TokenIssuer
    #[must_use]
    pub fn refused(status: u16, retry_after: Option<Duration>) -> Self {
        let mut error = Self::new(ErrorKind::Refused, format!("Liveblocks answered with status {status}"));
        error.upstream = Some(Upstream { status, retry_after });
        error
    }

    pub(crate) fn limit(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Limit, message)
    }

    /// Returns the kind of the error, which decides the reply.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns the HTTP status of Liveblocks' reply, if that was not a 2xx.
    #[must_use]
    pub fn upstream_status(&self) -> Option<u16> {
        self.upstream.map(|upstream| upstream.status)
    }

    /// Returns the time from Liveblocks' `Retry-After` header, if it sent one.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.upstream.and_then(|upstream| upstream.retry_after)
    }

    /// Converts an error of the application's own code into an error of this `kind`.
    ///
    /// An error of this crate, even as the source of another error, keeps its own kind if `keeps`
    /// allows it. Otherwise an error that the application received from another call, such as a
    /// denial, would decide the reply to this request.
    pub(crate) fn of(kind: ErrorKind, message: &'static str, error: BoxError, keeps: fn(ErrorKind) -> bool) -> Self {
        match error.downcast::<Self>() {
            Ok(own) if keeps(own.kind) => *own,
            Ok(own) => Self::new(kind, message).with_source(own),
            Err(other) => {
                let own = causes(&*other).take(MOST_CAUSES).find_map(|cause| cause.downcast_ref::<Self>());
                let kind = own.map(|own| own.kind).filter(|kind| keeps(*kind)).unwrap_or(kind);
                Self::new(kind, message).with_source(other)
            }
        }
    }

    /// Joins the error and its causes in one line, for a log.
    ///
    /// The number of causes is limited, because the causes are the application's own and can be
    /// endless.
    pub(crate) fn chain(&self) -> String {
        let mut text = self.to_string();
        for cause in causes(self).take(MOST_CAUSES) {
            let cause = cause.to_string();
            // Many libraries repeat the cause in their own text.
            if !text.ends_with(&cause) {
                text.push_str(": ");
                text.extend(cause.chars().take(MOST_TEXT));
            }
        }
        text
    }
}

/// Iterates over the causes of an error, which can be endless.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause| (*cause).source())
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Destructured, so that a new field can't be shown or left out by accident.
        let Self { kind, message, source, upstream } = self;
        let mut debug = f.debug_struct("Error");
        debug.field("kind", kind).field("message", message);
        if let Some(upstream) = upstream {
            debug.field("upstream", upstream);
        }
        if let Some(source) = source {
            debug.field("source", source);
        }
        debug.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
