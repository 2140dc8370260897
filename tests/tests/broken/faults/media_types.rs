//! What is taken for JSON.

use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::Method;

use crate::adapter::plain;
use crate::fault::faults;

faults! {
    /// Has an extractor that refuses other media types with 415, and lets that through.
    lets_a_415_through {
        early: |parts| (parts.method == Method::POST && essence(parts) != "application/json").then(|| Ok(plain(415, "Expected `Content-Type: application/json`"))),
    }
    /// Does not look at the media type.
    ignores_the_media_type {
        head: take,
    }
    /// Wants the media type word for word.
    compares_the_whole_media_type {
        head: |parts| if text(parts) != "application/json" { refuse(parts) },
    }
    /// Compares the media type with its case.
    media_types_with_their_case {
        head: |parts| if !text(parts).starts_with("application/json") { refuse(parts) },
    }
    /// Looks only at how the media type begins.
    media_types_by_their_beginning {
        head: |parts| if text(parts).starts_with("application/json") { take(parts) },
    }
    /// Looks whether the media type holds the word.
    media_types_by_a_word_in_them {
        head: |parts| if text(parts).contains("application/json") { take(parts) },
    }
    /// Does not look at the parameters of the media type.
    ignores_the_charset {
        head: |parts| if essence(parts) == "application/json" { take(parts) },
    }
    /// Takes parameters of the media type only where they say UTF-8 in small letters and without quotes.
    knows_one_spelling_of_the_charset {
        head: |parts| if text(parts).contains(';') && !text(parts).contains("charset=utf-8") { refuse(parts) },
    }
    /// Takes every type of JSON, as many extractors do.
    takes_other_types_of_json {
        head: |parts| if essence(parts).ends_with("+json") || essence(parts) == "text/json" { take(parts) },
    }
    /// Takes a missing media type for JSON, as warp does.
    takes_a_missing_media_type {
        head: |parts| if text(parts).is_empty() { take(parts) },
    }
    /// Takes text, which a page can send without a preflight, for the sake of `sendBeacon`.
    takes_text {
        head: |parts| if essence(parts) == "text/plain" { take(parts) },
    }
    /// Takes whatever a form can be sent as.
    takes_forms {
        head: |parts| if ["application/x-www-form-urlencoded", "multipart/form-data"].contains(&essence(parts).as_str()) { take(parts) },
    }
    /// Takes a list of media types apart.
    splits_media_types_at_commas {
        head: |parts| if text(parts).contains(',') && text(parts).split(',').any(|part| part.trim() == "application/json") { take(parts) },
    }
    /// Compares media types as in an Accept header.
    matches_media_ranges {
        head: |parts| if essence(parts) == "*/*" { take(parts) },
    }
    /// Takes a word that stands behind the media type for a parameter.
    takes_words_behind_the_media_type {
        head: |parts| if text(parts).split_once(' ').is_some_and(|(first, _)| first == "application/json") { take(parts) },
    }
    /// Refuses a media type with spaces around its parts or nothing behind a semicolon.
    media_types_without_spaces {
        head: |parts| if text(parts).contains(" ;") || text(parts).ends_with(';') { refuse(parts) },
    }
    /// Takes no parameter but the charset.
    knows_only_the_charset {
        head: |parts| if text(parts).split(';').skip(1).any(|parameter| {
            !parameter.is_empty() && !parameter.trim().to_ascii_lowercase().starts_with("charset")
        }) { refuse(parts) },
    }
}

/// The first media type, or nothing.
fn text(parts: &Parts) -> &str {
    parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The first media type without its parameters.
fn essence(parts: &Parts) -> String {
    text(parts).split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn take(parts: &mut Parts) {
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
}

fn refuse(parts: &mut Parts) {
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
}
