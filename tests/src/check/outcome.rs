//! What a check finds for each case.

use serde::Serialize;

use crate::browser::Reaction;

/// What came of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The group of the case.
    pub group: &'static str,
    /// Its name in the group.
    pub name: &'static str,
    /// How it is to be taken.
    pub verdict: Verdict,
    /// What the browser client should do about the answer, and does, where that is not the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reaction: Option<(Reaction, Reaction)>,
    /// Everything that is not as in our table.
    pub differences: Vec<String>,
    /// What a browser or an operator suffers from it; or why it is a matter of taste, or left out.
    pub meaning: Vec<String>,
}

/// How the outcome of a case is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The same, to the byte.
    Same,
    /// It reads differently, and the browser does the same.
    Alike,
    /// It differs where that is a matter of taste. Not counted against it.
    Taste,
    /// Somebody suffers from it.
    Red,
    /// The case cannot be put to this endpoint.
    LeftOut,
}
