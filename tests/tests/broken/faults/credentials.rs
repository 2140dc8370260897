//! Passing on credentials to the resolver.

use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, COOKIE, HeaderValue};
use hyper::http::request::Parts;

use crate::fault::Fault;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "drops_duplicate_headers",
            mistake: "Passes on only the last of several headers with the same name.",
            head: |parts| {
                let mut headers = HeaderMap::new();
                for (name, value) in &parts.headers {
                    headers.insert(name, value.clone());
                }
                parts.headers = headers;
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "joins_headers_by_commas",
            mistake: "Joins several headers with the same name with commas.",
            head: |parts| {
                for name in [AUTHORIZATION, COOKIE, "x-person".parse().unwrap(), hyper::header::CONTENT_TYPE] {
                    let all: Vec<_> = parts.headers.get_all(&name).iter().map(HeaderValue::as_bytes).collect();
                    if all.len() > 1 {
                        let joined = HeaderValue::from_bytes(&all.join(&b", "[..])).unwrap();
                        parts.headers.insert(name, joined);
                    }
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "decodes_headers_lossily",
            mistake: "Decodes headers lossily, with a replacement character for bytes that are not UTF-8.",
            head: |parts| {
                for value in parts.headers.values_mut() {
                    *value = HeaderValue::from_bytes(String::from_utf8_lossy(value.as_bytes()).as_bytes()).unwrap();
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "strips_headers_to_ascii",
            mistake: "Strips bytes that are not ASCII from headers.",
            head: |parts| {
                for value in parts.headers.values_mut() {
                    *value = HeaderValue::from_bytes(
                        &value.as_bytes().iter().copied().filter(u8::is_ascii).collect::<Vec<_>>(),
                    )
                    .unwrap();
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "drops_headers_that_are_not_utf_8",
            mistake: "Drops headers that are not UTF-8, as rocket does.",
            head: |parts| {
                let good = parts.headers.iter().filter(|(_, value)| std::str::from_utf8(value.as_bytes()).is_ok());
                parts.headers = good
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect::<Vec<_>>()
                    .into_iter()
                    .fold(HeaderMap::new(), |mut headers, (name, value)| {
                        headers.append(name, value);
                        headers
                    });
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "unwraps_headers",
            mistake: "Drops the connection when a header is not UTF-8.",
            early: |parts| {
                parts
                    .headers
                    .values()
                    .any(|value| std::str::from_utf8(value.as_bytes()).is_err())
                    .then(|| Err("unwrapped".into()))
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "hands_over_known_headers",
            mistake: "Passes on only headers that it knows.",
            head: |parts| _ = parts.headers.remove("x-person"),
            ..Fault::RIGHT
        },
        Fault {
            name: "hands_over_no_cookies",
            mistake: "Drops cookies.",
            head: |parts| _ = parts.headers.remove(COOKIE),
            ..Fault::RIGHT
        },
        Fault {
            name: "hands_over_one_cookie_header",
            mistake: "Passes on only the first of several Cookie headers.",
            head: |parts| {
                if let Some(first) = parts.headers.get(COOKIE).cloned() {
                    _ = parts.headers.insert(COOKIE, first);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "compares_schemes_with_their_case",
            mistake: "Compares the authentication scheme case-sensitively.",
            head: |parts| {
                if bearer(parts).is_some_and(|value| !value.starts_with("Bearer ")) {
                    refuse(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "keeps_spaces_around_tokens",
            mistake: "Keeps the spaces around a bearer token.",
            head: |parts| {
                if bearer(parts).is_some_and(|value| value.contains("  ")) {
                    refuse(parts);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "unwraps_the_second_word",
            mistake: "Unwraps the second word of the Authorization header.",
            early: |parts| {
                bearer(parts).is_some_and(|value| value.split(' ').nth(1).is_none()).then(|| Err("unwrapped".into()))
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_the_first_word",
            mistake: "Uses the first of several words as the token.",
            head: |parts| {
                if let Some(token) = bearer(parts)
                    .and_then(|value| value.split(' ').filter(|word| !word.is_empty()).nth(1))
                    .map(str::to_owned)
                {
                    sign_in(parts, &token);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "splits_credentials_at_commas",
            mistake: "Treats the Authorization header as a list.",
            head: |parts| {
                if let Some((first, _)) = bearer(parts).and_then(|value| value.split_once(',')) {
                    parts.headers.insert(AUTHORIZATION, first.to_owned().parse().unwrap());
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_a_bare_token",
            mistake: "Accepts a token without a scheme.",
            head: |parts| {
                if let Some(token) = bearer(parts).filter(|value| !value.contains(' ')).map(str::to_owned) {
                    sign_in(parts, &token);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_basic_credentials",
            mistake: "Accepts Basic credentials without checking the password.",
            head: |parts| {
                if bearer(parts) == Some("Basic YWxpY2U6YQ==") {
                    sign_in(parts, "alice");
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "falls_back_to_cookies",
            mistake: "Falls back to the cookies if the Authorization header is unusable.",
            head: |parts| {
                if parts.headers.contains_key(COOKIE) {
                    _ = parts.headers.remove(AUTHORIZATION);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_the_last_cookie",
            mistake: "Uses the last of several cookies with the same name.",
            head: |parts| {
                if let Some(last) = pairs(parts, ";").into_iter().rfind(|pair| pair.starts_with("session=")) {
                    set_cookie(parts, &last);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "splits_cookies_with_their_space",
            mistake: "Splits cookies only where a space follows the semicolon.",
            head: |parts| {
                if !pairs(parts, "; ").is_empty() {
                    let pair =
                        pairs(parts, "; ").into_iter().find(|pair| pair.starts_with("session=")).unwrap_or_default();
                    set_cookie(parts, &pair.replace(';', "+"));
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "searches_cookies",
            mistake: "Searches the cookies for the name instead of parsing them.",
            head: |parts| {
                if let Some((_, rest)) = pairs(parts, "\n").concat().split_once("session=") {
                    set_cookie(parts, &format!("session={}", rest.split(';').next().unwrap_or_default()));
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "cookies_in_any_case",
            mistake: "Compares cookie names case-insensitively.",
            head: |parts| {
                if pairs(parts, ";").iter().any(|pair| pair.starts_with("Session=")) {
                    set_cookie(parts, &pairs(parts, ";").join(";").replace("Session", "session"));
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_tokens_from_the_query",
            mistake: "Accepts a token from the query, which ends up in logs.",
            head: |parts| {
                if let Some((_, token)) = parts.uri.query().unwrap_or_default().split_once("access_token=") {
                    let token = token.to_owned();
                    sign_in(parts, &token);
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_any_token",
            mistake: "Treats an unknown token as the default user's.",
            head: |parts| {
                if bearer(parts) == Some("Bearer mallory") {
                    sign_in(parts, "alice");
                }
            },
            ..Fault::RIGHT
        },
    ]
}

/// The first Authorization header.
fn bearer(parts: &Parts) -> Option<&str> {
    parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok())
}

/// The parts of the Cookie headers.
fn pairs(parts: &Parts, separator: &str) -> Vec<String> {
    let lines = parts.headers.get_all(COOKIE).iter().map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned());
    lines.flat_map(|line| line.split(separator).map(|pair| pair.trim().to_owned()).collect::<Vec<_>>()).collect()
}

fn set_cookie(parts: &mut Parts, cookies: &str) {
    parts.headers.insert(COOKIE, HeaderValue::from_bytes(cookies.as_bytes()).unwrap());
}

fn refuse(parts: &mut Parts) {
    parts.headers.insert(AUTHORIZATION, HeaderValue::from_static("refused"));
}

fn sign_in(parts: &mut Parts, name: &str) {
    parts.headers.insert(AUTHORIZATION, format!("Bearer {name}").parse().unwrap());
}
