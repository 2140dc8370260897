//! JSON as in JavaScript: lone surrogates in strings, and the order of keys.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object in the order of the text.
pub(super) struct Members<'a>(pub(super) Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(InOrder).map(Self)
    }
}

/// Whether a JSON text escapes half of a surrogate pair.
///
/// JavaScript allows that; Unicode text doesn't.
pub(super) fn holds_lone_surrogate(json: &str) -> bool {
    let mut rest = json;
    while let Some((_, after)) = rest.split_once('\\') {
        rest = match escaped_unit(after) {
            None => after.get(1..).unwrap_or(""),
            Some((0xD800..=0xDBFF, after)) => match after.strip_prefix('\\').and_then(escaped_unit) {
                Some((0xDC00..=0xDFFF, after)) => after,
                _ => return true,
            },
            Some((0xDC00..=0xDFFF, _)) => return true,
            Some((_, after)) => after,
        };
    }
    false
}

/// Reads `uXXXX` after a backslash.
fn escaped_unit(after: &str) -> Option<(u32, &str)> {
    let (digits, rest) = after.strip_prefix('u')?.split_at_checked(4)?;
    Some((u32::from_str_radix(digits, 16).ok()?, rest))
}

/// The same JSON with the keys of every object in JavaScript's order: first the array indices in
/// ascending order, then the other keys in their original order.
///
/// `None` if it is not JSON, or if it has spaces between its tokens.
pub(super) fn in_javascript_order(json: &str) -> Option<String> {
    let mut out = String::with_capacity(json.len());
    write_ordered(json, &mut out)?;
    (out.len() == json.len()).then_some(out)
}

fn write_ordered(json: &str, out: &mut String) -> Option<()> {
    if json.starts_with('{') {
        let Members(mut members) = serde_json::from_str(json).ok()?;
        // The sort is stable, and every other key comes after the indices.
        members.sort_by_key(|(key, _)| array_index(key).map_or(u64::from(u32::MAX), u64::from));
        write_list('{', '}', &members, out, |(key, value), out| {
            out.push_str(&serde_json::to_string(key).ok()?);
            out.push(':');
            write_ordered(value.get(), out)
        })
    } else if json.starts_with('[') {
        let values: Vec<&RawValue> = serde_json::from_str(json).ok()?;
        write_list('[', ']', &values, out, |value, out| write_ordered(value.get(), out))
    } else {
        out.push_str(json);
        Some(())
    }
}

fn write_list<T>(
    open: char,
    close: char,
    items: &[T],
    out: &mut String,
    mut write: impl FnMut(&T, &mut String) -> Option<()>,
) -> Option<()> {
    out.push(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out)?;
    }
    out.push(close);
    Some(())
}

/// The array index that a key stands for in JavaScript: 0 to 2^32 - 2, without a sign or leading
/// zeros.
fn array_index(key: &str) -> Option<u32> {
    let number: u32 = key.parse().ok()?;
    (number != u32::MAX && number.to_string() == key).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_half_a_pair_is_a_lone_surrogate() {
        for json in [r#""\ud800""#, r#""\udc00""#, r#""\ud83d\ud83d\ude00""#, r#""\\\udfff""#, r#"{"a":"x\uDBFFy"}"#] {
            assert!(holds_lone_surrogate(json), "{json}");
        }
        for json in [r#""\ud83d\ude00""#, r#""\\ud800""#, r#""\\\\udfff""#, r#""😀\u0000\n""#, r#""\"""#, ""] {
            assert!(!holds_lone_surrogate(json), "{json}");
        }
    }

    #[test]
    fn indices_come_first() {
        let order = |json| in_javascript_order(json).unwrap_or_default();
        assert_eq!(
            order(r#"{"b":1,"10":[{"x":1,"0":2}],"01":0,"4294967295":0,"4294967294":0,"2":0,"-1":0,"a":0}"#),
            r#"{"2":0,"10":[{"0":2,"x":1}],"4294967294":0,"b":1,"01":0,"4294967295":0,"-1":0,"a":0}"#,
        );
        assert_eq!(order(r#"{"+1":"\n","1":1e21}"#), r#"{"1":1e21,"+1":"\n"}"#);
        assert_eq!(in_javascript_order("{ }"), None);
    }
}
