//! Capabilities of a server, and the reasons for those it lacks.

use std::fmt;

/// An ability of the server below the adapter that some cases need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Capability {
    /// Passes unknown methods to the adapter.
    UnknownMethods,
    /// Reads the body of a request with an unknown method, so that a client that first sends
    /// everything gets the reply.
    UnknownMethodBodies,
    /// Keeps the method of the request line, whatever a form field says.
    SentMethod,
    /// Passes on headers that are not UTF-8.
    NonUtf8Headers,
    /// Lets the adapter reply before the first 14 bytes of a body arrive.
    EarlyAnswer,
    /// Reports the address of the peer.
    PeerAddr,
    /// Passes on the request target unchanged.
    SentTarget,
    /// Stops the application's login at the deadline of the request.
    LoginDeadline,
    /// Lets core check the body before the application's login runs.
    BodyBeforeLogin,
    /// Closes a connection whose request head doesn't arrive in time.
    StalledHeads,
}

/// The capabilities of a server: all, except those declared missing.
///
/// # Examples
///
/// ```
/// use liveblocks_auth_conformance::{Capabilities, Capability};
///
/// let reason = "it listens on a Unix socket";
/// let capabilities = Capabilities::all().without(Capability::PeerAddr, reason);
/// assert_eq!(capabilities.lacks(Capability::PeerAddr), Some("it listens on a Unix socket"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Capabilities(Vec<(Capability, &'static str)>);

impl Capabilities {
    /// All capabilities.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Declares a capability missing, with the reason.
    ///
    /// The cases that need it still run, and must fail. If one passes, the run fails, because the
    /// declaration is out of date.
    #[must_use]
    pub fn without(mut self, capability: Capability, reason: &'static str) -> Self {
        self.0.push((capability, reason));
        self
    }

    /// The reason why the server lacks a capability, or `None` if it has it.
    #[must_use]
    pub fn lacks(&self, capability: Capability) -> Option<&'static str> {
        self.0.iter().find(|(lacking, _)| *lacking == capability).map(|(_, reason)| *reason)
    }
}

impl fmt::Display for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("all capabilities");
        }
        for (n, (capability, reason)) in self.0.iter().enumerate() {
            let separator = if n > 0 { "; " } else { "" };
            write!(f, "{separator}without {capability:?}: {reason}")?;
        }
        Ok(())
    }
}
