//! JSON objects: parsed strictly, and written in order.
//!
//! serde_json checks the grammar. Values stay text. serde_json's own type for that, `RawValue`,
//! needs a feature that changes how every other crate of an application reads JSON.

use std::borrow::Cow;
use std::iter;

use memchr::{memchr, memchr2};
use serde::Serialize;
use serde::de::IgnoredAny;

/// The prefix of serde_json's private keys.
///
/// With its features `raw_value` and `arbitrary_precision`, serde_json reads an object with one of
/// these keys as the JSON or the number in the key's value.
const PRIVATE: &str = "$serde_json::private::";

/// The maximum nesting that a client can send, including the object itself. serde_json itself reads
/// 127.
const MAX_DEPTH: usize = 128;

/// A JSON object, as text.
pub(crate) struct Object<'a> {
    json: &'a str,
    /// The only member of `{"key":"value"}`, if it has no escapes and no spaces. The browser client
    /// and Liveblocks send such objects.
    plain: Option<Member<'a>>,
}

/// A key with its quotes, and the JSON text of its value.
type Member<'a> = (&'a str, &'a str);

impl<'a> Object<'a> {
    /// Parses an object: valid UTF-8, unique keys, and nothing after its end.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let json = trim(std::str::from_utf8(bytes).ok()?);
        let plain = plain_member(json);
        let is_object = || json.starts_with('{') && serde_json::from_str::<IgnoredAny>(json).is_ok();
        (plain.is_some() || is_object() && has_unique_keys(json)).then_some(Self { json, plain })
    }

    /// Parses an object that a client sent. Also rejects serde_json's private keys, and too deep
    /// nesting.
    pub(crate) fn parse_untrusted(bytes: &'a [u8]) -> Option<Self> {
        Self::parse(bytes).filter(|object| match object.plain {
            Some((key, _)) => !is_private(key),
            None => is_tame(object.json),
        })
    }

    /// Iterates over the members in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Member<'a>> {
        let others = self.plain.is_none().then(|| members(self.json));
        self.plain.into_iter().chain(others.into_iter().flatten())
    }

    /// Returns the JSON text of a member.
    pub(crate) fn get(&self, key: &str) -> Option<&'a str> {
        self.iter().find(|(name, _)| unescape(name).is_some_and(|name| name == key)).map(|(_, value)| value)
    }

    /// Returns the string in a member. `None` if the member is missing or not a string.
    pub(crate) fn text(&self, key: &str) -> Option<Cow<'a, str>> {
        unescape(self.get(key)?)
    }
}

fn plain_member(json: &str) -> Option<Member<'_>> {
    let (key, rest) = plain_string(json.strip_prefix('{')?)?;
    let (value, rest) = plain_string(rest.strip_prefix(':')?)?;
    (rest == "}").then_some((key, value))
}

/// Splits a string without escapes off the start of a text.
fn plain_string(json: &str) -> Option<(&str, &str)> {
    let inner = json.strip_prefix('"')?;
    let (string, rest) = json.split_at_checked(memchr(b'"', inner.as_bytes())? + 2)?;
    // No early exit, so that the compiler can check many bytes at once.
    let is_plain = |plain, byte| plain & (byte >= b' ') & (byte != b'\\');
    string.bytes().fold(true, is_plain).then_some((string, rest))
}

/// Iterates over the strings and the punctuation of a valid JSON text: position, depth and text.
///
/// A bracket has the same depth as its content.
fn tokens(json: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    let (mut at, mut open) = (0, 0_usize);
    iter::from_fn(move || {
        let is_token = |byte: &u8| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b':' | b',');
        at += json.as_bytes().get(at..)?.iter().position(is_token)?;
        let rest = json.get(at..)?;
        let token = rest.get(..if rest.starts_with('"') { string_len(rest) } else { 1 })?;
        at += token.len();
        open += usize::from(matches!(token, "{" | "["));
        let depth = open;
        open = open.saturating_sub(usize::from(matches!(token, "}" | "]")));
        Some((at - token.len(), depth, token))
    })
}

/// Iterates over the members of a valid JSON object.
fn members(json: &str) -> impl Iterator<Item = Member<'_>> {
    let mut tokens = tokens(json).skip(1);
    iter::from_fn(move || {
        let (.., key) = tokens.next().filter(|(.., token)| token.starts_with('"'))?;
        let (colon, ..) = tokens.next()?;
        let (end, ..) = tokens.find(|(_, depth, token)| *depth == 1 && matches!(*token, "," | "}"))?;
        Some((key, trim(json.get(colon + 1..end)?)))
    })
}

/// Returns whether a valid JSON object contains no key [`PRIVATE`] and is no deeper than
/// [`MAX_DEPTH`].
fn is_tame(json: &str) -> bool {
    let mut before = "";
    tokens(json).all(|(_, depth, token)| {
        let key = std::mem::replace(&mut before, token);
        depth <= MAX_DEPTH && !(token == ":" && is_private(key))
    })
}

fn is_private(key: &str) -> bool {
    unescape(key).is_some_and(|key| key.starts_with(PRIVATE))
}

fn has_unique_keys(json: &str) -> bool {
    let mut keys: Vec<_> = members(json).map(|(key, _)| unescape(key)).collect();
    keys.sort_unstable();
    keys.is_sorted_by(|a, b| a != b) && !keys.contains(&None)
}

/// Returns the length of the string at the start of a valid JSON text, including the quotes.
fn string_len(json: &str) -> usize {
    let mut at = 1;
    while let Some(rest) = json.as_bytes().get(at..) {
        match memchr2(b'"', b'\\', rest) {
            Some(found) if rest.get(found) == Some(&b'"') => return at + found + 1,
            // The backslash and the character that it escapes.
            Some(found) => at += found + 2,
            None => break,
        }
    }
    json.len()
}

/// Returns the text of a JSON string. `None` if it is not a string, or escapes a lone surrogate.
pub(crate) fn unescape(string: &str) -> Option<Cow<'_, str>> {
    let inner = string.strip_prefix('"')?.strip_suffix('"')?;
    if memchr(b'\\', inner.as_bytes()).is_some() {
        serde_json::from_str(string).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
}

/// Returns whether a valid JSON text escapes a lone surrogate. JSON allows that, but no Unicode
/// text can contain it.
pub(crate) fn holds_lone_surrogate(json: &str) -> bool {
    tokens(json).any(|(.., token)| token.starts_with('"') && unescape(token).is_none())
}

/// Removes the white space around a JSON text.
pub(crate) fn trim(json: &str) -> &str {
    json.trim_matches([' ', '\t', '\n', '\r'])
}

/// Writes an object member by member.
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// Starts an object of about `capacity` bytes.
    pub(crate) fn new(capacity: usize) -> Self {
        let mut json = Vec::with_capacity(capacity);
        json.push(b'{');
        Self(json)
    }

    /// Writes a member. The key must not need escapes.
    pub(crate) fn member(mut self, key: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.key(key);
        // Can't fail: only text, numbers, lists of text and grants are written, which always
        // serialize, and a vector accepts every byte.
        if serde_json::to_writer(&mut self.0, value).is_err() {
            self.0.extend_from_slice(b"null");
        }
        self
    }

    /// Writes a member whose value is already JSON. The key must not need escapes.
    pub(crate) fn json(mut self, key: &'static str, json: &str) -> Self {
        self.key(key);
        self.0.extend_from_slice(json.as_bytes());
        self
    }

    /// Ends the object.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.0.push(b'}');
        self.0
    }

    fn key(&mut self, key: &'static str) {
        let before = if self.0.len() > 1 { ",\"" } else { "\"" };
        [before, key, "\":"].iter().for_each(|text| self.0.extend_from_slice(text.as_bytes()));
    }
}
