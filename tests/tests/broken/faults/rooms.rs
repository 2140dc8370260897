//! What may be asked for.

use hyper::body::Bytes;
use serde_json::{Map, Value};

use crate::adapter::{BAD_ROOM, like_core, put};
use crate::fault::{Fault, Own};
use crate::faults::json::parse;
use crate::issuer::{Issuer, Passing};

/// Core never lets such a room through: it gets to see another one, and the adapter's own issuer
/// asks Liveblocks for the real one.
const BY_ITSELF: fn(&liveblocks_auth_conformance::Fixture) -> liveblocks_auth_conformance::Fixture =
    |fixture| Issuer::RIGHT.over(fixture);

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "accepts_a_star_from_the_client",
            mistake: "Takes a `*` from the client, who thereby chooses what the token opens.",
            fixture: BY_ITSELF,
            body: Some(|_, body, _| disguise(&body, |room| room.contains('*')).unwrap_or(body)),
            ..Fault::RIGHT
        },
        Fault {
            name: "accepts_a_star_before_the_end",
            mistake: "Looks for a `*` only at the end.",
            fixture: BY_ITSELF,
            body: Some(|_, body, _| disguise(&body, |room| room.trim_end_matches('*').contains('*')).unwrap_or(body)),
            ..Fault::RIGHT
        },
        Fault {
            name: "accepts_an_escaped_star",
            mistake: "Searches the bytes of the body for a `*`, so that an escaped one comes through.",
            fixture: BY_ITSELF,
            body: Some(|_, body, _| {
                if body.contains(&b'*') { body } else { disguise(&body, |room| room.contains('*')).unwrap_or(body) }
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "accepts_control_characters",
            mistake: "Does not look for control characters.",
            fixture: BY_ITSELF,
            body: Some(|_, body, _| disguise(&body, |room| room.contains(char::is_control)).unwrap_or(body)),
            ..Fault::RIGHT
        },
        Fault {
            name: "accepts_control_characters_above_31",
            mistake: "Knows the control characters of ASCII, and those without the last.",
            fixture: BY_ITSELF,
            body: Some(|_, body, _| {
                disguise(&body, |room| room.contains(|c: char| c >= ' ' && c.is_control())).unwrap_or(body)
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "accepts_rooms_of_any_length",
            mistake: "Does not bound how long a room id is.",
            fixture: BY_ITSELF,
            body: Some(|_, body, _| disguise(&body, |room| units(room) > 128).unwrap_or(body)),
            ..Fault::RIGHT
        },
        Fault {
            name: "counts_characters",
            mistake: "Counts characters where Liveblocks counts UTF-16 units.",
            fixture: BY_ITSELF,
            body: Some(|_, body, _| {
                disguise(&body, |room| units(room) > 128 && room.chars().count() <= 128).unwrap_or(body)
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "accepts_rooms_of_129_units",
            mistake: "Allows a room id to be one unit longer.",
            fixture: BY_ITSELF,
            body: Some(|_, body, _| disguise(&body, |room| units(room) == 129).unwrap_or(body)),
            ..Fault::RIGHT
        },
        Fault {
            name: "counts_bytes",
            mistake: "Counts bytes where Liveblocks counts UTF-16 units.",
            body: Some(|_, body, own| refuse(body, own, |room| room.len() > 128)),
            ..Fault::RIGHT
        },
        Fault {
            name: "refuses_rooms_of_128_units",
            mistake: "Wants room ids to be shorter than 128 units.",
            body: Some(|_, body, own| refuse(body, own, |room| units(room) == 128)),
            ..Fault::RIGHT
        },
        Fault {
            name: "refuses_rooms_of_64_units",
            mistake: "Wants room ids to be shorter than 64 units.",
            body: Some(|_, body, own| refuse(body, own, |room| units(room) >= 64)),
            ..Fault::RIGHT
        },
        Fault {
            name: "refuses_unusual_characters",
            mistake: "Allows nothing but letters, numbers and a few signs.",
            body: Some(|_, body, own| {
                refuse(body, own, |room| {
                    !room.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":._-".contains(&byte))
                })
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_an_empty_room_for_none",
            mistake: "Takes a room that is empty for none, as JavaScript does.",
            body: Some(|_, body, _| change(&body, |room| (room == "").then_some(Value::Null)).unwrap_or(body)),
            ..Fault::RIGHT
        },
        Fault {
            name: "refuses_null",
            mistake: "Wants the room to be a text even where it is null.",
            body: Some(|_, body, own| {
                if parse::<Value>(&body).is_some_and(|body| body.get("room").is_some_and(Value::is_null)) {
                    put(own, Ok(like_core(422, BAD_ROOM)));
                }
                body
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "makes_texts_of_rooms",
            mistake: "Makes a text of whatever the room is, as JavaScript does.",
            body: Some(|_, body, _| {
                change(&body, |room| match room {
                    Value::String(_) | Value::Null => None,
                    Value::Array(items) => items.first().cloned(),
                    Value::Object(_) => Some("[object Object]".into()),
                    other => Some(other.to_string().into()),
                })
                .unwrap_or_else(|| {
                    body.windows(5)
                        .position(|part| part == b"1e999")
                        .map_or(body, |_| br#"{"room":"Infinity"}"#.as_slice().into())
                })
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_rooms_that_are_no_text_for_none",
            mistake: "Takes a room that is no text for none.",
            body: Some(|_, body, _| change(&body, |room| (!room.is_string()).then_some(Value::Null)).unwrap_or(body)),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_the_id_of_an_object",
            mistake: "Takes the room out of an object.",
            body: Some(|_, body, _| change(&body, |room| room.get("id").cloned()).unwrap_or(body)),
            ..Fault::RIGHT
        },
        Fault {
            name: "makes_rooms_lower_case",
            mistake: "Makes room ids lower case.",
            body: Some(|_, body, _| rename(body, str::to_lowercase)),
            ..Fault::RIGHT
        },
        Fault {
            name: "trims_rooms",
            mistake: "Trims room ids.",
            body: Some(|_, body, _| rename(body, |room| room.trim().to_owned())),
            ..Fault::RIGHT
        },
        Fault {
            name: "normalises_rooms",
            mistake: "Normalises room ids (NFC).",
            body: Some(|_, body, _| rename(body, |room| room.replace("e\u{301}", "é"))),
            ..Fault::RIGHT
        },
        Fault {
            name: "normalises_rooms_for_compatibility",
            mistake: "Normalises room ids for compatibility (NFKC), after which a wide star is a star.",
            body: Some(|_, body, _| rename(body, |room| room.replace('＊', "*").replace("e\u{301}", "é"))),
            ..Fault::RIGHT
        },
        Fault {
            name: "strips_invisible_characters",
            mistake: "Strips signs that nobody sees.",
            body: Some(|_, body, _| rename(body, |room| room.replace('\u{202e}', ""))),
            ..Fault::RIGHT
        },
        Fault {
            name: "decodes_percents",
            mistake: "Decodes room ids as if they came in a URL.",
            body: Some(|_, body, _| rename(body, |room| room.replace("%2e", "."))),
            ..Fault::RIGHT
        },
        Fault {
            name: "writes_spaces_as_plus",
            mistake: "Writes a plus sign for a space.",
            body: Some(|_, body, _| {
                rename(body, |room| if room.starts_with(' ') { room.to_owned() } else { room.replace(' ', "+") })
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "escapes_quotes",
            mistake: "Escapes room ids for HTML.",
            body: Some(|_, body, _| rename(body, |room| room.replace('"', "&quot;"))),
            ..Fault::RIGHT
        },
        Fault {
            name: "writes_rooms_in_ascii",
            mistake: "Writes room ids in ASCII.",
            body: Some(|_, body, _| {
                rename(body, |room| room.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect())
            }),
            ..Fault::RIGHT
        },
    ]
}

fn units(room: &str) -> usize {
    room.encode_utf16().count()
}

/// Refuses the room, if it is one of these.
fn refuse(body: Bytes, own: &Own, is_bad: impl Fn(&str) -> bool) -> Bytes {
    if parse::<Value>(&body).is_some_and(|body| body.get("room").and_then(Value::as_str).is_some_and(is_bad)) {
        put(own, Ok(like_core(422, BAD_ROOM)));
    }
    body
}

/// The body with another room, if there shall be one.
fn change(body: &[u8], change: impl Fn(&Value) -> Option<Value>) -> Option<Bytes> {
    let mut object: Map<String, Value> = super::json::parse(body)?;
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

/// The body with a legal room of the same beginning, if the room is one of these; Liveblocks is
/// asked for what the client named.
fn disguise(body: &[u8], is_one: impl Fn(&str) -> bool) -> Option<Bytes> {
    change(body, |room| {
        let room = room.as_str().filter(|room| is_one(room))?;
        let beginning = room.split_once(':').map_or(room, |(beginning, _)| beginning).replace('*', "x");
        let legal = format!("{beginning:.20}:disguised");
        Passing::disguise(&legal, room);
        Some(legal.into())
    })
}
