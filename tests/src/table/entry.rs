//! An entry of the table: a case, with notes for the checker.

use std::time::Duration;

use crate::capability::Capability;
use crate::case::{Case, EndpointForm, InspectCalls, Sent, Tokens};
use crate::double::Answer;
use crate::endpoints::Limits;
use crate::expected::Expected;
use crate::transport::Manner;
use crate::wire::request::Request;

/// A case with the notes for the checker.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) case: Case,
    pub(crate) notes: Notes,
}

/// Tells the checker how bad a failure of the case is for an endpoint that isn't ours.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Notes {
    /// The case needs more than the documented fixture.
    pub(crate) adapters_only: bool,
    /// The case tests a house preference, for this reason.
    pub(crate) taste: Option<&'static str>,
    /// The official client never sends such a request.
    pub(crate) unofficial: bool,
    /// A token does no harm here.
    pub(crate) token_is_harmless: bool,
    /// A token opens nothing here.
    pub(crate) token_opens_nothing: bool,
    /// What it means if the endpoint returns a token.
    pub(crate) if_minted: Option<&'static str>,
    /// What a failure means, apart from the browser's reaction.
    pub(crate) if_failed: Option<&'static str>,
}

impl Entry {
    pub(crate) fn new(group: &'static str, name: &'static str, request: Request, expected: Expected) -> Self {
        let case = Case {
            group,
            name,
            steps: vec![(request, expected)],
            manner: Manner::OneByOne,
            tokens: Tokens::Access,
            script: Vec::new(),
            sent: Sent::ForEveryToken,
            inspect: None,
            form: EndpointForm::Url,
            limits: Limits::Default,
            settle: Duration::ZERO,
            needs: None,
        };
        Self { case, notes: Notes::default() }
    }

    /// Sends another request.
    pub(crate) fn then(self, request: Request, expected: Expected) -> Self {
        self.with_case(|case| case.steps.push((request, expected)))
    }

    pub(crate) fn manner(self, manner: Manner) -> Self {
        self.with_case(|case| case.manner = manner)
    }

    /// Sends the requests to the endpoint for ID tokens.
    pub(crate) fn id_tokens(self) -> Self {
        self.with_case(|case| case.tokens = Tokens::Id)
    }

    /// Scripts the answers of Liveblocks.
    pub(crate) fn upstream(self, script: impl IntoIterator<Item = Answer>) -> Self {
        self.with_case(|case| case.script = script.into_iter().collect())
    }

    /// Liveblocks must receive requests with these bodies, in any order.
    pub(crate) fn sends<B: Into<String>>(self, bodies: impl IntoIterator<Item = B>) -> Self {
        self.with_case(|case| case.sent = Sent::Bodies(bodies.into_iter().map(Into::into).collect()))
    }

    /// Liveblocks must receive this many requests, all alike.
    pub(crate) fn sent(self, times: usize) -> Self {
        self.with_case(|case| case.sent = Sent::Times(times))
    }

    pub(crate) fn inspect(self, inspect: InspectCalls) -> Self {
        self.with_case(|case| case.inspect = Some(inspect))
    }

    /// The page names the endpoint as a callback.
    pub(crate) fn callback(self) -> Self {
        self.with_case(|case| case.form = EndpointForm::Callback)
    }

    /// Waits for one of the endpoint's time limits, which is short in this case.
    pub(crate) fn waits(self) -> Self {
        self.with_case(|case| case.limits = Limits::Short)
    }

    /// Waits this long before it looks at the requests that Liveblocks received.
    pub(crate) fn settle(self, settle: Duration) -> Self {
        self.with_case(|case| case.settle = settle)
    }

    pub(crate) fn needing(self, capability: Capability) -> Self {
        self.with_case(|case| case.needs = Some(capability))
    }

    /// Needs more than the documented fixture: the checker leaves it out.
    pub(crate) fn adapters_only(self) -> Self {
        self.with_notes(|notes| notes.adapters_only = true)
    }

    /// Tests a house preference; the checker doesn't count it.
    pub(crate) fn taste(self, why: &'static str) -> Self {
        self.with_notes(|notes| notes.taste = Some(why))
    }

    /// The official client never sends such a request: any rejection is as good as ours.
    pub(crate) fn unofficial(self) -> Self {
        self.with_notes(|notes| notes.unofficial = true)
    }

    /// A token does no harm: the user may open the room.
    pub(crate) fn token_is_harmless(self) -> Self {
        self.with_notes(|notes| notes.token_is_harmless = true)
    }

    /// A token with all the grants of the user opens nothing here.
    pub(crate) fn token_opens_nothing(self) -> Self {
        self.with_notes(|notes| notes.token_opens_nothing = true)
    }

    /// Says what it means if the endpoint returns a token.
    pub(crate) fn if_minted(self, meaning: &'static str) -> Self {
        self.with_notes(|notes| notes.if_minted = Some(meaning))
    }

    /// Says what a failure means, apart from the browser's reaction.
    pub(crate) fn if_failed(self, meaning: &'static str) -> Self {
        self.with_notes(|notes| notes.if_failed = Some(meaning))
    }

    fn with_case(mut self, change: impl FnOnce(&mut Case)) -> Self {
        change(&mut self.case);
        self
    }

    fn with_notes(mut self, change: impl FnOnce(&mut Notes)) -> Self {
        change(&mut self.notes);
        self
    }
}
