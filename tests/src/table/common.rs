//! Texts that several groups share.

use crate::fixture::ALLOWED_ORIGINS;

/// The room that most cases request.
pub(super) const ROOM: &str = "acme:plan";

/// The origin of a page that can use the endpoint.
pub(super) const ALLOWED_ORIGIN: &str = ALLOWED_ORIGINS[0];

/// The origin of a page of another site, which can't.
pub(super) const FOREIGN_ORIGIN: &str = "https://elsewhere.example";

/// The meaning of passing on Liveblocks' rejection of our key or request to the browser.
pub(super) const OPERATOR_FAULT: &str =
    "The operator's key or request is wrong, not the user; after the fix the open tabs stay disconnected.";

/// The body that Liveblocks must receive for alice in one room.
pub(super) fn alice_in(room: &str, permission: &str) -> String {
    let permissions = serde_json::json!({ room: [permission] });
    format!(r##"{{"userId":"alice","permissions":{permissions},"userInfo":{{"name":"Alice","color":"#c2410c"}}}}"##)
}
