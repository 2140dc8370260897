//! The content of a body.

use crate::capability::Capability;
use crate::expected::Expected::{Body, Minted, Room, Unauthenticated};
use crate::table::common::{ROOM, alice_in};
use crate::table::entry::Entry;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    let rejected =
        |name, body: &[u8]| Entry::new("bodies", name, Request::post(body), Body).unofficial().token_is_harmless();
    let accepted =
        |name, body: String| Entry::new("bodies", name, Request::post(body), Minted).sends([alice_in(ROOM, "*:write")]);
    let room_with = |rest: &str| format!(r#"{{"room":"{ROOM}",{rest}}}"#);
    let unofficial = "the official client never sends it, so any rejection is fine";
    let ambiguous = "two programs in a chain can read different rooms from it";
    let utf_16: Vec<u8> = room_with(r#""x":1"#).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    vec![
        rejected("empty", b"").taste(unofficial),
        rejected("spaces", b"  ").taste(unofficial),
        rejected("null", b"null").taste(unofficial),
        rejected("true", b"true").taste(unofficial),
        rejected("number", b"1").taste(unofficial),
        rejected("text", br#""acme:plan""#).taste(unofficial),
        rejected("array", b"[]").taste(unofficial),
        rejected("array_with_the_room", br#"["acme:plan"]"#).taste(unofficial),
        rejected("array_with_the_object", br#"[{"room":"acme:plan"}]"#).taste(unofficial),
        rejected("cut_short", br#"{"room":"acme:plan""#),
        rejected("something_behind", br#"{"room":"acme:plan"}x"#),
        rejected("another_object_behind", br#"{"room":"acme:plan"}{"room":"acme:x"}"#),
        rejected("nul_behind", b"{\"room\":\"acme:plan\"}\0"),
        rejected("byte_order_mark", b"\xef\xbb\xbf{\"room\":\"acme:plan\"}").taste(unofficial),
        rejected("utf_16", &utf_16).taste(unofficial),
        rejected("single_quotes", b"{'room':'acme:plan'}"),
        rejected("key_without_quotes", br#"{room:"acme:plan"}"#),
        rejected("comma_at_the_end", br#"{"room":"acme:plan",}"#),
        rejected("comment", br#"{"room":"acme:plan"/* */}"#),
        rejected("not_a_number", br#"{"room":"acme:plan","x":NaN}"#),
        rejected("leading_zero", br#"{"room":"acme:plan","x":01}"#),
        rejected("line_break_in_text", b"{\"room\":\"acme:plan\",\"x\":\"\n\"}"),
        rejected("bad_escape", br#"{"room":"acme:plan","x":"\x"}"#),
        rejected("room_twice", br#"{"room":"acme:plan","room":"globex:x"}"#).taste(ambiguous),
        rejected("room_twice_alike", br#"{"room":"acme:plan","room":"acme:plan"}"#).taste(ambiguous),
        rejected("room_twice_escaped", br#"{"room":"acme:plan","r\u006fom":"acme:x"}"#).taste(ambiguous),
        rejected("other_key_twice", br#"{"room":"acme:plan","x":1,"x":2}"#).taste(ambiguous),
        rejected("not_utf_8_in_the_room", b"{\"room\":\"acme:\xff\"}").taste(unofficial),
        rejected("not_utf_8_in_another_field", b"{\"room\":\"acme:plan\",\"x\":\"\xff\"}").taste(unofficial),
        rejected("not_utf_8_in_a_key", b"{\"room\":\"acme:plan\",\"\xff\":1}").taste(unofficial),
        rejected("surrogate_as_utf_8", b"{\"room\":\"acme:\xed\xa0\x80\"}").taste(unofficial),
        rejected("overlong_utf_8", b"{\"room\":\"acme:plan\",\"x\":\"\xc0\xaa\"}").taste(unofficial),
        Entry::new("bodies", "lone_surrogate_in_the_room", Request::post(r#"{"room":"acme:\ud800"}"#), Room)
            .token_is_harmless(),
        Entry::new("bodies", "lone_surrogate_behind_in_the_room", Request::post(r#"{"room":"acme:\udc00x"}"#), Room)
            .token_is_harmless(),
        accepted("lone_surrogate_in_another_field", room_with(r#""x":"\ud800""#)),
        accepted("other_fields", room_with(r#""requestedScope":["a"],"x":{"y":null},"z":[1,true]"#)),
        accepted("other_field_named_like_it", room_with(r#""Room":"globex:x","room ":1"#)),
        accepted("object_keys_twice_further_in", room_with(r#""x":{"y":1,"y":2}"#)),
        accepted("huge_number", room_with(r#""x":1e999,"y":123456789012345678901234567890"#)).taste(unofficial),
        accepted("deep_nesting", room_with(&format!(r#""x":{}"#, deep(127)))).taste(unofficial),
        rejected("too_deep_nesting", room_with(&format!(r#""x":{}"#, deep(2000))).as_bytes()).taste(unofficial),
        accepted("prototype", room_with(r#""__proto__":{"room":"globex:x"},"constructor":1"#)),
        rejected("key_of_a_json_library", br#"{"$serde_json::private::RawValue":"{}"}"#).adapters_only(),
        rejected(
            "key_of_a_json_library_further_in",
            room_with(r#""a":{"$serde_json::private::RawValue":"1"}"#).as_bytes(),
        )
        .adapters_only(),
        rejected("bomb", room_with(&format!(r#""x":{}"#, bomb("$serde_json::private::RawValue"))).as_bytes())
            .adapters_only(),
        rejected(
            "bomb_escaped",
            room_with(&format!(r#""x":{}"#, bomb(r"\u0024serde_json::private::RawValue"))).as_bytes(),
        )
        .adapters_only(),
        Entry::new("bodies", "before_who_is_asking", Request::post("[").anonymous(), Body).unofficial(),
        Entry::new("bodies", "before_a_broken_login", Request::post("[").person("broken"), Body)
            .unofficial()
            .if_failed("a malformed request costs a database query")
            .needing(Capability::BodyBeforeLogin),
        Entry::new("bodies", "good_by_nobody", Request::room(ROOM).anonymous(), Unauthenticated).adapters_only(),
    ]
}

/// JSON that overflows the stack of an unguarded parser.
///
/// It nests texts under a private key of serde_json. With the feature `raw_value`, `Value` parses
/// each text with a new recursion limit.
fn bomb(key: &str) -> String {
    (0..10).fold("1".to_owned(), |json, _| {
        let text = format!("{}{json}{}", "[".repeat(126), "]".repeat(126));
        format!(r#"{{"{key}":{}}}"#, serde_json::Value::from(text))
    })
}
