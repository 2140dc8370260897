//! The table: every case that an adapter is held to.

mod bodies;
mod callback;
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
use crate::case::Case;

/// Every case, by group.
#[must_use]
pub fn table() -> Vec<Case> {
    entries().into_iter().map(|entry| entry.case).collect()
}

/// Every case with its notes for the checker.
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

/// Where a page of somebody else's comes from.
pub(crate) const FOREIGN_ORIGIN: &str = "https://elsewhere.example";

/// The room that most cases ask for.
const ROOM: &str = "acme:plan";

/// What it means that Liveblocks' refusal of our key or our request reaches the browser.
const OURS: &str = "It is the operator's key or request that is wrong, not the user; the tabs stay disconnected when it has been mended.";

/// What Liveblocks is sent for alice in one room.
fn alice_in(room: &str, permission: &str) -> String {
    let permissions = serde_json::json!({ room: [permission] });
    format!(r##"{{"userId":"alice","permissions":{permissions},"userInfo":{{"name":"Alice","color":"#c2410c"}}}}"##)
}
