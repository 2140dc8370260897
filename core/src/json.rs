//! JSON objects, read strictly: valid UTF-8, no key twice, nothing after the end.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

/// An object with this key alone is, for serde_json, the JSON in its value: what a client sends must not turn into something else.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

/// The members of a JSON object in their order, the values not yet looked into.
pub(crate) struct Object<'a>(pub(crate) Vec<(String, &'a RawValue)>);

impl<'a> Object<'a> {
    /// Reads an object. Arrays, which a derived `Deserialize` would take for a struct, are refused; so are bytes that are not UTF-8, also
    /// in members nobody asks for, because every value is borrowed as text.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| *value)
    }

    /// The member as text, if it is there and is text.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        serde_json::from_str(self.get(key)?.get()).ok()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                let mut seen = std::collections::HashSet::new();
                while let Some((key, value)) = map.next_entry::<String, &'de RawValue>()? {
                    if key == RAW_VALUE {
                        return Err(A::Error::custom("a key that serde_json keeps for itself"));
                    }
                    if !seen.insert(key.clone()) {
                        return Err(A::Error::custom("a key stands twice"));
                    }
                    members.push((key, value));
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Members).map(Self)
    }
}

/// Whether JSON text escapes half of a surrogate pair, which JSON allows and Unicode text cannot hold. Reads no deeper than a line: a
/// parser that unescaped every value would have to bound how deeply they are nested.
pub(crate) fn holds_lone_surrogate(json: &str) -> bool {
    let mut rest = json;
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    while let Some(at) = rest.find('\\') {
        rest = rest.get(at..).unwrap_or_default();
        let length = match unit(rest) {
            Some(0xd800..=0xdbff)
                if rest.get(6..).and_then(unit).is_some_and(|low| (0xdc00..=0xdfff).contains(&low)) =>
            {
                12
            }
            Some(0xd800..=0xdfff) => return true,
            // Another escape: the backslash and what it escapes, which may be a backslash.
            _ => 2,
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    false
}
