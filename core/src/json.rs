//! JSON objects, read strictly and written in order.
//!
//! serde_json judges the grammar. Values stay text: serde_json's own type for that, `RawValue`, needs a feature that
//! changes how every other crate of an application reads JSON.

use std::borrow::Cow;

use serde::Serialize;
use serde::de::IgnoredAny;

/// serde_json reads an object with this key as the JSON in its value where its feature `raw_value` is on.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

/// The deepest nesting that a client can send, the object itself included. serde_json reads no deeper.
const MAX_DEPTH: usize = 128;

/// The members of a JSON object in their order; the values are JSON text.
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'a> Object<'a> {
    /// Reads an object: valid UTF-8, every key once, nothing after the end.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let json = std::str::from_utf8(bytes).ok()?;
        serde_json::from_str::<IgnoredAny>(json).ok()?;
        Self::split(json)
    }

    /// Reads an object that a client sent: also without the key that serde_json keeps for itself, and not too deep.
    pub(crate) fn parse_untrusted(bytes: &'a [u8]) -> Option<Self> {
        let json = std::str::from_utf8(bytes).ok()?;
        serde_json::from_str::<IgnoredAny>(json).ok()?;
        if is_tame(json) { Self::split(json) } else { None }
    }

    /// Splits valid JSON text into the members of its object.
    fn split(json: &'a str) -> Option<Self> {
        let mut rest = trim_start(json).strip_prefix('{')?;
        let mut members = Vec::new();
        loop {
            rest = trim_start(rest);
            if rest.starts_with('}') {
                break;
            }
            let (key, after) = rest.split_at_checked(string_len(rest))?;
            let value = trim_start(trim_start(after).strip_prefix(':')?);
            let (value, after) = value.split_at_checked(value_len(value))?;
            members.push((unescape(key)?, value));
            rest = trim_start(after);
            rest = rest.strip_prefix(',').unwrap_or(rest);
        }
        has_unique_keys(&members).then_some(Self(members))
    }

    /// The members in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(key, value)| (&**key, *value))
    }

    /// The JSON text of a member.
    pub(crate) fn get(&self, key: &str) -> Option<&'a str> {
        self.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// The string in a member, if it is there and is a string.
    pub(crate) fn text(&self, key: &str) -> Option<Cow<'a, str>> {
        unescape(self.get(key)?)
    }
}

fn has_unique_keys(members: &[(Cow<'_, str>, &str)]) -> bool {
    let mut keys: Vec<&str> = members.iter().map(|(key, _)| &**key).collect();
    keys.sort_unstable();
    keys.is_sorted_by(|a, b| a != b)
}

/// Whether valid JSON text is nested no deeper than [`MAX_DEPTH`] and has the key [`RAW_VALUE`] nowhere.
fn is_tame(json: &str) -> bool {
    let (mut rest, mut depth) = (json, 0_usize);
    while let Some(at) = rest.find(['"', '{', '[', '}', ']']) {
        rest = rest.get(at..).unwrap_or_default();
        let len = match rest.as_bytes().first() {
            Some(b'"') => {
                let (string, after) = rest.split_at_checked(string_len(rest)).unwrap_or_default();
                if trim_start(after).starts_with(':') && unescape(string).is_some_and(|key| key == RAW_VALUE) {
                    return false;
                }
                string.len()
            }
            Some(b'{' | b'[') => {
                depth += 1;
                1
            }
            _ => {
                depth = depth.saturating_sub(1);
                1
            }
        };
        if depth > MAX_DEPTH {
            return false;
        }
        rest = rest.get(len..).unwrap_or_default();
    }
    true
}

/// The length of the string that valid JSON text begins with, quotes included.
fn string_len(json: &str) -> usize {
    let mut escaped = false;
    let end = json.bytes().skip(1).position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    });
    end.map_or(json.len(), |end| end + 2)
}

/// The length of the value that valid JSON text begins with.
fn value_len(json: &str) -> usize {
    match json.as_bytes().first() {
        Some(b'"') => string_len(json),
        Some(b'{' | b'[') => nested_len(json),
        _ => json.find([',', '}', ' ', '\t', '\n', '\r']).unwrap_or(json.len()),
    }
}

/// The length of the object or array that valid JSON text begins with.
fn nested_len(json: &str) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(rest) = json.get(at..) {
        at += match rest.as_bytes().first() {
            None => break,
            Some(b'"') => string_len(rest),
            Some(b'{' | b'[') => {
                depth += 1;
                1
            }
            Some(b'}' | b']') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
                1
            }
            Some(_) => rest.find(['"', '{', '[', '}', ']']).unwrap_or(rest.len()),
        };
    }
    json.len()
}

/// The text of a JSON string. `None` when it is no string, or escapes half of a surrogate pair.
fn unescape(string: &str) -> Option<Cow<'_, str>> {
    let inner = string.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') { serde_json::from_str(string).ok().map(Cow::Owned) } else { Some(Cow::Borrowed(inner)) }
}

fn trim_start(json: &str) -> &str {
    json.trim_start_matches(is_space)
}

/// JSON text without the white space around it.
pub(crate) fn trim(json: &str) -> &str {
    json.trim_matches(is_space)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Writes an object member by member.
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// Begins an object of about `capacity` bytes.
    pub(crate) fn new(capacity: usize) -> Self {
        let mut json = Vec::with_capacity(capacity);
        json.push(b'{');
        Self(json)
    }

    /// Writes a member that is JSON already.
    pub(crate) fn json(mut self, key: &str, json: &str) -> Result<Self, serde_json::Error> {
        self.key(key)?;
        self.0.extend_from_slice(json.as_bytes());
        Ok(self)
    }

    /// Writes a member.
    pub(crate) fn member(mut self, key: &str, value: &(impl Serialize + ?Sized)) -> Result<Self, serde_json::Error> {
        self.key(key)?;
        serde_json::to_writer(&mut self.0, value)?;
        Ok(self)
    }

    /// Ends the object.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.0.push(b'}');
        self.0
    }

    fn key(&mut self, key: &str) -> Result<(), serde_json::Error> {
        if self.0.len() > 1 {
            self.0.push(b',');
        }
        serde_json::to_writer(&mut self.0, key)?;
        self.0.push(b':');
        Ok(())
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
