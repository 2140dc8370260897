//! Headers, as the double and the raw client store them.

/// The value of a header, or `None` if it is missing or repeated. Names are in lower case.
pub(crate) fn single<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut values = headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
    match (values.next(), values.next()) {
        (Some(value), None) => Some(value),
        _ => None,
    }
}
