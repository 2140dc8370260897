//! Requests that get a token.

use crate::double::Answer;
use crate::expected::Expected::Minted;
use crate::table::common::{ROOM, alice_in};
use crate::table::entry::Entry;
use crate::transport::Manner;
use crate::wire::request::Request;

const NOTHING: &str = r##"{"userId":"alice","permissions":{},"userInfo":{"name":"Alice","color":"#c2410c"}}"##;
const TOKEN: &str = "e30.e30.signature";

pub(super) fn cases() -> Vec<Entry> {
    let case = |name, request, sent: String| Entry::new("happy", name, request, Minted).sends([sent]);
    let verbatim = |name, body: String| {
        Entry::new("happy", name, Request::room(ROOM), Minted)
            .upstream([Answer::ok(body)])
            .taste("the client accepts any JSON with a token; we pass on Liveblocks' bytes unchanged")
    };
    vec![
        case("write", Request::room(ROOM), alice_in(ROOM, "*:write")),
        case(
            "read",
            Request::room(ROOM).person("bob"),
            r##"{"userId":"bob","permissions":{"acme:plan":["*:read"]},"userInfo":{"name":"Bob","color":"#0f766e"}}"##
                .into(),
        )
        .if_failed("a user with read access can write"),
        case("without_a_room", Request::post("{}"), NOTHING.into()),
        case("room_null", Request::post(r#"{"room":null}"#), NOTHING.into()),
        case("spaces_in_the_json", Request::post(" {\r\n\t\"room\" : \"acme:plan\" } \n"), alice_in(ROOM, "*:write")),
        case("room_escaped", Request::post(r#"{"room":"\u0061cme:pl\u0061n"}"#), alice_in(ROOM, "*:write")),
        case("key_escaped", Request::post(r#"{"r\u006fom":"acme:plan"}"#), alice_in(ROOM, "*:write")),
        case(
            "unicode_for_liveblocks",
            Request::room(ROOM).person("zoe"),
            r#"{"userId":"zoe","permissions":{"acme:plan":["*:write"]},"userInfo":{"name":"Zoë 😀"}}"#.into(),
        )
        .adapters_only(),
        case(
            "organization",
            Request::room(ROOM).person("carol"),
            r#"{"userId":"carol","permissions":{"acme:plan":["*:write"]},"organizationId":"acme-inc"}"#.into(),
        )
        .adapters_only(),
        case("wildcard_from_code", Request::room("below:x"), alice_in("below:*", "*:write")).adapters_only(),
        Entry::new("happy", "status_201", Request::room(ROOM), Minted)
            .upstream([Answer::Status(201, Vec::new(), format!(r#"{{"token":"{TOKEN}"}}"#).into())])
            .taste("Liveblocks returns 200; no other 2xx occurs today"),
        verbatim("other_fields_pass", format!(r#"{{"a":[1,2],"token":"{TOKEN}","z":null}}"#)),
        verbatim("spaces_pass", format!("{{ \"token\" :\r\n\"{TOKEN}\" }}")),
        verbatim("unicode_passes", format!(r#"{{"token":"{TOKEN}","note":"ÿ 😀 \ud83d\ude00"}}"#)),
        Entry::new("happy", "every_token_is_fresh", Request::room(ROOM), Minted)
            .then(Request::room(ROOM), Minted)
            .then(Request::room(ROOM), Minted)
            .manner(Manner::AtOnce)
            .if_failed("the client rejects a token that it has seen before, and stops"),
    ]
}
