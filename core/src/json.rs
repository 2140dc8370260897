//! JSON objects, read strictly and written in order.
//!
//! serde_json judges the grammar. Values stay text: serde_json's own type for that, `RawValue`, needs a feature that
//! changes how every other crate of an application reads JSON.

use std::borrow::Cow;

use memchr::{memchr, memchr2};
use serde::Serialize;
use serde::de::IgnoredAny;

/// serde_json reads an object with such a key as the JSON or the number in its value, where its features `raw_value` and
/// `arbitrary_precision` are on.
const PRIVATE: &str = "$serde_json::private::";

/// The deepest nesting that a client can send, the object itself included. serde_json itself reads 127.
const MAX_DEPTH: usize = 128;

/// The members of a JSON object in their order; the values are JSON text.
pub(crate) struct Object<'a> {
    first: Option<Member<'a>>,
    /// Mostly there are none.
    others: Vec<Member<'a>>,
}

type Member<'a> = (Cow<'a, str>, &'a str);

impl<'a> Object<'a> {
    /// Reads an object: valid UTF-8, every key once, nothing after the end.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let json = std::str::from_utf8(bytes).ok()?;
        if let Some(object) = Self::parse_plain(json) {
            return Some(object);
        }
        serde_json::from_str::<IgnoredAny>(json).ok()?;
        Self::split(json)
    }

    /// Reads `{"key":"value"}` without escapes and spaces: what the browser client and Liveblocks send.
    fn parse_plain(json: &'a str) -> Option<Self> {
        let (key, rest) = plain_string(json.strip_prefix('{')?)?;
        let (value, rest) = plain_string(rest.strip_prefix(':')?)?;
        (rest == "}").then(|| Self { first: Some((unquote(key).into(), value)), others: Vec::new() })
    }

    /// Reads an object that a client sent: also without a key that serde_json keeps for itself, and not too deep.
    pub(crate) fn parse_untrusted(bytes: &'a [u8]) -> Option<Self> {
        let object = Self::parse(bytes)?;
        let is_tame = object.iter().all(|(key, value)| !key.starts_with(PRIVATE) && is_tame(value, MAX_DEPTH - 1));
        is_tame.then_some(object)
    }

    /// Splits valid JSON text into the members of its object.
    fn split(json: &'a str) -> Option<Self> {
        let mut rest = trim_start(json).strip_prefix('{')?;
        let mut object = Self { first: None, others: Vec::new() };
        loop {
            rest = trim_start(rest);
            if rest.starts_with('}') {
                break;
            }
            let (key, after) = rest.split_at_checked(string_len(rest))?;
            let value = trim_start(trim_start(after).strip_prefix(':')?);
            let (value, after) = value.split_at_checked(value_len(value))?;
            let member = (unescape(key)?, value);
            match object.first {
                None => object.first = Some(member),
                Some(_) => object.others.push(member),
            }
            rest = trim_start(after);
            rest = rest.strip_prefix(',').unwrap_or(rest);
        }
        object.has_unique_keys().then_some(object)
    }

    fn has_unique_keys(&self) -> bool {
        if self.others.is_empty() {
            return true;
        }
        let mut keys: Vec<&str> = self.iter().map(|(key, _)| key).collect();
        keys.sort_unstable();
        keys.is_sorted_by(|a, b| a != b)
    }

    /// The members in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.first.iter().chain(&self.others).map(|(key, value)| (&**key, *value))
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

/// Whether a valid JSON value is nested no deeper than `max_depth` and has the key [`PRIVATE`] nowhere.
fn is_tame(json: &str, max_depth: usize) -> bool {
    if !json.starts_with(['{', '[']) {
        return true;
    }
    let (mut rest, mut depth) = (json, 0_usize);
    while let Some(at) = rest.find(['"', '{', '[', '}', ']']) {
        rest = rest.get(at..).unwrap_or_default();
        let mut len = 1;
        match rest.as_bytes().first() {
            Some(b'"') => {
                let (string, after) = rest.split_at_checked(string_len(rest)).unwrap_or_default();
                if trim_start(after).starts_with(':') && unescape(string).is_some_and(|key| key.starts_with(PRIVATE)) {
                    return false;
                }
                len = string.len();
            }
            Some(b'{' | b'[') => depth += 1,
            _ => depth = depth.saturating_sub(1),
        }
        if depth > max_depth {
            return false;
        }
        rest = rest.get(len..).unwrap_or_default();
    }
    true
}

/// The string without escapes that JSON text begins with, and what follows.
fn plain_string(json: &str) -> Option<(&str, &str)> {
    let inner = json.strip_prefix('"')?;
    let (string, rest) = json.split_at_checked(memchr(b'"', inner.as_bytes())? + 2)?;
    // Without an early end, which would keep the compiler from looking at many bytes at once.
    let is_plain = |plain, byte| plain & (byte >= b' ') & (byte != b'\\');
    string.bytes().fold(true, is_plain).then_some((string, rest))
}

fn unquote(string: &str) -> &str {
    string.get(1..string.len().saturating_sub(1)).unwrap_or_default()
}

/// The length of the string that valid JSON text begins with, quotes included.
fn string_len(json: &str) -> usize {
    let mut at = 1;
    while let Some(rest) = json.as_bytes().get(at..) {
        match memchr2(b'"', b'\\', rest) {
            Some(found) if rest.get(found) == Some(&b'"') => return at + found + 1,
            // The backslash and what it escapes.
            Some(found) => at += found + 2,
            None => break,
        }
    }
    json.len()
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
    if memchr(b'\\', inner.as_bytes()).is_some() {
        serde_json::from_str(string).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
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

    /// Writes a member that is JSON already. The key needs no escapes.
    pub(crate) fn json(mut self, key: &'static str, json: &str) -> Self {
        self.key(key);
        self.0.extend_from_slice(json.as_bytes());
        self
    }

    /// Writes a member. The key needs no escapes.
    pub(crate) fn member(mut self, key: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.key(key);
        self.value(value);
        self
    }

    /// Writes a member with any key.
    pub(crate) fn copy(mut self, key: &str, json: &str) -> Self {
        self.separate();
        self.value(key);
        self.0.push(b':');
        self.0.extend_from_slice(json.as_bytes());
        self
    }

    /// Ends the object.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.0.push(b'}');
        self.0
    }

    fn key(&mut self, key: &'static str) {
        self.separate();
        self.0.push(b'"');
        self.0.extend_from_slice(key.as_bytes());
        self.0.extend_from_slice(b"\":");
    }

    /// Only text, numbers, lists of text and grants come here, which always serialize, and a vector takes every byte.
    fn value(&mut self, value: &(impl Serialize + ?Sized)) {
        if serde_json::to_writer(&mut self.0, value).is_err() {
            self.0.extend_from_slice(b"null");
        }
    }

    fn separate(&mut self) {
        if self.0.len() > 1 {
            self.0.push(b',');
        }
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
