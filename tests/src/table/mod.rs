//! The table of cases: for a test that runs them in its own way.

mod bodies;
mod callback;
mod common;
mod connections;
mod credentials;
mod data;
mod decisions;
pub(crate) mod entry;
mod framing;
mod happy;
mod headers;
mod id_tokens;
mod media_types;
mod methods;
mod room_ids;
mod upstream;

use self::entry::Entry;

pub use crate::case::{Case, Tokens};

/// Returns every case, by group.
#[must_use]
pub fn cases() -> Vec<Case> {
    entries().into_iter().map(|entry| entry.case).collect()
}

/// Returns every case with its notes for the checker.
pub(crate) fn entries() -> Vec<Entry> {
    [
        happy::cases(),
        id_tokens::cases(),
        methods::cases(),
        media_types::cases(),
        bodies::cases(),
        framing::cases(),
        room_ids::cases(),
        credentials::cases(),
        decisions::cases(),
        data::cases(),
        upstream::cases(),
        headers::cases(),
        connections::cases(),
        callback::cases(),
    ]
    .concat()
}
