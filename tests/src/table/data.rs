//! Data that a page sends beside the room.

use crate::expected::Expected::{Data, Denied, Minted};
use crate::table::common::{ROOM, alice_in};
use crate::table::entry::Entry;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    let asking = |rest: &str| Request::post(format!(r#"{{"room":"{ROOM}",{rest}}}"#));
    let case = |name, rest: &str, permission: &str| {
        Entry::new("data", name, asking(rest), Minted).sends([alice_in(ROOM, permission)])
    };
    vec![
        case("narrows", r#""read_only":true"#, "*:read"),
        case("does_not_narrow", r#""read_only":false"#, "*:write"),
        case("before_the_room", r#""read_only":true,"x":1"#, "*:read"),
        case("escaped_key", r#""re\u0061d_only":true"#, "*:read"),
        Entry::new(
            "data",
            "does_not_widen",
            asking(r#""read_only":false,"role":"owner","permissions":["*:write"]"#).person("bob"),
            Minted,
        )
        .sends([
            r##"{"userId":"bob","permissions":{"acme:plan":["*:read"]},"userInfo":{"name":"Bob","color":"#0f766e"}}"##,
        ])
        .if_failed("the page chooses its user's permissions"),
        Entry::new("data", "does_not_rename", asking(r#""userId":"bob","userInfo":{"name":"Bob"}"#), Minted)
            .sends([alice_in(ROOM, "*:write")])
            .if_failed("anyone can impersonate another user"),
        Entry::new("data", "unfit", asking(r#""read_only":"yes""#), Data)
            .taste("each policy chooses how strictly it validates its data"),
        Entry::new("data", "unfit_without_a_room", Request::post(r#"{"read_only":[]}"#), Data)
            .taste("each policy chooses how strictly it validates its data"),
        Entry::new("data", "in_a_room_of_others", Request::post(r#"{"room":"globex:x","read_only":true}"#), Denied)
            .token_opens_nothing(),
    ]
}
