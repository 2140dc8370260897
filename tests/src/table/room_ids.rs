//! What may be asked for.

use crate::expected::Expected::{Denied, Minted, Room};
use crate::table::common::alice_in;
use crate::table::entry::Entry;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    let refused = |name, room: &str| Entry::new("room_ids", name, Request::room(room), Room);
    let wildcard = "it opens every room of that beginning";
    let no_text = |name, json: &str| {
        Entry::new("room_ids", name, Request::post(format!(r#"{{"room":{json}}}"#)), Room).unofficial()
    };
    let taken =
        |name, room: &str| Entry::new("room_ids", name, Request::room(room), Minted).sends([alice_in(room, "*:write")]);
    let long = |units: usize| format!("{:x<units$}", "acme:");
    let too_long =
        "Liveblocks knows no such room, and refuses the token or the tab later, with a message that says less";
    let control = "Liveblocks takes it; no honest page asks for it";
    vec![
        taken("of_127_units", &long(127)),
        taken("of_128_units", &long(128)),
        refused("of_129_units", &long(129)).if_minted(too_long),
        refused("of_1000_units", &long(1000)).if_minted(too_long),
        taken("of_128_units_in_pairs", &format!("acme:x{}", "😀".repeat(61))),
        refused("of_129_units_in_pairs", &format!("acme:{}", "😀".repeat(62))).if_minted(too_long),
        taken("of_128_letters_of_two_bytes", &format!("acme:{}", "é".repeat(123))),
        refused("empty", "").token_opens_nothing(),
        refused("star", "*").token_opens_nothing(),
        refused("star_at_the_end", "acme:*").if_minted(wildcard),
        refused("star_in_the_middle", "acme:*:x").token_opens_nothing(),
        refused("star_at_the_beginning", "*acme:x").token_opens_nothing(),
        refused("two_stars", "acme:**").token_opens_nothing(),
        Entry::new("room_ids", "star_escaped", Request::post(r#"{"room":"acme:\u002a"}"#), Room).if_minted(wildcard),
        refused("star_by_a_stranger", "globex:*").token_opens_nothing(),
        refused("nul", "acme:\0x").taste(control),
        refused("line_break", "acme:x\n").taste(control),
        refused("tabulator", "acme:\tx").taste(control),
        refused("delete", "acme:\u{7f}x").taste(control),
        refused("control_of_latin_1", "acme:\u{85}x").taste(control),
        no_text("number", "7"),
        no_text("huge_number", "1e999").taste("the official client never sends it"),
        no_text("true", "true"),
        no_text("array", r#"["acme:plan"]"#),
        no_text("object", r#"{"id":"acme:plan"}"#),
        taken("space", "acme:a b"),
        taken("quotes", r#"acme:"a"\b"#),
        taken("slashes_and_dots", "acme:../../x?y=1#z%2e"),
        taken("unicode", "acme:Zoë—資料—😀"),
        taken("right_to_left", "acme:\u{202e}x"),
        taken("not_normalised", "acme:e\u{301}"),
        taken("full_width_star", "acme:＊"),
        Entry::new("room_ids", "other_case", Request::room("ACME:plan"), Denied).token_opens_nothing(),
        Entry::new("room_ids", "space_before", Request::room(" acme:plan"), Denied).token_opens_nothing(),
        Entry::new("room_ids", "before_who_is_asking", Request::room("acme:*").anonymous(), Room)
            .taste("which of two refusals comes first is our choice"),
        Entry::new("room_ids", "before_a_broken_login", Request::room("acme:*").person("broken"), Room)
            .taste("which of two refusals comes first is our choice"),
    ]
}
