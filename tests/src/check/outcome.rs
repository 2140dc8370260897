//! The outcome of a case.

use serde::Serialize;

use crate::browser::Reaction;

/// The outcome of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The group of the case.
    pub group: &'static str,
    /// The name of the case in its group.
    pub name: &'static str,
    /// The rating of the outcome.
    pub verdict: Verdict,
    /// The expected and the actual reaction of the browser client, if they differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reaction: Option<(Reaction, Reaction)>,
    /// Every deviation from the table.
    pub differences: Vec<String>,
    /// The effect on a browser or an operator; or why the case is a matter of taste or left out.
    pub meaning: Vec<String>,
}

/// The rating of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The endpoint behaves as in the table, to the byte.
    Same,
    /// The bytes differ, but the browser client reacts the same.
    Alike,
    /// The difference concerns a house preference and does not count.
    Taste,
    /// The difference harms a browser or an operator.
    Red,
    /// The case does not apply to this endpoint.
    LeftOut,
}
