//! Detects text that was pasted around a value.

use crate::config::error::Fault;

/// Finds a byte order mark, spaces, quotes or `NAME=` around a value.
pub(crate) fn surroundings(what: &'static str, text: &str) -> Option<Fault> {
    let first = text.chars().next()?;
    Some(match first {
        '\u{feff}' => Fault::ByteOrderMark(what),
        '"' | '\'' | '`' | '\u{2018}' | '\u{201c}' => Fault::Quoted(what, first),
        _ if text.trim_start() != text => Fault::LeadingSpace(what),
        _ if has_name(text) => Fault::Named(what),
        _ if text.trim_end() != text => Fault::TrailingSpace(what),
        _ => return None,
    })
}

/// Returns whether a text begins like a line of an environment file: `NAME=` or `export NAME=`.
fn has_name(text: &str) -> bool {
    let Some((name, value)) = text.split_once('=') else { return false };
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    let value = value.trim_start_matches([' ', '"', '\'']);
    let is_value = ["sk_", "pk_", "http"].iter().any(|start| value.starts_with(start));
    is_value && !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
