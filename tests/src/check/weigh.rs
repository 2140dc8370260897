//! What a difference means to whoever uses the endpoint.

use crate::browser::Reaction::{self, Connects, Retries, Stops, Waits};
use crate::check::outcome::{Outcome, Verdict};
use crate::judge::{Difference, DifferenceKind};
use crate::table::entry::{Entry, Notes};

pub(super) fn left_out(entry: &Entry, why: &str) -> Outcome {
    Outcome {
        group: entry.case.group,
        name: entry.case.name,
        verdict: Verdict::LeftOut,
        reaction: None,
        differences: Vec::new(),
        meaning: vec![why.to_owned()],
    }
}

pub(super) fn weigh(entry: &Entry, differences: &[Difference]) -> Outcome {
    let notes = &entry.notes;
    let reactions = || {
        differences.iter().filter_map(|difference| match difference.kind {
            DifferenceKind::Reaction { due, seen } => Some((due, seen)),
            _ => None,
        })
    };
    let reaction = reactions().find(|(_, seen)| suffers(notes, *seen));
    let minted = reactions().any(|(_, seen)| seen == Connects);
    let grave = reaction.is_some()
        || differences.iter().any(|difference| match difference.kind {
            DifferenceKind::Upstream => !(minted && (notes.token_is_harmless || notes.token_opens_nothing)),
            DifferenceKind::CrossOrigin | DifferenceKind::NoServer => true,
            DifferenceKind::Reaction { .. } | DifferenceKind::Cosmetic => false,
        });
    let verdict = match (differences.is_empty(), grave, notes.taste) {
        (true, ..) => Verdict::Same,
        (_, false, _) if minted && notes.token_opens_nothing => Verdict::Taste,
        (_, false, _) => Verdict::Alike,
        (_, true, Some(_)) => Verdict::Taste,
        (_, true, None) => Verdict::Red,
    };
    let meaning: Vec<_> = match verdict {
        Verdict::Red => {
            // The official client does not send it, so there is nothing that it would make of it.
            let reaction = reaction.filter(|_| !notes.unofficial || minted).map(|(due, seen)| consequence(due, seen));
            let because = notes.if_failed.into_iter().chain(notes.if_minted.filter(|_| minted));
            let exposed = differences
                .iter()
                .any(|difference| difference.kind == DifferenceKind::CrossOrigin)
                .then_some(CROSS_ORIGIN);
            reaction.into_iter().chain(exposed).chain(because).collect()
        }
        Verdict::Taste if notes.taste.is_none() => vec![OPENS_NOTHING],
        Verdict::Taste => notes.taste.into_iter().collect(),
        _ => Vec::new(),
    };
    let meaning = if meaning.is_empty() && verdict == Verdict::Red { vec![NOT_AS_DECIDED] } else { meaning };
    Outcome {
        group: entry.case.group,
        name: entry.case.name,
        verdict,
        reaction,
        differences: differences.iter().map(Difference::to_string).collect(),
        meaning: meaning.into_iter().map(str::to_owned).collect(),
    }
}

/// Where Liveblocks was sent what it should not have been, and the case does not say what that
/// means.
const NOT_AS_DECIDED: &str = "Liveblocks is not asked what was decided.";

/// What it means that the answer names a foreign origin, or any.
const CROSS_ORIGIN: &str = "Any page on the web may ask for tokens in its visitor's name, and read them.";

/// Why a token that opens nothing is not held against anybody.
const OPENS_NOTHING: &str = "the token opens nothing, as the official guide has it; Liveblocks closes the socket, with a message that says less than ours";

/// Whether anybody suffers from what the client does. Of a request that the official client never
/// sends it only matters that it gets no token, and that it does not hold the endpoint up where the
/// case is about that.
fn suffers(notes: &Notes, seen: Reaction) -> bool {
    match seen {
        Connects => !notes.token_is_harmless && !notes.token_opens_nothing,
        Waits => !notes.unofficial || notes.if_failed.is_some(),
        Stops | Retries => !notes.unofficial,
    }
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
        (Retries, Connects) => "A token is given out where there was none to give.",
        (Connects, Stops) => "A good request is refused for good.",
        (Connects, Retries) => "A good request is refused, and sent again and again.",
        (Connects, Connects) | (Stops, Stops) | (Retries, Retries) | (Waits, _) => "",
    }
}
