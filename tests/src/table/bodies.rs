//! What a body may hold.

use crate::expected::Expected::{Body, Minted, Room, Unauthenticated};
use crate::table::common::{ROOM, alice_in};
use crate::table::entry::Entry;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    let refused =
        |name, body: &[u8]| Entry::new("bodies", name, Request::post(body), Body).unofficial().token_is_harmless();
    let taken =
        |name, body: String| Entry::new("bodies", name, Request::post(body), Minted).sends([alice_in(ROOM, "*:write")]);
    let room_with = |rest: &str| format!(r#"{{"room":"{ROOM}",{rest}}}"#);
    let odd = "the official client never sends it; which refusal it gets harms nobody";
    let ambiguous = "the two ends of a chain of programs may read different rooms out of it";
    let utf_16: Vec<u8> = room_with(r#""x":1"#).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    vec![
        refused("empty", b"").taste(odd),
        refused("spaces", b"  ").taste(odd),
        refused("null", b"null").taste(odd),
        refused("true", b"true").taste(odd),
        refused("number", b"1").taste(odd),
        refused("text", br#""acme:plan""#).taste(odd),
        refused("array", b"[]").taste(odd),
        refused("array_with_the_room", br#"["acme:plan"]"#).taste(odd),
        refused("array_with_the_object", br#"[{"room":"acme:plan"}]"#).taste(odd),
        refused("cut_short", br#"{"room":"acme:plan""#),
        refused("something_behind", br#"{"room":"acme:plan"}x"#),
        refused("another_object_behind", br#"{"room":"acme:plan"}{"room":"acme:x"}"#),
        refused("nul_behind", b"{\"room\":\"acme:plan\"}\0"),
        refused("byte_order_mark", b"\xef\xbb\xbf{\"room\":\"acme:plan\"}").taste(odd),
        refused("utf_16", &utf_16).taste(odd),
        refused("single_quotes", b"{'room':'acme:plan'}"),
        refused("key_without_quotes", br#"{room:"acme:plan"}"#),
        refused("comma_at_the_end", br#"{"room":"acme:plan",}"#),
        refused("comment", br#"{"room":"acme:plan"/* */}"#),
        refused("not_a_number", br#"{"room":"acme:plan","x":NaN}"#),
        refused("leading_zero", br#"{"room":"acme:plan","x":01}"#),
        refused("line_break_in_text", b"{\"room\":\"acme:plan\",\"x\":\"\n\"}"),
        refused("bad_escape", br#"{"room":"acme:plan","x":"\x"}"#),
        refused("room_twice", br#"{"room":"acme:plan","room":"globex:x"}"#).taste(ambiguous),
        refused("room_twice_alike", br#"{"room":"acme:plan","room":"acme:plan"}"#).taste(ambiguous),
        refused("room_twice_escaped", br#"{"room":"acme:plan","r\u006fom":"acme:x"}"#).taste(ambiguous),
        refused("other_key_twice", br#"{"room":"acme:plan","x":1,"x":2}"#).taste(ambiguous),
        refused("not_utf_8_in_the_room", b"{\"room\":\"acme:\xff\"}").taste(odd),
        refused("not_utf_8_in_another_field", b"{\"room\":\"acme:plan\",\"x\":\"\xff\"}").taste(odd),
        refused("not_utf_8_in_a_key", b"{\"room\":\"acme:plan\",\"\xff\":1}").taste(odd),
        refused("surrogate_as_utf_8", b"{\"room\":\"acme:\xed\xa0\x80\"}").taste(odd),
        refused("overlong_utf_8", b"{\"room\":\"acme:plan\",\"x\":\"\xc0\xaa\"}").taste(odd),
        Entry::new("bodies", "lone_surrogate_in_the_room", Request::post(r#"{"room":"acme:\ud800"}"#), Room)
            .token_is_harmless(),
        Entry::new("bodies", "lone_surrogate_behind_in_the_room", Request::post(r#"{"room":"acme:\udc00x"}"#), Room)
            .token_is_harmless(),
        taken("lone_surrogate_in_another_field", room_with(r#""x":"\ud800""#)),
        taken("other_fields", room_with(r#""requestedScope":["a"],"x":{"y":null},"z":[1,true]"#)),
        taken("other_field_named_like_it", room_with(r#""Room":"globex:x","room ":1"#)),
        taken("object_keys_twice_further_in", room_with(r#""x":{"y":1,"y":2}"#)),
        taken("huge_number", room_with(r#""x":1e999,"y":123456789012345678901234567890"#)).taste(odd),
        taken("deep_nesting", room_with(&format!(r#""x":{}"#, deep(127)))).taste(odd),
        refused("too_deep_nesting", room_with(&format!(r#""x":{}"#, deep(2000))).as_bytes()).taste(odd),
        taken("prototype", room_with(r#""__proto__":{"room":"globex:x"},"constructor":1"#)),
        refused("key_of_a_json_library", br#"{"$serde_json::private::RawValue":"{}"}"#).adapters_only(),
        refused(
            "key_of_a_json_library_further_in",
            room_with(r#""a":{"$serde_json::private::RawValue":"1"}"#).as_bytes(),
        )
        .adapters_only(),
        refused("bomb", room_with(&format!(r#""x":{}"#, bomb("$serde_json::private::RawValue"))).as_bytes())
            .adapters_only(),
        refused(
            "bomb_escaped",
            room_with(&format!(r#""x":{}"#, bomb(r"\u0024serde_json::private::RawValue"))).as_bytes(),
        )
        .adapters_only(),
        Entry::new("bodies", "before_who_is_asking", Request::post("[").anonymous(), Body).unofficial(),
        Entry::new("bodies", "before_a_broken_login", Request::post("[").person("broken"), Body)
            .unofficial()
            .if_failed("a request that is none costs a look into the database"),
        Entry::new("bodies", "good_by_nobody", Request::room(ROOM).anonymous(), Unauthenticated).adapters_only(),
    ]
}

/// JSON in a key of serde_json's own, again and again: with its feature `raw_value` on, `Value`
/// reads each text with a fresh recursion limit, and overflows the stack.
fn bomb(key: &str) -> String {
    (0..10).fold("1".to_owned(), |json, _| {
        let text = format!("{}{json}{}", "[".repeat(126), "]".repeat(126));
        format!(r#"{{"{key}":{}}}"#, serde_json::Value::from(text))
    })
}
