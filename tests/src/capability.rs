//! What a server cannot do, declared with the reason.

use std::fmt;

/// Something that a case needs of the server under the adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Capability {
    /// Lets a method of which it has never heard come as far as the adapter.
    UnknownMethods,
    /// Takes the method as it was sent, whatever stands in a form.
    SentMethod,
    /// Hands over headers that are not UTF-8.
    NonUtf8Headers,
    /// Lets the adapter answer before the first 14 bytes of a body have come.
    EarlyAnswer,
    /// Tells the address of whoever opened the connection.
    PeerAddr,
    /// Hands over a target as it was sent.
    SentTarget,
    /// Stops a login of the application at the deadline of the request.
    LoginDeadline,
}

/// What a server can do: everything, but for what is declared.
///
/// # Examples
///
/// ```
/// use liveblocks_auth_conformance::{Capabilities, Capability};
///
/// let capabilities = Capabilities::all().without(Capability::PeerAddr, "it listens on a Unix socket");
/// assert_eq!(capabilities.lacks(Capability::PeerAddr), Some("it listens on a Unix socket"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Capabilities(Vec<(Capability, &'static str)>);

impl Capabilities {
    /// Everything.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// All but this one, for this reason. The cases that need it must fail: a skip that has become
    /// needless fails the run.
    #[must_use]
    pub fn without(mut self, capability: Capability, reason: &'static str) -> Self {
        self.0.push((capability, reason));
        self
    }

    /// Why the server lacks this, if it does.
    #[must_use]
    pub fn lacks(&self, capability: Capability) -> Option<&'static str> {
        self.0.iter().find(|(lacking, _)| *lacking == capability).map(|(_, reason)| *reason)
    }
}

impl fmt::Display for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("everything");
        }
        for (n, (capability, reason)) in self.0.iter().enumerate() {
            let separator = if n > 0 { "; " } else { "" };
            write!(f, "{separator}without {capability:?}: {reason}")?;
        }
        Ok(())
    }
}
