//! All cases together.

use crate::case::Case;
use crate::table::entry::Entry;
use crate::table::{
    bodies, callback, connections, credentials, data, decisions, framing, happy, headers, heads, id_tokens,
    media_types, methods, origins, room_ids, upstream,
};

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
        origins::cases(),
        media_types::cases(),
        bodies::cases(),
        framing::cases(),
        room_ids::cases(),
        credentials::cases(),
        decisions::cases(),
        data::cases(),
        upstream::cases(),
        headers::cases(),
        heads::cases(),
        connections::cases(),
        callback::cases(),
    ]
    .concat()
}
