//! What is taken for JSON.

use hyper::Method;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;

use crate::adapter::plain;
use crate::fault::Fault;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "lets_a_415_through",
            mistake: "Has an extractor that refuses other media types with 415, and lets that through.",
            early: |parts| {
                (parts.method == Method::POST && essence(parts) != "application/json")
                    .then(|| Ok(plain(415, "Expected `Content-Type: application/json`")))
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "ignores_the_media_type",
            mistake: "Does not look at the media type.",
            head: take,
            ..Fault::RIGHT
        },
        Fault {
            name: "compares_the_whole_media_type",
            mistake: "Wants the media type word for word.",
            head: |parts| {
                if text(parts) != "application/json" {
                    refuse(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "media_types_with_their_case",
            mistake: "Compares the media type with its case.",
            head: |parts| {
                if !text(parts).starts_with("application/json") {
                    refuse(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "media_types_by_their_beginning",
            mistake: "Looks only at how the media type begins.",
            head: |parts| {
                if text(parts).starts_with("application/json") {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "media_types_by_a_word_in_them",
            mistake: "Looks whether the media type holds the word.",
            head: |parts| {
                if text(parts).contains("application/json") {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "ignores_the_charset",
            mistake: "Does not look at the parameters of the media type.",
            head: |parts| {
                if essence(parts) == "application/json" {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "knows_one_spelling_of_the_charset",
            mistake: "Takes parameters of the media type only where they name UTF-8 in the usual spelling.",
            head: |parts| {
                if text(parts).contains(';') && !text(parts).contains("charset=utf-8") {
                    refuse(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_other_types_of_json",
            mistake: "Takes every type of JSON, as many extractors do.",
            head: |parts| {
                if essence(parts).ends_with("+json") || essence(parts) == "text/json" {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_a_missing_media_type",
            mistake: "Takes a missing media type for JSON, as warp does.",
            head: |parts| {
                if text(parts).is_empty() {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_text",
            mistake: "Takes text, which a page can send without a preflight, for the sake of `sendBeacon`.",
            head: |parts| {
                if essence(parts) == "text/plain" {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_forms",
            mistake: "Takes whatever a form can be sent as.",
            head: |parts| {
                if ["application/x-www-form-urlencoded", "multipart/form-data"].contains(&essence(parts).as_str()) {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "splits_media_types_at_commas",
            mistake: "Takes a list of media types apart.",
            head: |parts| {
                if text(parts).contains(',') && text(parts).split(',').any(|part| part.trim() == "application/json") {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "matches_media_ranges",
            mistake: "Compares media types as in an Accept header.",
            head: |parts| {
                if essence(parts) == "*/*" {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_words_behind_the_media_type",
            mistake: "Takes a word that stands behind the media type for a parameter.",
            head: |parts| {
                if text(parts).split_once(' ').is_some_and(|(first, _)| first == "application/json") {
                    take(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "media_types_without_spaces",
            mistake: "Refuses a media type with spaces around its parts or nothing behind a semicolon.",
            head: |parts| {
                if text(parts).contains(" ;") || text(parts).ends_with(';') {
                    refuse(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "knows_only_the_charset",
            mistake: "Takes no parameter but the charset.",
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
