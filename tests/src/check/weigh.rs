//! Rates the differences by their effect on a browser or an operator.

use crate::browser::Reaction::{self, Connects, Proceeds, Retries, Stops, Waits};
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
    let reaction = reactions().find(|(_, seen)| does_harm(notes, *seen));
    let minted = reactions().any(|(_, seen)| seen == Connects);
    let harmful = reaction.is_some()
        || differences.iter().any(|difference| match difference.kind {
            DifferenceKind::Upstream => !(minted && (notes.token_is_harmless || notes.token_opens_nothing)),
            DifferenceKind::CrossOrigin | DifferenceKind::NoServer => true,
            DifferenceKind::Reaction { .. } | DifferenceKind::Cosmetic => false,
        });
    let verdict = match (differences.is_empty(), harmful, notes.taste) {
        (true, ..) => Verdict::Same,
        (_, false, _) if minted && notes.token_opens_nothing => Verdict::Taste,
        (_, false, _) => Verdict::Alike,
        (_, true, Some(_)) => Verdict::Taste,
        (_, true, None) => Verdict::Red,
    };
    let meaning: Vec<_> = match verdict {
        Verdict::Red => {
            // The official client never sends this, so its reaction only matters for a token.
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

/// The meaning of wrong requests to Liveblocks, if the case names none.
const NOT_AS_DECIDED: &str = "The request to Liveblocks doesn't match the decision.";

/// The meaning of a reply that allows another origin, or every origin.
const CROSS_ORIGIN: &str = "Any page on the web can request tokens in its visitor's name and read them.";

/// Why a token that opens nothing does not count.
const OPENS_NOTHING: &str =
    "the token opens nothing, as in the official guide; Liveblocks closes the socket with a vaguer message than ours";

/// Whether the client's reaction does harm.
///
/// A request that the official client never sends must not get a token, and must not block the
/// endpoint if the case tests that. Everything else about its reply is irrelevant.
fn does_harm(notes: &Notes, seen: Reaction) -> bool {
    match seen {
        Proceeds => true,
        Connects => !notes.token_is_harmless && !notes.token_opens_nothing,
        Waits => !notes.unofficial || notes.if_failed.is_some(),
        Stops | Retries => !notes.unofficial,
    }
}

/// The effect of a wrong reaction.
fn consequence(due: Reaction, seen: Reaction) -> &'static str {
    match (due, seen) {
        (Stops, Retries) => {
            "The page learns nothing, and the client retries for as long as the tab is open, eventually every 10 s."
        }
        (Stops, Connects) => "The endpoint returns a token where it must not.",
        (Stops, Waits) | (Retries | Connects, Waits) => {
            "No reply within 10 s, when the client gives up; its retries join the hanging request."
        }
        (Retries, Stops) => "A temporary fault disconnects every open tab until the page is reloaded.",
        (Retries, Connects) => "The endpoint returns a token although it got none.",
        (Connects, Stops) => "A valid request is rejected, and the client stops.",
        (Connects, Retries) => "A valid request gets no token, and the client retries it.",
        (Retries, Proceeds) => "Any page can make its visitors' browsers request tokens.",
        (Proceeds, _) => "A page on an allowed origin can't request tokens; its client retries forever.",
        (Connects | Stops, Proceeds) | (Connects, Connects) | (Stops, Stops) | (Retries, Retries) | (Waits, _) => "",
    }
}
