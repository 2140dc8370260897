//! One opaque error for callers, and the kinds that tell them apart.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// What a team's own code can fail with: any error, so that `?` takes it as it is.
pub type BoxError = Box<dyn StdError + Send + Sync + 'static>;

/// The most causes of an error that a log shows.
const MOST_CAUSES: usize = 8;
/// The most characters that a log shows of one cause.
const MOST_TEXT: usize = 1000;

/// What went wrong.
///
/// The kind decides the reply to the browser (see [the table](crate#what-every-answer-looks-like));
/// the error itself is for the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request is not a POST. Becomes 405.
    Method,
    /// The media type or the body is not what an auth endpoint takes. Becomes 400.
    Body,
    /// The body did not arrive in time. Becomes 408.
    BodyTimeout,
    /// The `room` that the client named is not a legal room id. Becomes 422.
    Room,
    /// The page sent something beside the room that [`AuthRequest::data`](crate::AuthRequest::data)
    /// could not read. Becomes 400.
    Data,
    /// The request is anonymous. Becomes 401.
    Unauthenticated,
    /// The grants do not cover the requested room. Becomes 403.
    Denied,
    /// A value of the application's own breaks a limit or a form that Liveblocks documents: a room
    /// pattern, a permission, a user id, user info, an organization, more than ten entries. Becomes
    /// 503.
    Limit,
    /// The application's [`UserResolver`](crate::UserResolver) could not find out who sent the
    /// request. Becomes 503.
    Resolver,
    /// The application's [`AccessPolicy`](crate::AccessPolicy) could not decide. Becomes 503.
    Policy,
    /// The application's [`LiveblocksUser`](crate::LiveblocksUser) failed. Becomes 503.
    User,
    /// The application's own handler failed, in
    /// [`AuthRequest::answer`](crate::AuthRequest::answer). Becomes 503.
    Handler,
    /// The application's own code panicked. Becomes 503.
    Panic,
    /// The deadline of the request passed. Becomes 503.
    Deadline,
    /// Liveblocks could not be reached, or the connection broke. Becomes 503.
    Unreachable,
    /// Liveblocks answered, but not with a 2xx: see [`Error::upstream_status`]. Becomes 503.
    Refused,
    /// Liveblocks answered 2xx, but not with a token. Becomes 503.
    InvalidReply,
}

/// An error of this crate: opaque, with a [`kind`](Error::kind), and the cause as its
/// [`source`](StdError::source).
///
/// The text is for the operator, never for the browser. It holds no secret, no token, no header and
/// no user info; what the application's own code failed with is the `source` and holds what the
/// application put into it.
pub struct Error {
    kind: ErrorKind,
    message: Cow<'static, str>,
    source: Option<BoxError>,
    upstream: Option<Upstream>,
}

/// What is known of Liveblocks' refusal.
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

    /// An error for a [`TokenIssuer`](crate::issuer::TokenIssuer) that could not reach whoever mints.
    #[must_use]
    pub fn unreachable(source: impl Into<BoxError>) -> Self {
        Self::new(ErrorKind::Unreachable, "the token issuer could not be reached").with_source(source)
    }

    /// An error for a [`TokenIssuer`](crate::issuer::TokenIssuer) whose counterpart answered with `status`
    /// instead of a token; `retry_after` is the time that it asked to wait.
    #[must_use]
    pub fn refused(status: u16, retry_after: Option<Duration>) -> Self {
        let mut error = Self::new(ErrorKind::Refused, format!("Liveblocks answered with status {status}"));
        error.upstream = Some(Upstream { status, retry_after });
        error
    }

    pub(crate) fn limit(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Limit, message)
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The HTTP status that Liveblocks answered with, where it answered with another than 2xx.
    #[must_use]
    pub fn upstream_status(&self) -> Option<u16> {
        self.upstream.map(|upstream| upstream.status)
    }

    /// The time that Liveblocks asked to wait before the next try.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.upstream.and_then(|upstream| upstream.retry_after)
    }

    /// An error of the application's own code, as `kind`. One of ours keeps its kind if `keeps`
    /// says so, also as the source of another; otherwise it would send somebody else's refusal to
    /// the browser.
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

    /// The error and its causes in one line, for a log. The causes are the application's own, and
    /// can be endless.
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

/// The causes of an error, which can be endless.
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
        // Destructured, so that a new field is looked at before it is shown.
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
