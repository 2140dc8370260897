//! Checking the origin of the page, and telling the browser which pages can read a reply.

use hyper::body::Bytes;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Response};
use liveblocks_auth_conformance::fixture::ALLOWED_ORIGINS;

use crate::adapter::like_core;
use crate::fault::Fault;

static SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
static PREFIX: &str = "https://app.example.com";

pub(super) fn faults() -> Vec<Fault> {
    [before_core(), settings(), after_core()].concat()
}

/// Faults in what core sees of a request.
fn before_core() -> Vec<Fault> {
    let head = |name, mistake, head| Fault { name, mistake, head, ..Fault::RIGHT };
    vec![
        head("hides_the_origin", "Doesn't pass on Origin.", |parts: &mut Parts| {
            parts.headers.remove(header::ORIGIN);
        }),
        head("hides_the_site", "Doesn't pass on Sec-Fetch-Site.", |parts| {
            parts.headers.remove(&SITE);
        }),
        head("hides_the_host", "Doesn't pass on Host.", |parts| {
            parts.headers.remove(header::HOST);
        }),
        head("hides_what_a_preflight_asks", "Doesn't pass on the headers that only a preflight has.", |parts| {
            parts.headers.remove(header::ACCESS_CONTROL_REQUEST_METHOD);
            parts.headers.remove(header::ACCESS_CONTROL_REQUEST_HEADERS);
        }),
        head("takes_the_first_of_two", "Passes on only the first of several headers with the same name.", |parts| {
            for name in [header::ORIGIN, SITE.clone()] {
                if let Some(first) = parts.headers.get(&name).cloned() {
                    parts.headers.insert(name, first);
                }
            }
        }),
        head("trusts_the_same_site", "Treats pages of the same site like the endpoint's own.", |parts| {
            if parts.headers.get(&SITE).is_some_and(|site| site == "same-site") {
                parts.headers.insert(&SITE, HeaderValue::from_static("same-origin"));
            }
        }),
        head("trusts_the_user", "Treats what the user started like a page of another site.", |parts| {
            if parts.headers.get(&SITE).is_some_and(|site| site == "none") {
                parts.headers.insert(&SITE, HeaderValue::from_static("cross-site"));
            }
        }),
        head("knows_four_sites", "Ignores a Sec-Fetch-Site that it doesn't know, and the Origin, too.", |parts| {
            let known = ["same-origin", "same-site", "cross-site", "none"];
            if parts.headers.get(&SITE).is_some_and(|site| !known.iter().any(|known| site == known)) {
                parts.headers.insert(&SITE, HeaderValue::from_static("none"));
            }
        }),
        head("allows_what_has_a_cookie", "Skips the check for signed-in visitors.", |parts| {
            if parts.headers.contains_key(header::COOKIE) {
                own_page(parts);
            }
        }),
        head("allows_what_has_a_token", "Skips the check for requests with a bearer token.", |parts| {
            if parts.headers.contains_key(header::AUTHORIZATION) {
                own_page(parts);
            }
        }),
        head("allows_what_has_no_origin", "Checks only requests with an Origin.", |parts| {
            if !parts.headers.contains_key(header::ORIGIN) {
                own_page(parts);
            }
        }),
        head("allows_what_hides_its_origin", "Takes the origin null for none.", |parts| {
            if parts.headers.get(header::ORIGIN).is_some_and(|origin| origin == "null") {
                own_page(parts);
            }
        }),
        head("allows_a_prefix", "Compares only the beginning of the origin.", |parts| {
            change_origin(parts, |origin| origin.starts_with(PREFIX));
        }),
        head("allows_a_suffix", "Compares only the end of the origin.", |parts| {
            change_origin(parts, |origin| origin.ends_with("app.example.com"));
        }),
        head("allows_subdomains", "Allows every subdomain of the site.", |parts| {
            change_origin(parts, |origin| origin.ends_with(".example.com"));
        }),
        head("allows_any_case", "Compares origins case-insensitively.", |parts| {
            change_origin(parts, |origin| origin.eq_ignore_ascii_case(PREFIX));
        }),
        head("allows_any_app", "Allows every page inside an app.", |parts| {
            change_origin(parts, |origin| origin.starts_with("capacitor:"));
        }),
        head("allows_no_origin", "Doesn't know the allowed origins.", |parts| {
            let allowed = |origin: &HeaderValue| ALLOWED_ORIGINS.iter().any(|allowed| origin == allowed);
            if parts.headers.get(header::ORIGIN).is_some_and(allowed) {
                parts.headers.insert(header::ORIGIN, HeaderValue::from_static("https://unknown.example"));
            }
        }),
        head("allows_web_pages_only", "Doesn't know the allowed origins of apps.", |parts| {
            if parts.headers.get(header::ORIGIN).is_some_and(|origin| origin == ALLOWED_ORIGINS[1]) {
                parts.headers.insert(header::ORIGIN, HeaderValue::from_static("app://unknown"));
            }
        }),
        head("compares_hosts_in_one_case", "Compares the host byte for byte.", |parts| {
            change_host(parts, |host| if host.contains('A') { "elsewhere.example".to_owned() } else { host });
        }),
        head("compares_hosts_without_ports", "Compares the host without its port.", |parts| {
            let port = parts.headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()?.rsplit_once(':'));
            let port = port.map(|(_, port)| port.to_owned()).filter(|port| port.parse::<u16>().is_ok());
            change_host(parts, |host| match (&port, host.split_once(':')) {
                (Some(port), None) => format!("{host}:{port}"),
                (None, Some((name, _))) => name.to_owned(),
                _ => host,
            });
        }),
        head("compares_default_ports", "Compares default ports, which an origin doesn't have.", |parts| {
            change_host(parts, |host| host.replace(":443", ":0443").replace(":80", ":080"));
        }),
        head("compares_the_end_of_a_host", "Takes a parent domain for the endpoint's own.", |parts| {
            change_host(parts, |host| if host == "api.example.com" { "example.com".to_owned() } else { host });
        }),
        head("knows_no_addresses", "Can't read the address of a host in brackets.", |parts| {
            change_host(parts, |host| host.replace(['[', ']'], ""));
        }),
        head("trusts_every_proxy", "Takes any page for its own if the host is an address.", |parts| {
            change_host(parts, |host| if host.starts_with("127.") { "www.example.com".to_owned() } else { host });
        }),
        head("compares_any_scheme", "Takes a page inside an app for its own if it has the endpoint's host.", |parts| {
            if parts.headers.get(header::ORIGIN).is_some_and(|origin| origin == "capacitor://api.example.com") {
                own_page(parts);
            }
        }),
    ]
}

/// Makes the request one of the endpoint's own page.
fn own_page(parts: &mut Parts) {
    parts.headers.insert(&SITE, HeaderValue::from_static("same-origin"));
}

/// Changes an origin that the fault takes for an allowed one into that one.
fn change_origin(parts: &mut Parts, is_allowed: fn(&str) -> bool) {
    let origins: Vec<_> = parts.headers.get_all(header::ORIGIN).iter().collect();
    if let [only] = origins[..] {
        if only.to_str().is_ok_and(is_allowed) {
            parts.headers.insert(header::ORIGIN, HeaderValue::from_static(PREFIX));
        }
    }
}

fn change_host(parts: &mut Parts, change: impl FnOnce(String) -> String) {
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_owned);
    if let Some(host) = host {
        parts.headers.insert(header::HOST, change(host).parse().unwrap());
    }
}

/// Faults in the settings.
fn settings() -> Vec<Fault> {
    vec![
        Fault {
            name: "skips_the_origin_check",
            mistake: "Skips the check of the origin.",
            fixture: |fixture| {
                let issuer = fixture.liveblocks().issuer();
                fixture.over(fixture.builder().issuer(issuer).danger_skip_origin_check().build().unwrap())
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "skips_the_origin_check_for_id_tokens",
            mistake: "Checks the origin only for access tokens.",
            id: |fixture| {
                let issuer = fixture.liveblocks().issuer();
                let handle = fixture.builder().issuer(issuer).danger_skip_origin_check();
                fixture.over(handle.build().unwrap()).id_tokens()
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_preflights_for_access_tokens_only",
            mistake: "Answers preflights at one of two endpoints.",
            early: |parts| {
                (parts.method == Method::OPTIONS && parts.uri.path().ends_with("id"))
                    .then(|| Ok(like_core(405, r#"{"error":"forbidden","code":"method","reason":"use POST"}"#)))
            },
            ..Fault::RIGHT
        },
    ]
}

/// Faults in core's reply.
fn after_core() -> Vec<Fault> {
    let reply = |name, mistake, reply| Fault { name, mistake, reply, ..Fault::RIGHT };
    vec![
        reply(
            "lets_pages_read_tokens_only",
            "Adds CORS headers only to tokens and preflights.",
            |_: &Parts, reply: Response<Bytes>| {
                Ok(if reply.status() == 200 || reply.status() == 204 { reply } else { without_cors(reply) })
            },
        ),
        reply("lets_pages_read_no_token", "Adds CORS headers only to preflights.", |parts, reply| {
            Ok(if parts.method == Method::OPTIONS { reply } else { without_cors(reply) })
        }),
        reply("answers_preflights_with_200", "Replies to preflights with 200.", |parts, mut reply| {
            if parts.method == Method::OPTIONS && reply.status() == 204 {
                *reply.status_mut() = hyper::StatusCode::OK;
            }
            Ok(reply)
        }),
        reply("forgets_credentials", "Doesn't allow credentials.", |_, mut reply| {
            reply.headers_mut().remove(header::ACCESS_CONTROL_ALLOW_CREDENTIALS);
            Ok(reply)
        }),
        reply("forgets_vary", "Doesn't say that the reply depends on the origin.", |_, mut reply| {
            reply.headers_mut().remove(header::VARY);
            Ok(reply)
        }),
        reply("forgets_max_age", "Doesn't say how long a preflight counts.", |_, mut reply| {
            reply.headers_mut().remove(header::ACCESS_CONTROL_MAX_AGE);
            Ok(reply)
        }),
        reply("allows_one_header", "Allows only Content-Type in a preflight.", |_, mut reply| {
            if let Some(allowed) = reply.headers_mut().get_mut(header::ACCESS_CONTROL_ALLOW_HEADERS) {
                *allowed = HeaderValue::from_static("content-type");
            }
            Ok(reply)
        }),
        reply("allows_the_requested_method", "Allows the method that a preflight asks for.", |parts, mut reply| {
            let requested = parts.headers.get(header::ACCESS_CONTROL_REQUEST_METHOD);
            let allowed = reply.headers_mut().get_mut(header::ACCESS_CONTROL_ALLOW_METHODS);
            if let (Some(requested), Some(allowed)) = (requested, allowed) {
                *allowed = requested.clone();
            }
            Ok(reply)
        }),
        reply("allows_any_header", "Allows headers that a preflight doesn't ask for.", |_, mut reply| {
            if reply.status() == 204 {
                let any = HeaderValue::from_static("authorization, content-type");
                reply.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_HEADERS, any);
            }
            Ok(reply)
        }),
        reply("adds_cors_headers_twice", "Has a layer that adds the CORS headers once more.", |_, mut reply| {
            if let Some(origin) = reply.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN).cloned() {
                reply.headers_mut().append(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            }
            Ok(reply)
        }),
        reply("allows_every_origin", "Has a layer that replaces the allowed origin with a star.", |_, mut reply| {
            reply.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            Ok(reply)
        }),
        reply("allows_one_origin", "Names the first allowed origin in every reply.", |_, mut reply| {
            let first = HeaderValue::from_static(ALLOWED_ORIGINS[0]);
            reply.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, first);
            Ok(reply)
        }),
    ]
}

fn without_cors(mut reply: Response<Bytes>) -> Response<Bytes> {
    for name in [header::ACCESS_CONTROL_ALLOW_ORIGIN, header::ACCESS_CONTROL_ALLOW_CREDENTIALS, header::VARY] {
        reply.headers_mut().remove(name);
    }
    reply
}
