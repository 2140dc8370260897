//! The requested room.

use crate::capability::Capability;
use crate::expected::Expected::{Denied, Minted, Room};
use crate::table::common::alice_in;
use crate::table::entry::Entry;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    let rejected = |name, room: &str| Entry::new("room_ids", name, Request::room(room), Room);
    let wildcard = "it opens every room with that prefix";
    let not_a_string = |name, json: &str| {
        Entry::new("room_ids", name, Request::post(format!(r#"{{"room":{json}}}"#)), Room).unofficial()
    };
    let accepted =
        |name, room: &str| Entry::new("room_ids", name, Request::room(room), Minted).sends([alice_in(room, "*:write")]);
    let long = |units: usize| format!("{:x<units$}", "acme:");
    let too_long = "Liveblocks has no such room and rejects the token or the connection later, with a vaguer message";
    let control = "Liveblocks accepts it, but no honest page requests it";
    vec![
        accepted("of_127_units", &long(127)),
        accepted("of_128_units", &long(128)),
        rejected("of_129_units", &long(129)).if_minted(too_long),
        rejected("of_1000_units", &long(1000)).if_minted(too_long),
        accepted("of_128_units_in_pairs", &format!("acme:x{}", "😀".repeat(61))),
        rejected("of_129_units_in_pairs", &format!("acme:{}", "😀".repeat(62))).if_minted(too_long),
        accepted("of_128_letters_of_two_bytes", &format!("acme:{}", "é".repeat(123))),
        rejected("empty", "").token_opens_nothing(),
        rejected("star", "*").token_opens_nothing(),
        rejected("star_at_the_end", "acme:*").if_minted(wildcard),
        rejected("star_in_the_middle", "acme:*:x").token_opens_nothing(),
        rejected("star_at_the_beginning", "*acme:x").token_opens_nothing(),
        rejected("two_stars", "acme:**").token_opens_nothing(),
        Entry::new("room_ids", "star_escaped", Request::post(r#"{"room":"acme:\u002a"}"#), Room).if_minted(wildcard),
        rejected("star_by_a_stranger", "globex:*").token_opens_nothing(),
        rejected("nul", "acme:\0x").taste(control),
        rejected("line_break", "acme:x\n").taste(control),
        rejected("tabulator", "acme:\tx").taste(control),
        rejected("delete", "acme:\u{7f}x").taste(control),
        rejected("control_of_latin_1", "acme:\u{85}x").taste(control),
        not_a_string("number", "7"),
        not_a_string("huge_number", "1e999").taste("the official client never sends it"),
        not_a_string("true", "true"),
        not_a_string("array", r#"["acme:plan"]"#),
        not_a_string("object", r#"{"id":"acme:plan"}"#),
        accepted("space", "acme:a b"),
        accepted("quotes", r#"acme:"a"\b"#),
        accepted("slashes_and_dots", "acme:../../x?y=1#z%2e"),
        accepted("unicode", "acme:Zoë—資料—😀"),
        accepted("right_to_left", "acme:\u{202e}x"),
        accepted("not_normalised", "acme:e\u{301}"),
        accepted("full_width_star", "acme:＊"),
        Entry::new("room_ids", "other_case", Request::room("ACME:plan"), Denied).token_opens_nothing(),
        Entry::new("room_ids", "space_before", Request::room(" acme:plan"), Denied).token_opens_nothing(),
        Entry::new("room_ids", "before_who_is_asking", Request::room("acme:*").anonymous(), Room)
            .taste("which of two rejections comes first is our choice"),
        Entry::new("room_ids", "before_a_broken_login", Request::room("acme:*").person("broken"), Room)
            .taste("which of two rejections comes first is our choice")
            .needing(Capability::BodyBeforeLogin),
    ]
}
