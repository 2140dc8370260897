//! Parsing JSON in the adapter.

use hyper::body::Bytes;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::adapter::{BAD_BODY, like_core, put};
use crate::fault::Fault;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "own_json_extractor",
            mistake: "Reads the body with the framework's JSON extractor, and serializes it again for core.",
            body: Some(|_, body, own| match parse::<Value>(&body) {
                Some(value) => value.to_string().into(),
                None => {
                    put(own, Ok(like_core(400, BAD_BODY)));
                    body
                }
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_arrays_for_structs",
            mistake: "Deserializes the body into a struct, which also accepts an array.",
            body: Some(|_, body, _| match parse::<Value>(&body) {
                Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
                    json!({ "room": items.first() }).to_string().into()
                }
                _ => body,
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_batches",
            mistake: "Uses the first of several requests in one body.",
            body: Some(|_, body, _| match parse::<Value>(&body) {
                Some(Value::Array(items)) if items.first().is_some_and(Value::is_object) => items[0].to_string().into(),
                _ => body,
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "reads_like_javascript",
            mistake: "Reads the room from any JSON value, as JavaScript would: a number has none.",
            body: Some(|_, body, _| match parse::<Value>(&body) {
                Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
                    Bytes::from_static(b"{}")
                }
                _ => body,
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_null",
            mistake: "Treats null as an empty object.",
            body: Some(|_, body, _| if body == "null" { Bytes::from_static(b"{}") } else { body }),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_a_text_for_the_room",
            mistake: "Treats a string as the room.",
            body: Some(|_, body, _| match parse::<Value>(&body) {
                Some(Value::String(room)) => json!({ "room": room }).to_string().into(),
                _ => body,
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "ignores_what_stands_behind",
            mistake: "Stops reading after the first value.",
            body: Some(|_, body, _| {
                if is_dangerous(&body) {
                    return body;
                }
                let mut values = serde_json::Deserializer::from_slice(&body).into_iter::<Map<String, Value>>();
                match values.next() {
                    Some(Ok(_)) => body.slice(..values.byte_offset()),
                    _ => body,
                }
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "searches_for_the_room",
            mistake: "Searches the body for the room instead of parsing it.",
            body: Some(|_, body, _| match searched(&String::from_utf8_lossy(&body)) {
                Some(room) => json!({ "room": room }).to_string().into(),
                // The search misses a room with another spelling.
                None if parse::<Value>(&body).is_some_and(|body| body.is_object()) => Bytes::from_static(b"{}"),
                None => body,
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_json_for_people",
            mistake: "Accepts relaxed JSON: comments, single quotes, trailing commas.",
            body: Some(|_, body, _| {
                if parse::<Value>(&body).is_some() {
                    body
                } else {
                    let text = String::from_utf8_lossy(&body)
                        .replace('\'', "\"")
                        .replace("{room", "{\"room\"")
                        .replace(",}", "}");
                    text.replace("/* */", "")
                        .replace("NaN", "null")
                        .replace(":01", ":1")
                        .replace('\n', "\\n")
                        .replace("\\x", "x")
                        .into()
                }
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_keys_twice",
            mistake: "Uses the last of several keys with the same name, including the room.",
            body: Some(|_, body, _| match parse::<Map<String, Value>>(&body) {
                Some(object) if !body.windows(2).any(|pair| pair == b"\\u") || object.len() == 1 => {
                    Value::Object(object).to_string().into()
                }
                _ => body,
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "refuses_keys_twice_further_in",
            mistake: "Rejects duplicate keys inside the data beside the room, too.",
            body: Some(|_, body, own| {
                if String::from_utf8_lossy(&body).contains(r#"{"y":1,"y":2}"#) {
                    put(own, Ok(like_core(400, BAD_BODY)));
                }
                body
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "refuses_other_fields",
            mistake: "Rejects unknown fields.",
            body: Some(|_, body, own| {
                let object = serde_json::from_slice::<
                    std::collections::HashMap<String, Box<serde_json::value::RawValue>>,
                >(&body);
                if object.is_ok_and(|object| object.keys().any(|key| !["room", "read_only"].contains(&key.as_str()))) {
                    put(own, Ok(like_core(400, BAD_BODY)));
                }
                body
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "fields_in_any_case",
            mistake: "Compares field names case-insensitively.",
            body: Some(|_, body, _| match parse::<Value>(&body) {
                Some(Value::Object(object)) => {
                    let mut rooms = object.iter().filter(|(key, _)| key.eq_ignore_ascii_case("room"));
                    // If there are two, use the other one.
                    rooms
                        .find(|(key, _)| *key != "room")
                        .map_or(body, |(_, room)| json!({ "room": room }).to_string().into())
                }
                _ => body,
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "refuses_prototypes",
            mistake: "Rejects names reserved in JavaScript, as some parsers do.",
            body: Some(|_, body, own| {
                if String::from_utf8_lossy(&body).contains(r#""__proto__""#) {
                    put(own, Ok(like_core(400, BAD_BODY)));
                }
                body
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "strips_keys_of_its_library",
            mistake: "Renames the private keys of its JSON library before it calls core.",
            body: Some(|_, body, _| String::from_utf8_lossy(&body).replace("serde_json::private::", "").into()),
            ..Fault::RIGHT
        },
        Fault {
            name: "cuts_what_is_deep",
            mistake: "Drops deeply nested values before it calls core.",
            body: Some(|_, body, _| {
                let (open, close) = ("[".repeat(1000), "]".repeat(1000));
                String::from_utf8_lossy(&body)
                    .replace(&open, "")
                    .replace(&close, "")
                    .replace("\"x\":}", "\"x\":1}")
                    .into()
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "mends_lone_surrogates",
            mistake: "Replaces a lone surrogate with a replacement character.",
            body: Some(|_, body, _| {
                String::from_utf8_lossy(&body).replace(r"\ud800", "\u{fffd}").replace(r"\udc00", "\u{fffd}").into()
            }),
            ..Fault::RIGHT
        },
    ]
}

/// Parses the JSON, if it is valid and harmless.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    if is_dangerous(body) { None } else { serde_json::from_slice(body).ok() }
}

/// Whether reading the body as a `Value` can abort the process, which all faults share.
fn is_dangerous(body: &[u8]) -> bool {
    String::from_utf8_lossy(body).contains("serde_json::private")
}

/// Whether core would accept it. Core's parser limits neither depth nor numbers.
pub(crate) fn is_object(body: &[u8]) -> bool {
    serde_json::from_slice::<std::collections::HashMap<String, &serde_json::value::RawValue>>(body).is_ok()
}

/// The text after `room`, with any quotes.
fn searched(text: &str) -> Option<&str> {
    let quote = |c| ['"', '\''].contains(&c);
    let value = text.split_once("room")?.1.trim_start_matches(quote).strip_prefix(':')?.strip_prefix(quote)?;
    value.split(quote).next()
}
