//! One opaque error for callers, and the kinds that tell them apart.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::guarded;

/// What a team's own code may fail with: anything that is an error, so that `?` takes it as it is.
pub type BoxError = Box<dyn StdError + Send + Sync + 'static>;

/// The most causes of an error that a log shows.
const MOST_CAUSES: usize = 8;
/// The most characters that a log shows of one cause.
const MOST_TEXT: usize = 1000;

/// What went wrong.
///
/// The kind decides what a browser is answered (see [the table](crate#what-every-answer-looks-like)); the error itself is
/// for the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request is not a POST. Answered with 405.
    Method,
    /// The media type or the body is not what an auth endpoint takes. Answered with 400.
    Body,
    /// The body did not arrive in time. Answered with 408.
    BodyTimeout,
    /// The `room` that the client named is not a legal room id. Answered with 422.
    Room,
    /// What the page sent beside the room does not have the shape asked of it by
    /// [`AuthRequest::data`](crate::AuthRequest::data). Answered with 400.
    Data,
    /// Nobody is signed in. Answered with 401.
    Unauthenticated,
    /// The user may not open the room asked for. Answered with 403.
    Denied,
    /// A value of the application's own breaks a limit or a form that Liveblocks documents: a room pattern, a permission, a
    /// user id, user info, an organization, more than ten entries. Answered with 503.
    Limit,
    /// The application's [`UserResolver`](crate::UserResolver) could not find out who is asking. Answered with 503.
    Resolver,
    /// The application's [`AccessPolicy`](crate::AccessPolicy) could not decide. Answered with 503.
    Policy,
    /// The application's [`LiveblocksUser`](crate::LiveblocksUser) could not be shown to Liveblocks. Answered with 503.
    User,
    /// The application's own code panicked. Answered with 503.
    Panic,
    /// The time for the whole request was used up. Answered with 503.
    Deadline,
    /// Liveblocks could not be reached, or the connection broke. Answered with 503.
    Unreachable,
    /// Liveblocks answered, but not with a 2xx: see [`Error::upstream_status`]. Answered with 503.
    Refused,
    /// Liveblocks answered 2xx, but not with a token. Answered with 503.
    InvalidReply,
}

/// An error of this crate: opaque, with a [`kind`](Error::kind), and the cause as its [`source`](StdError::source).
///
/// The text is for the operator, never for the browser. It holds no secret, no token, no header and no user info; what the
/// application's own code failed with is the `source` and holds what the application put into it.
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<BoxError>,
    upstream: Option<Upstream>,
    logged: bool,
}

/// What is known of Liveblocks' refusal.
#[derive(Debug, Clone, Copy, Default)]
struct Upstream {
    status: u16,
    retry_after: Option<Duration>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None, upstream: None, logged: false }
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// An error for a [`TokenIssuer`](crate::TokenIssuer) that could not reach whoever mints.
    #[must_use]
    pub fn unreachable(source: impl Into<BoxError>) -> Self {
        Self::new(ErrorKind::Unreachable, "the token issuer could not be reached").with_source(source)
    }

    /// An error for a [`TokenIssuer`](crate::TokenIssuer) whose counterpart answered with `status` instead of a token;
    /// `retry_after` is the time that it asked to wait.
    #[must_use]
    pub fn refused(status: u16, retry_after: Option<Duration>) -> Self {
        let mut error = Self::new(ErrorKind::Refused, format!("Liveblocks answered with status {status}"));
        error.upstream = Some(Upstream { status, retry_after });
        error
    }

    pub(crate) fn limit(message: impl Into<String>) -> Self {
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

    /// Notes that the operator has been told.
    pub(crate) fn logged(mut self) -> Self {
        self.logged = true;
        self
    }

    pub(crate) fn is_logged(&self) -> bool {
        self.logged
    }

    /// An error of the application's own code, as `kind`. One of ours that says nothing about the request keeps its kind; any other would
    /// answer the browser with somebody else's refusal.
    pub(crate) fn of(kind: ErrorKind, message: &str, error: BoxError) -> Self {
        match error.downcast::<Self>() {
            Ok(own) if own.kind == ErrorKind::Limit => *own,
            Ok(own) => Self::new(kind, message).with_source(own),
            Err(other) => Self::new(kind, message).with_source(other),
        }
    }

    /// The error and its causes in one line, for a log. The causes are the application's own: they may panic when asked, and be endless.
    pub(crate) fn chain(&self) -> String {
        guarded::call(|| {
            let mut text = self.to_string();
            let causes = std::iter::successors(self.source(), |error: &&(dyn StdError + 'static)| (*error).source());
            for cause in causes.take(MOST_CAUSES) {
                let cause = cause.to_string();
                // Many libraries repeat the cause in their own text.
                if !text.ends_with(&cause) {
                    text.push_str(": ");
                    text.extend(cause.chars().take(MOST_TEXT));
                }
            }
            text
        })
        .unwrap_or_else(|_| self.message.clone())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Destructured, so that a new field is looked at before it is shown.
        let Self { kind, message, source, upstream, logged: _ } = self;
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
