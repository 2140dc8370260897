//! Room ids from clients, and room patterns from code.

use liveblocks_auth::{ErrorKind, RoomId, RoomPattern};

use crate::support::{outcome, post};

fn is_id(text: &str) -> bool {
    RoomId::new(text).map_err(|error| assert_eq!(error.kind(), ErrorKind::Limit)).is_ok()
}

#[test]
fn an_id_has_1_to_128_units() {
    for (length, legal) in [(1, true), (127, true), (128, true), (129, false)] {
        assert_eq!(is_id(&"a".repeat(length)), legal, "{length}");
    }
    assert!(is_id(&"😀".repeat(64)), "64 of two units each");
    assert!(!is_id(&"😀".repeat(65)), "65 of two units each, though only 65 characters");
    assert!(is_id(&"é".repeat(128)), "128 of one unit each, though 256 bytes");
}

#[test]
fn an_id_compares_with_text() {
    let id = RoomId::new("acme:plan").unwrap();
    assert!(id == "acme:plan" && id != "acme:other" && id != *"acme:other");
    assert_eq!(RoomId::try_from(String::from(id.clone())).unwrap(), id);
}

#[test]
fn an_id_is_not_empty() {
    assert!(!is_id(""));
}

#[test]
fn an_id_has_no_star() {
    for id in ["*", "acme:*", "*a", "a*b", "**"] {
        assert!(!is_id(id), "{id}");
    }
}

#[test]
fn an_id_has_no_control_character() {
    for id in ["a\nb", "\0", "a\u{7f}", "a\u{85}b", "tab\t"] {
        assert!(!is_id(id), "{id:?}");
    }
}

#[test]
fn an_id_may_be_any_other_text() {
    for id in ["acme:docs:7", " ", "東京", "a b", "\u{301}", "<script>", "..", "__proto__", "%2A", "＊"] {
        assert!(is_id(id), "{id:?}");
    }
}

#[tokio::test]
async fn an_illegal_room_of_a_client_is_refused() {
    for room in
        [r#""""#, r#""*""#, r#""acme:*""#, r#""acme:\u002a""#, r#""a\nb""#, "7", "true", "[]", "{}", r#"["acme:plan"]"#]
    {
        assert_eq!(outcome(&post(format!(r#"{{"room":{room}}}"#).as_bytes())).await, "room", "{room}");
    }
}

#[tokio::test]
async fn a_room_of_a_client_that_is_no_unicode_text_is_refused() {
    assert_eq!(outcome(&post(br#"{"room":"acme:\ud83d"}"#)).await, "room");
}

#[test]
fn a_pattern_is_written_as_the_sdks_write_it() {
    let room = RoomId::new("acme:plan").unwrap();
    for (pattern, text) in [
        (RoomPattern::all(), "*"),
        (RoomPattern::from(&room), "acme:plan"),
        (RoomPattern::exact("acme:plan").unwrap(), "acme:plan"),
        (RoomPattern::under(["acme"]).unwrap(), "acme:*"),
        (RoomPattern::under(["acme", "docs"]).unwrap(), "acme:docs:*"),
        (RoomPattern::under_separated('/', ["acme", "a:b"]).unwrap(), "acme/a:b/*"),
        (RoomPattern::prefix_unchecked("acme").unwrap(), "acme*"),
    ] {
        assert_eq!(pattern.to_string(), text);
        assert_eq!(RoomPattern::parse_trusted(text).unwrap(), pattern, "and read back");
    }
}

#[test]
fn a_pattern_reaches_what_it_says() {
    for (pattern, room, reached) in [
        ("*", "anything", true),
        ("acme:plan", "acme:plan", true),
        ("acme:plan", "acme:plan2", false),
        ("acme:*", "acme:plan", true),
        ("acme:*", "acme:", true),
        ("acme:*", "acme", false),
        ("acme:*", "acme2:plan", false),
        ("org1*", "org10:secret", true),
    ] {
        let pattern = RoomPattern::parse_trusted(pattern).unwrap();
        assert_eq!(pattern.matches(&room.parse().unwrap()), reached, "{pattern} {room}");
    }
}

#[test]
fn a_segment_is_not_empty() {
    assert!(RoomPattern::under([""]).is_err());
    assert!(RoomPattern::under(["acme", ""]).is_err());
}

#[test]
fn a_segment_holds_no_separator() {
    assert!(RoomPattern::under(["acme:docs"]).is_err());
    assert!(RoomPattern::under_separated('/', ["acme/docs"]).is_err());
}

#[test]
fn a_segment_holds_no_star_and_no_control_character() {
    assert!(RoomPattern::under(["*"]).is_err());
    assert!(RoomPattern::under(["ac\nme"]).is_err());
}

#[test]
fn a_separator_is_no_star_and_no_control_character() {
    assert!(RoomPattern::under_separated('*', ["acme"]).is_err());
    assert!(RoomPattern::under_separated('\n', ["acme"]).is_err());
}

#[test]
fn a_pattern_needs_a_segment() {
    assert!(RoomPattern::under(Vec::<String>::new()).is_err());
}

#[test]
fn a_prefix_has_at_most_128_units_before_its_star() {
    for (length, legal) in [(127, true), (128, true), (129, false)] {
        let text = "a".repeat(length);
        assert_eq!(RoomPattern::prefix_unchecked(text.as_str()).is_ok(), legal, "{length}");
        assert_eq!(RoomPattern::exact(text.as_str()).is_ok(), legal, "{length}");
        assert_eq!(RoomPattern::parse_trusted(&format!("{text}*")).is_ok(), legal, "{length} and a star");
    }
    assert!(RoomPattern::under(["a".repeat(127)]).is_ok(), "128 with the separator");
    assert!(RoomPattern::under(["a".repeat(128)]).is_err(), "129 with the separator");
}

#[test]
fn a_star_stands_only_at_the_end() {
    for text in ["", "**", "a*b", "a**", "*a"] {
        assert!(RoomPattern::parse_trusted(text).is_err(), "{text}");
    }
    assert!(RoomPattern::exact("a*").is_err());
    assert!(RoomPattern::prefix_unchecked("a*").is_err());
}

#[test]
fn an_id_reads_from_json_and_writes_to_it() {
    let room: RoomId = serde_json::from_str(r#""acme:plan""#).unwrap();
    assert_eq!(serde_json::to_string(&room).unwrap(), r#""acme:plan""#);
    assert!(serde_json::from_str::<RoomId>(r#""acme:*""#).is_err());
}
