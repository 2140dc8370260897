//! What is taken for a JSON object, by a parser of the adapter's own.

use hyper::body::Bytes;
use serde_json::{Map, Value, json};

use crate::adapter::{like_core, put};
use crate::fault::faults;

const BAD: &str =
    r#"{"error":"forbidden","code":"body","reason":"the request must be a JSON object, sent as application/json"}"#;

faults! {
    /// Reads the body with the framework's JSON extractor, and writes it anew for core.
    own_json_extractor {
        body: |_, body, own| match serde_json::from_slice::<Value>(&body) {
            Ok(value) => value.to_string().into(),
            Err(_) => {
                put(own, Ok(like_core(400, BAD)));
                body
            }
        },
    }
    /// Reads a struct out of the body, which takes an array for one too.
    takes_arrays_for_structs {
        body: |_, body, _| match parse(&body) {
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => json!({ "room": items.first() }).to_string().into(),
            _ => body,
        },
    }
    /// Takes the first of several requests in one body.
    takes_batches {
        body: |_, body, _| match parse(&body) {
            Some(Value::Array(items)) if items.first().is_some_and(Value::is_object) => items[0].to_string().into(),
            _ => body,
        },
    }
    /// Looks for the room in whatever JSON it gets, as JavaScript would: there is none in a number.
    reads_like_javascript {
        body: |_, body, _| match parse(&body) {
            Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => Bytes::from_static(b"{}"),
            _ => body,
        },
    }
    /// Takes null for an empty object.
    takes_null {
        body: |_, body, _| if body == "null" { Bytes::from_static(b"{}") } else { body },
    }
    /// Takes a text for the room.
    takes_a_text_for_the_room {
        body: |_, body, _| match parse(&body) {
            Some(Value::String(room)) => json!({ "room": room }).to_string().into(),
            _ => body,
        },
    }
    /// Stops reading behind the first value.
    ignores_what_stands_behind {
        body: |_, body, _| {
            let mut values = serde_json::Deserializer::from_slice(&body).into_iter::<Map<String, Value>>();
            match values.next() {
                Some(Ok(_)) => body.slice(..values.byte_offset()),
                _ => body,
            }
        },
    }
    /// Searches the body for the room instead of parsing it.
    searches_for_the_room {
        body: |_, body, _| match searched(&String::from_utf8_lossy(&body)) {
            Some(room) => json!({ "room": room }).to_string().into(),
            // It is not seen where it is written in another way.
            None if parse(&body).is_some_and(|body| body.is_object()) => Bytes::from_static(b"{}"),
            None => body,
        },
    }
    /// Takes what people write by hand for JSON: comments, other quotes, a comma too much.
    takes_json_for_people {
        body: |_, body, _| if parse(&body).is_some() { body } else {
            let text = String::from_utf8_lossy(&body).replace('\'', "\"").replace("{room", "{\"room\"").replace(",}", "}");
            text.replace("/* */", "").replace("NaN", "null").replace(":01", ":1").replace('\n', "\\n").replace("\\x", "x").into()
        },
    }
    /// Takes the last of several keys of one name, and the room of whoever wrote it last.
    takes_keys_twice {
        body: |_, body, _| match serde_json::from_slice::<Map<String, Value>>(&body) {
            Ok(object) if !body.windows(2).any(|pair| pair == b"\\u") || object.len() == 1 => Value::Object(object).to_string().into(),
            _ => body,
        },
    }
    /// Refuses keys that stand twice also inside of what the page sent beside the room.
    refuses_keys_twice_further_in {
        body: |_, body, own| {
            if String::from_utf8_lossy(&body).contains(r#"{"y":1,"y":2}"#) { put(own, Ok(like_core(400, BAD))); }
            body
        },
    }
    /// Refuses fields that it does not know.
    refuses_other_fields {
        body: |_, body, own| {
            let object = serde_json::from_slice::<std::collections::HashMap<String, Box<serde_json::value::RawValue>>>(&body);
            if object.is_ok_and(|object| object.keys().any(|key| !["room", "read_only"].contains(&key.as_str()))) {
                put(own, Ok(like_core(400, BAD)));
            }
            body
        },
    }
    /// Reads the names of fields without their case.
    fields_in_any_case {
        body: |_, body, _| match parse(&body) {
            Some(Value::Object(object)) if object.keys().any(|key| key != "room" && key.eq_ignore_ascii_case("room")) => {
                json!({ "room": object.iter().find(|(key, _)| key.eq_ignore_ascii_case("room")).map(|(_, room)| room) }).to_string().into()
            }
            _ => body,
        },
    }
    /// Refuses names that JavaScript has for itself, as some parsers do.
    refuses_prototypes {
        body: |_, body, own| {
            if String::from_utf8_lossy(&body).contains(r#""__proto__""#) { put(own, Ok(like_core(400, BAD))); }
            body
        },
    }
    /// Puts a sign in place of half a surrogate pair.
    mends_lone_surrogates {
        body: |_, body, _| String::from_utf8_lossy(&body).replace(r"\ud800", "\u{fffd}").replace(r"\udc00", "\u{fffd}").into(),
    }
}

/// The JSON, if it is some.
pub(crate) fn parse(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body).ok()
}

/// Whether core would read it; core's own parser bounds neither depth nor numbers.
pub(crate) fn is_object(body: &[u8]) -> bool {
    serde_json::from_slice::<std::collections::HashMap<String, &serde_json::value::RawValue>>(body).is_ok()
}

/// The room behind its name, whatever quotes there are.
fn searched(text: &str) -> Option<&str> {
    let quote = |c| ['"', '\''].contains(&c);
    let value = text.split_once("room")?.1.trim_start_matches(quote).strip_prefix(':')?.strip_prefix(quote)?;
    value.split(quote).next()
}
