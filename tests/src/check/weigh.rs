//! What a difference means to whoever uses the endpoint.

use super::{Outcome, Verdict};
use crate::answer::Reaction::{self, Connects, Retries, Stops, Waits};
use crate::case::Case;
use crate::judge::{Difference, Kind};

pub(super) fn left_out(case: &Case, why: &str) -> Outcome {
    Outcome {
        group: case.group,
        name: case.name,
        verdict: Verdict::LeftOut,
        reaction: None,
        differences: Vec::new(),
        meaning: vec![why.to_owned()],
    }
}

pub(super) fn weigh(case: &Case, differences: &[Difference]) -> Outcome {
    let reaction = differences.iter().find_map(|difference| match difference.kind {
        Kind::Reaction { due, seen } if suffers(case, due, seen) => Some((due, seen)),
        _ => None,
    });
    let grave = reaction.is_some()
        || differences.iter().any(|difference| matches!(difference.kind, Kind::Upstream | Kind::Exposed));
    let verdict = match (differences.is_empty(), grave, case.taste) {
        (true, ..) => Verdict::Same,
        (_, false, _) => Verdict::Alike,
        (_, true, Some(_)) => Verdict::Taste,
        (_, true, None) => Verdict::Red,
    };
    let meaning = match verdict {
        Verdict::Red => {
            let consequence = reaction.map(|(due, seen)| consequence(due, seen));
            consequence
                .into_iter()
                .chain(case.because.or(reaction.is_none().then_some(NOT_AS_DECIDED)))
                .map(str::to_owned)
                .collect()
        }
        Verdict::Taste => case.taste.into_iter().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let differences = differences.iter().map(Difference::to_string).collect();
    Outcome { group: case.group, name: case.name, verdict, reaction, differences, meaning }
}

/// Where Liveblocks was sent what it should not have been, and the case does not say what that means.
const NOT_AS_DECIDED: &str = "Liveblocks is not asked what was decided.";

/// Whether anybody does. Of a request that the official client never sends it only matters that it gets no token.
fn suffers(case: &Case, due: Reaction, seen: Reaction) -> bool {
    due != seen && !(case.forged && seen != Connects)
}

/// What the browser makes of it.
fn consequence(due: Reaction, seen: Reaction) -> &'static str {
    match (due, seen) {
        (Stops, Retries) => {
            "The tab is told nothing and asks again and again, at last every 10 s for as long as it is open."
        }
        (Stops, Connects) => "A token is given out where there should be none.",
        (Stops, Waits) | (Retries | Connects, Waits) => {
            "No answer within the 10 s after which the client gives up; its next tries join the request that hangs."
        }
        (Retries, Stops) => "A passing fault disconnects every open tab for good; only loading the page again helps.",
        (Retries, Connects) => "A token is given out where there should be none.",
        (Connects, Stops) => "A good request is refused for good.",
        (Connects, Retries) => "A good request is refused, and sent again and again.",
        (Connects, Connects) | (Stops, Stops) | (Retries, Retries) | (Waits, _) => "",
    }
}
