//! A case of the table: what is sent, what must be answered, and what Liveblocks must have been
//! sent.

use std::time::Duration;

use crate::answer::Row;
use crate::capability::Capability;
use crate::double::{Answer, Call};
use crate::fixture::Limits;
use crate::request::Request;
use crate::wire::Manner;

/// One case.
#[derive(Debug, Clone)]
pub struct Case {
    pub(crate) group: &'static str,
    pub(crate) name: &'static str,
    pub(crate) steps: Vec<(Request, Row)>,
    pub(crate) manner: Manner,
    pub(crate) tokens: Tokens,
    pub(crate) script: Vec<Answer>,
    pub(crate) sent: Sent,
    pub(crate) look: Option<Look>,
    pub(crate) form: Form,
    pub(crate) limits: Limits,
    pub(crate) settle: Duration,
    pub(crate) needs: Option<Capability>,
    pub(crate) audience: Audience,
    pub(crate) taste: Option<&'static str>,
    pub(crate) forged: bool,
    pub(crate) lenient: bool,
    pub(crate) opens_nothing: bool,
    pub(crate) when_minted: Option<&'static str>,
    pub(crate) because: Option<&'static str>,
}

/// Which of the two endpoints is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tokens {
    /// The one for access tokens.
    Access,
    /// The one for ID tokens.
    Id,
}

/// In which form the page names the endpoint, which decides what the client goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As a URL: the client goes by the status.
    Url,
    /// As a callback, written as the documentation shows: the client goes by the body.
    Callback,
}

/// What Liveblocks must have been sent.
#[derive(Debug, Clone)]
pub(crate) enum Sent {
    /// A request for every token, with any body.
    ForEveryToken,
    /// Requests with these bodies, in any order.
    Bodies(Vec<String>),
    /// So many requests, all alike.
    Times(usize),
}

/// Looks at the requests that Liveblocks was sent; says what is wrong with them.
pub(crate) type Look = fn(&[Call]) -> Result<(), String>;

/// Whose endpoint a case can be put to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Any with the documented fixture, in whatever language.
    Anybody,
    /// Adapters of this crate, whose fixture has more in it.
    Adapters,
}

impl Case {
    pub(crate) fn new(group: &'static str, name: &'static str, request: Request, row: Row) -> Self {
        Self {
            group,
            name,
            steps: vec![(request, row)],
            manner: Manner::OneByOne,
            tokens: Tokens::Access,
            script: Vec::new(),
            sent: Sent::ForEveryToken,
            look: None,
            form: Form::Url,
            limits: Limits::Default,
            settle: Duration::ZERO,
            needs: None,
            audience: Audience::Anybody,
            taste: None,
            forged: false,
            lenient: false,
            opens_nothing: false,
            when_minted: None,
            because: None,
        }
    }

    /// The group and the name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}::{}", self.group, self.name)
    }

    /// The requests that it sends.
    pub fn requests(&self) -> impl Iterator<Item = Request> {
        self.steps.iter().map(|(request, _)| request.clone())
    }

    /// Which endpoint it asks.
    #[must_use]
    pub fn tokens(&self) -> Tokens {
        self.tokens
    }

    /// What Liveblocks answers, as far as it does not just give out a token.
    #[must_use]
    pub fn script(&self) -> &[Answer] {
        &self.script
    }

    /// Whether it waits for a limit of the endpoint.
    #[must_use]
    pub fn is_slow(&self) -> bool {
        self.limits == Limits::Short
    }

    /// What it needs of the server.
    #[must_use]
    pub fn needs(&self) -> Option<Capability> {
        self.needs
    }

    pub(crate) fn then(mut self, request: Request, row: Row) -> Self {
        self.steps.push((request, row));
        self
    }

    pub(crate) fn manner(self, manner: Manner) -> Self {
        Self { manner, ..self }
    }

    pub(crate) fn id_tokens(self) -> Self {
        Self { tokens: Tokens::Id, ..self }
    }

    pub(crate) fn upstream(self, script: impl IntoIterator<Item = Answer>) -> Self {
        Self { script: script.into_iter().collect(), ..self }
    }

    pub(crate) fn sends<B: Into<String>>(self, bodies: impl IntoIterator<Item = B>) -> Self {
        Self { sent: Sent::Bodies(bodies.into_iter().map(Into::into).collect()), ..self }
    }

    pub(crate) fn sent(self, times: usize) -> Self {
        Self { sent: Sent::Times(times), ..self }
    }

    pub(crate) fn look(self, look: Look) -> Self {
        Self { look: Some(look), ..self }
    }

    pub(crate) fn callback(self) -> Self {
        Self { form: Form::Callback, ..self }
    }

    /// Waits for a limit of the endpoint, which is then a short one.
    pub(crate) fn waits(self) -> Self {
        Self { limits: Limits::Short, ..self }
    }

    /// Looks at what Liveblocks was sent only after this time.
    pub(crate) fn settle(self, settle: Duration) -> Self {
        Self { settle, ..self }
    }

    pub(crate) fn needing(self, capability: Capability) -> Self {
        Self { needs: Some(capability), ..self }
    }

    pub(crate) fn adapters_only(self) -> Self {
        Self { audience: Audience::Adapters, ..self }
    }

    /// It only says what we like, and is not held against others.
    pub(crate) fn taste(self, why: &'static str) -> Self {
        Self { taste: Some(why), ..self }
    }

    /// The official client never sends it: what matters is that it gets no token, and not by which
    /// refusal.
    pub(crate) fn forged(self) -> Self {
        Self { forged: true, ..self }
    }

    /// A token would do no harm: the person may open the room.
    pub(crate) fn lenient(self) -> Self {
        Self { lenient: true, ..self }
    }

    /// A token that is granted what the person may open would open nothing here.
    pub(crate) fn opens_nothing(self) -> Self {
        Self { opens_nothing: true, ..self }
    }

    /// What it means when a token is given out.
    pub(crate) fn when_minted(self, why: &'static str) -> Self {
        Self { when_minted: Some(why), ..self }
    }

    /// What it means when it goes wrong, beside what the browser then does.
    pub(crate) fn because(self, why: &'static str) -> Self {
        Self { because: Some(why), ..self }
    }

    /// How many tokens must be minted.
    pub(crate) fn tokens_due(&self) -> usize {
        self.steps.iter().filter(|(_, row)| *row == Row::Minted).count()
    }
}
