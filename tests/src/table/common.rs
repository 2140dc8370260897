//! What the groups of the table share.

/// The room that most cases ask for.
pub(super) const ROOM: &str = "acme:plan";

/// What it means that Liveblocks' refusal of our key or our request reaches the browser.
pub(super) const OURS: &str = "It is the operator's key or request that is wrong, not the user; the tabs stay disconnected when it has been mended.";

/// What Liveblocks is sent for alice in one room.
pub(super) fn alice_in(room: &str, permission: &str) -> String {
    let permissions = serde_json::json!({ room: [permission] });
    format!(r##"{{"userId":"alice","permissions":{permissions},"userInfo":{{"name":"Alice","color":"#c2410c"}}}}"##)
}
