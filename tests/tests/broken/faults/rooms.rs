//! What may be asked for.

use hyper::body::Bytes;
use serde_json::{Map, Value};

use crate::adapter::{Own, like_core, put};
use crate::fault::faults;
use crate::faults::json::parse;
use crate::issuer::{Issuer, Passing};

/// Core never lets such a room through: it gets to see another one, and the adapter's own issuer asks Liveblocks for the real one.
const BY_ITSELF: fn(&liveblocks_auth_conformance::Fixture) -> liveblocks_auth_conformance::Fixture =
    |fixture| Issuer::RIGHT.over(fixture);

faults! {
    /// Takes a `*` from the client, who thereby chooses what the token opens.
    accepts_a_star_from_the_client { fixture: BY_ITSELF, body: |_, body, _| disguise(&body, |room| room.contains('*')).unwrap_or(body), }
    /// Looks for a `*` only at the end.
    accepts_a_star_before_the_end {
        fixture: BY_ITSELF,
        body: |_, body, _| disguise(&body, |room| room.trim_end_matches('*').contains('*')).unwrap_or(body),
    }
    /// Searches the bytes of the body for a `*`, so that an escaped one comes through.
    accepts_an_escaped_star {
        fixture: BY_ITSELF,
        body: |_, body, _| if body.contains(&b'*') { body } else { disguise(&body, |room| room.contains('*')).unwrap_or(body) },
    }
    /// Does not look for control characters.
    accepts_control_characters { fixture: BY_ITSELF, body: |_, body, _| disguise(&body, |room| room.contains(char::is_control)).unwrap_or(body), }
    /// Knows the control characters of ASCII, and those without the last.
    accepts_control_characters_above_31 {
        fixture: BY_ITSELF,
        body: |_, body, _| disguise(&body, |room| room.contains(|c: char| c >= ' ' && c.is_control())).unwrap_or(body),
    }
    /// Does not bound how long a room id is.
    accepts_rooms_of_any_length { fixture: BY_ITSELF, body: |_, body, _| disguise(&body, |room| units(room) > 128).unwrap_or(body), }
    /// Counts characters where Liveblocks counts UTF-16 units.
    counts_characters {
        fixture: BY_ITSELF,
        body: |_, body, _| disguise(&body, |room| units(room) > 128 && room.chars().count() <= 128).unwrap_or(body),
    }
    /// Allows a room id to be one unit longer.
    accepts_rooms_of_129_units { fixture: BY_ITSELF, body: |_, body, _| disguise(&body, |room| units(room) == 129).unwrap_or(body), }
    /// Counts bytes where Liveblocks counts UTF-16 units.
    counts_bytes { body: |_, body, own| refuse(body, own, |room| room.len() > 128), }
    /// Wants room ids to be shorter than 128 units.
    refuses_rooms_of_128_units { body: |_, body, own| refuse(body, own, |room| units(room) == 128), }
    /// Wants room ids to be shorter than 64 units.
    refuses_rooms_of_64_units { body: |_, body, own| refuse(body, own, |room| units(room) >= 64), }
    /// Allows nothing but letters, numbers and a few signs.
    refuses_unusual_characters { body: |_, body, own| refuse(body, own, |room| !room.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":._-".contains(&byte))), }
    /// Takes a room that is empty for none, as JavaScript does.
    takes_an_empty_room_for_none { body: |_, body, _| change(&body, |room| (room == "").then_some(Value::Null)).unwrap_or(body), }
    /// Wants the room to be a text even where it is null.
    refuses_null {
        body: |_, body, own| {
            if parse(&body).is_some_and(|body| body.get("room").is_some_and(Value::is_null)) { put(own, Ok(refused())); }
            body
        },
    }
    /// Makes a text of whatever the room is, as JavaScript does.
    makes_texts_of_rooms {
        body: |_, body, _| change(&body, |room| match room {
            Value::String(_) | Value::Null => None,
            Value::Array(items) => items.first().cloned(),
            Value::Object(_) => Some("[object Object]".into()),
            other => Some(other.to_string().into()),
        }).unwrap_or_else(|| body.windows(5).position(|part| part == b"1e999").map_or(body, |_| br#"{"room":"Infinity"}"#.as_slice().into())),
    }
    /// Takes a room that is no text for none.
    takes_rooms_that_are_no_text_for_none {
        body: |_, body, _| change(&body, |room| (!room.is_string()).then_some(Value::Null)).unwrap_or(body),
    }
    /// Takes the room out of an object.
    takes_the_id_of_an_object { body: |_, body, _| change(&body, |room| room.get("id").cloned()).unwrap_or(body), }
    /// Makes room ids lower case.
    makes_rooms_lower_case { body: |_, body, _| rename(body, str::to_lowercase), }
    /// Trims room ids.
    trims_rooms { body: |_, body, _| rename(body, |room| room.trim().to_owned()), }
    /// Normalises room ids (NFC).
    normalises_rooms { body: |_, body, _| rename(body, |room| room.replace("e\u{301}", "é")), }
    /// Normalises room ids for compatibility (NFKC), after which a wide star is a star.
    normalises_rooms_for_compatibility { body: |_, body, _| rename(body, |room| room.replace('＊', "*").replace("e\u{301}", "é")), }
    /// Strips signs that nobody sees.
    strips_invisible_characters { body: |_, body, _| rename(body, |room| room.replace('\u{202e}', "")), }
    /// Decodes room ids as if they came in a URL.
    decodes_percents { body: |_, body, _| rename(body, |room| room.replace("%2e", ".")), }
    /// Writes a plus sign for a space.
    writes_spaces_as_plus { body: |_, body, _| rename(body, |room| if room.starts_with(' ') { room.to_owned() } else { room.replace(' ', "+") }), }
    /// Escapes room ids for HTML.
    escapes_quotes { body: |_, body, _| rename(body, |room| room.replace('"', "&quot;")), }
    /// Writes room ids in ASCII.
    writes_rooms_in_ascii { body: |_, body, _| rename(body, |room| room.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()), }
}

fn units(room: &str) -> usize {
    room.encode_utf16().count()
}

fn refused() -> hyper::Response<Bytes> {
    like_core(
        422,
        r#"{"error":"forbidden","code":"room","reason":"the room must be a text of 1 to 128 characters, without * and control characters"}"#,
    )
}

/// Refuses the room, if it is one of these.
fn refuse(body: Bytes, own: &Own, is_bad: impl Fn(&str) -> bool) -> Bytes {
    if parse(&body).is_some_and(|body| body.get("room").and_then(Value::as_str).is_some_and(is_bad)) {
        put(own, Ok(refused()));
    }
    body
}

/// The body with another room, if there shall be one.
fn change(body: &[u8], change: impl Fn(&Value) -> Option<Value>) -> Option<Bytes> {
    let mut object: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let room = change(object.get("room")?)?;
    object.insert("room".to_owned(), room);
    Some(Value::Object(object).to_string().into())
}

/// The body with another room, if that is a text.
fn rename(body: Bytes, rename: impl Fn(&str) -> String) -> Bytes {
    change(&body, |room| {
        let (old, new) = (room.as_str()?, rename(room.as_str()?));
        (old != new).then(|| new.into())
    })
    .unwrap_or(body)
}

/// The body with a legal room of the same beginning, if the room is one of these; Liveblocks is asked for what the client named.
fn disguise(body: &[u8], is_one: impl Fn(&str) -> bool) -> Option<Bytes> {
    change(body, |room| {
        let room = room.as_str().filter(|room| is_one(room))?;
        let beginning = room.split_once(':').map_or(room, |(beginning, _)| beginning).replace('*', "x");
        let legal = format!("{beginning:.20}:disguised");
        Passing::disguise(&legal, room);
        Some(legal.into())
    })
}

