//! Checking the Content-Type.

use hyper::Method;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;

use crate::adapter::plain;
use crate::fault::Fault;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "lets_a_415_through",
            mistake: "Has an extractor that rejects other media types with 415, and passes that on.",
            early: |parts| {
                (parts.method == Method::POST && essence(parts) != "application/json")
                    .then(|| Ok(plain(415, "Expected `Content-Type: application/json`")))
            },
            ..Fault::RIGHT
        },
        Fault { name: "ignores_the_media_type", mistake: "Ignores the media type.", head: take, ..Fault::RIGHT },
        Fault {
            name: "compares_the_whole_media_type",
            mistake: "Compares the media type literally.",
            head: |parts| {
                if text(parts) != "application/json" {
                    refuse(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "media_types_with_their_case",
            mistake: "Compares the media type case-sensitively.",
            head: |parts| {
                if !text(parts).starts_with("application/json") {
                    refuse(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "media_types_by_their_beginning",
            mistake: "Checks only the prefix of the media type.",
            head: |parts| {
                if text(parts).starts_with("application/json") {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "media_types_by_a_word_in_them",
            mistake: "Checks whether the media type contains the expected one.",
            head: |parts| {
                if text(parts).contains("application/json") {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "ignores_the_charset",
            mistake: "Ignores the parameters of the media type.",
            head: |parts| {
                if essence(parts) == "application/json" {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "knows_one_spelling_of_the_charset",
            mistake: "Accepts the charset only in its usual spelling.",
            head: |parts| {
                if text(parts).contains(';') && !text(parts).contains("charset=utf-8") {
                    refuse(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_other_types_of_json",
            mistake: "Accepts every JSON media type, as many extractors do.",
            head: |parts| {
                if essence(parts).ends_with("+json") || essence(parts) == "text/json" {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_a_missing_media_type",
            mistake: "Accepts a missing media type, as warp does.",
            head: |parts| {
                if text(parts).is_empty() {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_text",
            mistake: "Accepts text, which a page can send without a preflight, for `sendBeacon`.",
            head: |parts| {
                if essence(parts) == "text/plain" {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_forms",
            mistake: "Accepts the media types of forms.",
            head: |parts| {
                if ["application/x-www-form-urlencoded", "multipart/form-data"].contains(&essence(parts).as_str()) {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "splits_media_types_at_commas",
            mistake: "Splits the media type at commas.",
            head: |parts| {
                if text(parts).contains(',') && text(parts).split(',').any(|part| part.trim() == "application/json") {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "matches_media_ranges",
            mistake: "Matches media types as in an Accept header.",
            head: |parts| {
                if essence(parts) == "*/*" {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_words_behind_the_media_type",
            mistake: "Ignores a word after the media type.",
            head: |parts| {
                if text(parts).split_once(' ').is_some_and(|(first, _)| first == "application/json") {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "media_types_without_spaces",
            mistake: "Rejects a media type with spaces around its parts or with a trailing semicolon.",
            head: |parts| {
                if text(parts).contains(" ;") || text(parts).ends_with(';') {
                    refuse(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "knows_only_the_charset",
            mistake: "Rejects every parameter but the charset.",
            head: |parts| {
                if text(parts).split(';').skip(1).any(|parameter| {
                    !parameter.is_empty() && !parameter.trim().to_ascii_lowercase().starts_with("charset")
                }) {
                    refuse(parts);
                }
            },
            ..Fault::RIGHT
        },
    ]
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
