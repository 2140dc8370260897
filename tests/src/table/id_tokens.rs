//! The endpoint for ID tokens.

use crate::double::Answer;
use crate::expected::Expected::{self, Body, Method, Minted, Room, Unauthenticated};
use crate::table::common::{OPERATOR_FAULT, ROOM};
use crate::table::entry::Entry;
use crate::wire::request::Request;

const ALICE: &str = r##"{"userId":"alice","userInfo":{"name":"Alice","color":"#c2410c"}}"##;

pub(super) fn cases() -> Vec<Entry> {
    let case = |name, request, expected| Entry::new("id_tokens", name, request, expected).id_tokens();
    vec![
        case("room", Request::room(ROOM), Minted).sends([ALICE]),
        case("any_room", Request::room("globex:x"), Minted).sends([ALICE]),
        case("without_a_room", Request::post("{}"), Minted).sends([ALICE]),
        case("groups_and_organization", Request::room(ROOM).person("carol"), Minted)
            .sends([r#"{"userId":"carol","groupIds":["editors","staff"],"organizationId":"acme-inc"}"#])
            .adapters_only(),
        case("nobody", Request::room(ROOM).anonymous(), Unauthenticated),
        case("resolver_error", Request::room(ROOM).person("broken"), Expected::UNAVAILABLE),
        case("illegal_room", Request::room("acme:*"), Room)
            .taste("an ID token opens no room by itself; rejecting an illegal room id is a courtesy"),
        case("not_an_object", Request::post("[]"), Body)
            .taste("the official client never sends it, and it does no harm here"),
        case("get", Request::room(ROOM).method("GET"), Method),
        case("refused_by_liveblocks", Request::room(ROOM), Expected::UNAVAILABLE)
            .upstream([Answer::status(403)])
            .sent(1)
            .if_failed(OPERATOR_FAULT),
    ]
}
