//! A case: the requests to send, the expected replies, and the requests that Liveblocks must
//! receive.

use std::time::Duration;

use crate::capability::Capability;
use crate::double::{Answer, Call};
use crate::endpoints::Limits;
use crate::expected::Expected;
use crate::transport::Manner;
use crate::wire::request::Request;

/// A test case: requests, the replies that they must get, and the calls that Liveblocks must get.
#[derive(Debug, Clone)]
pub struct Case {
    pub(crate) group: &'static str,
    pub(crate) name: &'static str,
    pub(crate) steps: Vec<(Request, Expected)>,
    pub(crate) manner: Manner,
    pub(crate) tokens: Tokens,
    pub(crate) script: Vec<Answer>,
    pub(crate) sent: Sent,
    pub(crate) inspect: Option<InspectCalls>,
    pub(crate) form: EndpointForm,
    pub(crate) limits: Limits,
    pub(crate) settle: Duration,
    pub(crate) needs: Option<Capability>,
}

/// The kind of token, and so the endpoint that a case sends its requests to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tokens {
    /// Access tokens.
    Access,
    /// ID tokens.
    Id,
}

/// How the page names the endpoint. It decides how the browser client reacts to a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndpointForm {
    /// As a URL: the client reacts to the status.
    Url,
    /// As a callback, written as in the documentation: the client reacts to the body.
    Callback,
}

/// The requests that Liveblocks must receive.
#[derive(Debug, Clone)]
pub(crate) enum Sent {
    /// One request for every token, with any body.
    ForEveryToken,
    /// Requests with these bodies, in any order.
    Bodies(Vec<String>),
    /// This many requests, all alike.
    Times(usize),
}

/// Inspects the requests that Liveblocks received; the error says what is wrong with them.
pub(crate) type InspectCalls = fn(&[Call]) -> Result<(), String>;

impl Case {
    /// The group and the name, as `group::name`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}::{}", self.group, self.name)
    }

    /// The requests of the case.
    pub fn requests(&self) -> impl Iterator<Item = Request> {
        self.steps.iter().map(|(request, _)| request.clone())
    }

    /// The endpoint that receives the requests.
    #[must_use]
    pub fn tokens(&self) -> Tokens {
        self.tokens
    }

    /// The answers of Liveblocks; after the last one it returns a token.
    #[must_use]
    pub fn script(&self) -> &[Answer] {
        &self.script
    }

    /// Whether the case waits for one of the endpoint's time limits.
    #[must_use]
    pub fn is_slow(&self) -> bool {
        self.limits == Limits::Short
    }

    /// The capability that the case needs of the server.
    #[must_use]
    pub fn needs(&self) -> Option<Capability> {
        self.needs
    }

    /// How many tokens Liveblocks must mint.
    pub(crate) fn expected_tokens(&self) -> usize {
        self.steps.iter().filter(|(_, expected)| *expected == Expected::Minted).count()
    }
}
