//! What a page sends beside the room.

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
        .if_failed("the page decides what its user may do"),
        Entry::new("data", "does_not_rename", asking(r#""userId":"bob","userInfo":{"name":"Bob"}"#), Minted)
            .sends([alice_in(ROOM, "*:write")])
            .if_failed("anybody can say that they are somebody else"),
        Entry::new("data", "unfit", asking(r#""read_only":"yes""#), Data)
            .taste("how strict a policy is with its data is its own business"),
        Entry::new("data", "unfit_without_a_room", Request::post(r#"{"read_only":[]}"#), Data)
            .taste("how strict a policy is with its data is its own business"),
        Entry::new("data", "in_a_room_of_others", Request::post(r#"{"room":"globex:x","read_only":true}"#), Denied)
            .token_opens_nothing(),
    ]
}
