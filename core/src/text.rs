//! Text as JavaScript measures it.

/// The length of a text in UTF-16 code units: what `"…".length` is in the official SDKs and the
/// browser client.
pub(crate) fn utf16_len(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}
