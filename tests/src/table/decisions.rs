//! Decisions of the application, and its errors, panics and limits.

use crate::capability::Capability;
use crate::expected::Expected::{self, Denied, Minted};
use crate::table::common::{ROOM, alice_in};
use crate::table::entry::Entry;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    let case = |name, request, expected| Entry::new("decisions", name, request, expected);
    let only_ours = |name, request, expected| case(name, request, expected).adapters_only();
    let fault = "a database restart signs every user out until they reload the page";
    vec![
        case("another_team", Request::room("globex:plan"), Denied).token_opens_nothing(),
        case("a_longer_prefix", Request::room("acme2:plan"), Denied).token_opens_nothing(),
        case("no_prefix", Request::room("acme"), Denied).token_opens_nothing(),
        only_ours("granted_elsewhere", Request::room("elsewhere:x"), Denied),
        only_ours("granted_without_base_access", Request::room("bare:x"), Denied),
        case("resolver_error", Request::room(ROOM).person("broken"), Expected::UNAVAILABLE).if_failed(fault),
        case("resolver_error_without_a_room", Request::post("{}").person("broken"), Expected::UNAVAILABLE)
            .if_failed(fault),
        case("policy_error", Request::room("broken:x"), Expected::UNAVAILABLE).if_failed(fault),
        only_ours("resolver_panic", Request::room(ROOM).person("panic"), Expected::UNAVAILABLE),
        only_ours("policy_panic", Request::room("panic:x"), Expected::UNAVAILABLE),
        only_ours("resolver_never_answers", Request::room(ROOM).person("slow"), Expected::UNAVAILABLE)
            .waits()
            .needing(Capability::LoginDeadline),
        only_ours("policy_never_answers", Request::room("slow:x"), Expected::UNAVAILABLE).waits(),
        only_ours("user_id_too_long", Request::room(ROOM).person("long"), Expected::UNAVAILABLE),
        only_ours("user_info_error", Request::room(ROOM).person("faceless"), Expected::UNAVAILABLE),
        only_ours("user_panic", Request::room(ROOM).person("jumpy"), Expected::UNAVAILABLE),
        only_ours("too_many_grants", Request::room("many:x"), Expected::UNAVAILABLE),
        only_ours("peer_address", Request::room(ROOM).person("peer"), Minted)
            .sends([r#"{"userId":"127.0.0.1","permissions":{"acme:plan":["*:write"]}}"#])
            .needing(Capability::PeerAddr),
        only_ours("query", Request::room(ROOM).person("query").query("?a=%20b&c"), Minted)
            .sends([r#"{"userId":"a=%20b&c","permissions":{"acme:plan":["*:write"]}}"#])
            .needing(Capability::SentTarget),
        case("any_query", Request::room(ROOM).query("?x=1"), Minted).sends([alice_in(ROOM, "*:write")]),
    ]
}
