//! The one media type that an auth endpoint accepts.

/// Returns whether a Content-Type is exactly `application/json`.
///
/// Its charset, if it has one, must be UTF-8. Other parameters are allowed, but must be well formed
/// by RFC 9110, section 5.6.6.
pub(crate) fn is_json(value: &str) -> bool {
    // The browser client sends exactly this.
    if value == "application/json" {
        return true;
    }
    let (media_type, mut rest) = value.split_at(value.find(';').unwrap_or(value.len()));
    if !media_type.trim_matches(is_space).eq_ignore_ascii_case("application/json") {
        return false;
    }
    while let Some(parameter) = rest.strip_prefix(';') {
        let parameter = parameter.trim_start_matches(is_space);
        if parameter.is_empty() || parameter.starts_with(';') {
            rest = parameter;
            continue;
        }
        let Some((name, value, after)) = split_parameter(parameter) else { return false };
        if name.eq_ignore_ascii_case("charset") && !value.eq_ignore_ascii_case("utf-8") {
            return false;
        }
        rest = after.trim_start_matches(is_space);
    }
    rest.is_empty()
}

/// Splits off a parameter: its name, its value, and the rest. Removes the quotes of a quoted value,
/// but keeps its escapes.
fn split_parameter(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = split_token(text)?;
    let rest = rest.strip_prefix('=')?;
    let Some(quoted) = rest.strip_prefix('"') else {
        let (value, after) = split_token(rest)?;
        return Some((name, value, after));
    };
    let mut escaped = false;
    let end = quoted.find(|c| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    })?;
    Some((name, quoted.get(..end)?, quoted.get(end + 1..)?))
}

/// Splits off a token of at least one character.
fn split_token(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn is_space(c: char) -> bool {
    c == ' ' || c == '\t'
}
