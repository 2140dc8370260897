//! Checking the requested room.

use hyper::body::Bytes;
use serde_json::{Map, Value};

use crate::adapter::{BAD_ROOM, like_core, put};
use crate::fault::{Fault, Own};
use crate::faults::json::parse;
use crate::issuer::{Issuer, Passing};

/// Core rejects such a room, so it sees a placeholder. The adapter's issuer sends the real room to
/// Liveblocks.
const BY_ITSELF: fn(&liveblocks_auth_conformance::Fixture) -> liveblocks_auth_conformance::Fixture =
    |fixture| Issuer::RIGHT.over(fixture);

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "accepts_a_star_from_the_client",
            mistake: "Accepts a `*` from the client, who thereby chooses the rooms that the token opens.",
            fixture: BY_ITSELF,
            body: Some(|_, body, _| disguise(&body, |room| room.contains('*')).unwrap_or(body)),
            ..Fault::RIGHT
        },
        Fault {
            name: "accepts_a_star_before_the_end",
            mistake: "Checks for a `*` only at the end.",
            fixture: BY_ITSELF,
            body: Some(|_, body, _| disguise(&body, |room| room.trim_end_matches('*').contains('*')).unwrap_or(body)),
            ..Fault::RIGHT
        },
        Fault {
            name: "accepts_an_escaped_star",
            mistake: "Searches the bytes of the body for a `*`, which misses an escaped one.",
            fixture: BY_ITSELF,
            body: Some(|_, body, _| {
                if body.contains(&b'*') { body } else { disguise(&body, |room| room.contains('*')).unwrap_or(body) }
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "accepts_control_characters",
            mistake: "Accepts control characters.",
            fixture: BY_ITSELF,
            body: Some(|_, body, _| disguise(&body, |room| room.contains(char::is_control)).unwrap_or(body)),
            ..Fault::RIGHT
        },
        Fault {
            name: "accepts_control_characters_above_31",
            mistake: "Rejects only the control characters below 32.",
            fixture: BY_ITSELF,
            body: Some(|_, body, _| {
                disguise(&body, |room| room.contains(|c: char| c >= ' ' && c.is_control())).unwrap_or(body)
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "accepts_rooms_of_any_length",
            mistake: "Doesn't limit the length of a room id.",
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
            mistake: "Accepts a room id that is one unit too long.",
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
            mistake: "Rejects room ids of 128 units.",
            body: Some(|_, body, own| refuse(body, own, |room| units(room) == 128)),
            ..Fault::RIGHT
        },
        Fault {
            name: "refuses_rooms_of_64_units",
            mistake: "Rejects room ids of 64 units or more.",
            body: Some(|_, body, own| refuse(body, own, |room| units(room) >= 64)),
            ..Fault::RIGHT
        },
        Fault {
            name: "refuses_unusual_characters",
            mistake: "Allows only letters, digits and a few punctuation marks.",
            body: Some(|_, body, own| {
                refuse(body, own, |room| {
                    !room.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":._-".contains(&byte))
                })
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_an_empty_room_for_none",
            mistake: "Treats an empty room as a missing one, as JavaScript does.",
            body: Some(|_, body, _| change(&body, |room| (room == "").then_some(Value::Null)).unwrap_or(body)),
            ..Fault::RIGHT
        },
        Fault {
            name: "refuses_null",
            mistake: "Rejects a room that is null.",
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
            mistake: "Converts any room to a string, as JavaScript does.",
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
            mistake: "Treats a room that is not a string as a missing one.",
            body: Some(|_, body, _| change(&body, |room| (!room.is_string()).then_some(Value::Null)).unwrap_or(body)),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_the_id_of_an_object",
            mistake: "Reads the room from an object.",
            body: Some(|_, body, _| change(&body, |room| room.get("id").cloned()).unwrap_or(body)),
            ..Fault::RIGHT
        },
        Fault {
            name: "makes_rooms_lower_case",
            mistake: "Converts room ids to lower case.",
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
            mistake: "Normalizes room ids (NFC).",
            body: Some(|_, body, _| rename(body, |room| room.replace("e\u{301}", "é"))),
            ..Fault::RIGHT
        },
        Fault {
            name: "normalises_rooms_for_compatibility",
            mistake: "Normalizes room ids (NFKC), which turns a full-width star into a star.",
            body: Some(|_, body, _| rename(body, |room| room.replace('＊', "*").replace("e\u{301}", "é"))),
            ..Fault::RIGHT
        },
        Fault {
            name: "strips_invisible_characters",
            mistake: "Strips invisible characters.",
            body: Some(|_, body, _| rename(body, |room| room.replace('\u{202e}', ""))),
            ..Fault::RIGHT
        },
        Fault {
            name: "decodes_percents",
            mistake: "Percent-decodes room ids.",
            body: Some(|_, body, _| rename(body, |room| room.replace("%2e", "."))),
            ..Fault::RIGHT
        },
        Fault {
            name: "writes_spaces_as_plus",
            mistake: "Replaces a space with a plus sign.",
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
            mistake: "Replaces characters of room ids that are not ASCII.",
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

/// Rejects the room if `is_bad` matches it.
fn refuse(body: Bytes, own: &Own, is_bad: impl Fn(&str) -> bool) -> Bytes {
    if parse::<Value>(&body).is_some_and(|body| body.get("room").and_then(Value::as_str).is_some_and(is_bad)) {
        put(own, Ok(like_core(422, BAD_ROOM)));
    }
    body
}

/// The body with another room, if `change` returns one.
fn change(body: &[u8], change: impl Fn(&Value) -> Option<Value>) -> Option<Bytes> {
    let mut object: Map<String, Value> = super::json::parse(body)?;
    let room = change(object.get("room")?)?;
    object.insert("room".to_owned(), room);
    Some(Value::Object(object).to_string().into())
}

/// The body with another room, if the room is a string.
fn rename(body: Bytes, rename: impl Fn(&str) -> String) -> Bytes {
    change(&body, |room| {
        let (old, new) = (room.as_str()?, rename(room.as_str()?));
        (old != new).then(|| new.into())
    })
    .unwrap_or(body)
}

/// The body with a legal placeholder of the same prefix, if `is_one` matches the room. Liveblocks
/// receives the original room.
fn disguise(body: &[u8], is_one: impl Fn(&str) -> bool) -> Option<Bytes> {
    change(body, |room| {
        let room = room.as_str().filter(|room| is_one(room))?;
        let beginning = room.split_once(':').map_or(room, |(beginning, _)| beginning).replace('*', "x");
        let legal = format!("{beginning:.20}:disguised");
        Passing::disguise(&legal, room);
        Some(legal.into())
    })
}
