//! Random requests. They vary everything that the cases of the table vary, one or two things at a
//! time.

use std::time::Duration;

use fastrand::Rng;
use liveblocks_auth_conformance::Capability;
use liveblocks_auth_conformance::double::Answer;
use liveblocks_auth_conformance::fixture::ALLOWED_ORIGINS;
use liveblocks_auth_conformance::table::{self, Case, Tokens};
use liveblocks_auth_conformance::wire::Request;

/// A request, and the answers of Liveblocks.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) request: Request,
    pub(crate) tokens: Tokens,
    /// Whether it waits for a time limit of the endpoint.
    pub(crate) waits: bool,
    pub(crate) script: Vec<Answer>,
    pub(crate) needs: Option<Capability>,
}

/// Every request of the table.
pub(crate) fn of_the_table() -> Vec<Ask> {
    table::cases().iter().flat_map(of_case).collect()
}

/// Every request of a case. The table tests connections; here each request has its own.
pub(crate) fn of_case(case: &Case) -> Vec<Ask> {
    let ask = |request| Ask {
        request,
        tokens: case.tokens(),
        waits: case.is_slow(),
        script: case.script().to_vec(),
        needs: case.needs(),
    };
    case.requests().map(ask).collect()
}

/// Generates this many requests, the same ones for the same seed.
pub(crate) fn generated(seed: u64, count: u64) -> Vec<Ask> {
    let mut rng = Rng::with_seed(seed);
    (0..count).map(|_| ask(&mut rng)).collect()
}

fn ask(rng: &mut Rng) -> Ask {
    let mut needs = None;
    let mut request = Request::post(body(rng));
    let mut unknown_method = false;
    // Most parts of most requests are valid. Otherwise the first error would hide all others.
    if rng.u8(..20) == 0 {
        let method = pick(rng, &["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "PURGE", "post"]);
        unknown_method = ["PURGE", "post"].contains(&method);
        request = request.method(method);
    }
    if rng.u8(..12) == 0 {
        request = media_type(rng, request);
    }
    if rng.u8(..3) == 0 {
        request = credentials(rng, request, &mut needs);
    }
    if rng.u8(..4) == 0 {
        request = request.header(&format!("x-{}", word(rng, 8)), text(rng, 30).into_bytes().escape_ascii().to_string());
    }
    if rng.u8(..8) == 0 {
        request = request.query(&format!("?{}={}", word(rng, 5), word(rng, 5)));
    }
    // Without `Capability::UnknownMethodBodies`, a server replies only if the body comes at once.
    let (mut request, waits) = if unknown_method { (request, false) } else { framing(rng, request, &mut needs) };
    if rng.u8(..3) == 0 {
        request = page(rng, request);
    }
    let tokens = if rng.u8(..8) == 0 { Tokens::Id } else { Tokens::Access };
    let script = if waits || rng.u8(..4) > 0 { Vec::new() } else { upstream(rng) };
    Ask { request, tokens, waits, script, needs }
}

/// The hosts that requests are sent to.
pub(crate) const HOSTS: [&str; 6] =
    ["api.example.com", "API.example.com", "api.example.com:443", "api.example.com:80", "localhost:3000", "[::1]:3000"];

/// What a browser says about the page that sent a request. Some of it no browser says.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) origins: Vec<&'static str>,
    pub(crate) sites: Vec<&'static str>,
}

impl Page {
    /// A page that sends requests to this host.
    pub(crate) fn random(rng: &mut Rng, host: &str) -> Self {
        let own = match host {
            "localhost:3000" => ["http://localhost:3000", "https://localhost:3000"],
            "[::1]:3000" => ["http://[::1]:3000", "http://[::1]"],
            _ => ["https://api.example.com", "http://api.example.com"],
        };
        let mut page = Self { origins: Vec::new(), sites: Vec::new() };
        for _ in 0..pick(rng, &[0, 1, 1, 1, 1, 1, 1, 2]) {
            page.origins.push(match rng.u8(..4) {
                0 => pick(rng, &ALLOWED_ORIGINS),
                1 | 2 => pick(rng, &own),
                _ => pick(rng, &ORIGINS),
            });
        }
        for _ in 0..pick(rng, &[0, 0, 1, 1, 1, 1, 1, 2]) {
            page.sites.push(pick(
                rng,
                &["same-origin", "same-origin", "same-site", "cross-site", "none", "Same-Origin", "x"],
            ));
        }
        page
    }

    /// The request with the headers of the page.
    fn sends(&self, rng: &mut Rng, mut request: Request) -> Request {
        for origin in &self.origins {
            request = request.header("origin", *origin);
        }
        for site in &self.sites {
            request = request.header("sec-fetch-site", *site);
        }
        if rng.bool() {
            request = request.header("sec-fetch-mode", pick(rng, &["cors", "no-cors", "navigate"]));
            request = request.header("sec-fetch-dest", pick(rng, &["empty", "document", "serviceworker"]));
        }
        request
    }
}

/// Origins that are neither allowed nor the endpoint's own.
const ORIGINS: [&str; 10] = [
    "https://elsewhere.example",
    "https://blog.example.com",
    "https://app.example.com:8443",
    "https://app.example.com/",
    "http://app.example.com",
    "https://APP.EXAMPLE.COM",
    "capacitor://api.example.com",
    "null",
    "api.example.com",
    "://",
];

fn page(rng: &mut Rng, request: Request) -> Request {
    let host = pick(rng, &HOSTS);
    let page = Page::random(rng, host);
    let request = request.host(host);
    // A preflight has no credentials and no body, so nothing to wait for.
    if rng.u8(..4) == 0 {
        let origin = page.origins.first().copied().unwrap_or("https://app.example.com");
        let headers =
            pick(rng, &["content-type", "authorization,content-type", "Authorization, X-Any", "", "a b", "x\t"]);
        let preflight = request.without_header("expect").preflight(origin, headers);
        return match rng.u8(..8) {
            0 => preflight.without_header("access-control-request-headers"),
            1 => preflight.without_header("access-control-request-method"),
            2 => preflight.header("access-control-request-headers", "x-twice"),
            3 => preflight.header("origin", pick(rng, &ORIGINS)),
            _ => preflight,
        };
    }
    page.sends(rng, request)
}

fn body(rng: &mut Rng) -> Vec<u8> {
    match rng.u8(..20) {
        0 => "{}".into(),
        1 => pick(
            rng,
            &[
                "",
                "null",
                "[]",
                "{",
                r#"{"room":}"#,
                r#"{"room":"acme:x"}}"#,
                "7",
                "\u{feff}{}",
                r#"{"room":"a","room":"b"}"#,
            ],
        )
        .into(),
        2 => (0..rng.usize(..60)).map(|_| rng.u8(..)).collect(),
        3 => {
            // A valid body with one byte changed.
            let mut body = valid(rng);
            let at = rng.usize(..body.len());
            body[at] = rng.u8(..);
            body
        }
        4 => format!(
            r#"{{"room":{}}}"#,
            pick(rng, &["7", "true", "[]", "{}", "null", r#""\ud800""#, r#""acme:\u002a""#, "1e400"])
        )
        .into(),
        5 => {
            let (room, value) = (room(rng), pick(rng, &["true", "false", "1", "null", r#""x""#, "[[[]]]", "1e999"]));
            format!(
                r#"{{"room":{},{}:{value}}}"#,
                json(&room),
                json(pick(rng, &["read_only", "x", "userId", "Room", "__proto__"]))
            )
            .into()
        }
        _ => valid(rng),
    }
}

fn valid(rng: &mut Rng) -> Vec<u8> {
    format!(r#"{{"room":{}}}"#, json(&room(rng))).into()
}

fn room(rng: &mut Rng) -> String {
    match rng.u8(..16) {
        0 => text(rng, 140),
        1 => format!("acme:{}", text(rng, 130)),
        2 => format!("acme:{}", "x".repeat(rng.usize(118..128))),
        3 => pick(rng, &["*", "acme:*", "acme:*:x", "", "acme:\n", "acme"]).to_owned(),
        4 => format!("{}:{}", pick(rng, &["broken", "panic", "elsewhere", "below", "bare", "many"]), word(rng, 6)),
        5 | 6 => format!("globex:{}", word(rng, 10)),
        _ => format!("acme:{}", word(rng, 10)),
    }
}

fn media_type(rng: &mut Rng, request: Request) -> Request {
    match rng.u8(..6) {
        0 => request.without_header("content-type"),
        1 => request.header("content-type", "application/json"),
        2 => request.media_type(text(rng, 12).into_bytes().escape_ascii().to_string()),
        _ => request.media_type(pick(
            rng,
            &[
                "application/json; charset=utf-8",
                "application/json;charset=\"utf-8\"",
                "APPLICATION/JSON",
                "application/json; charset=latin1",
                "application/json;",
                "application/json; a=b; c=\"d;e\"",
                "text/plain",
                "application/problem+json",
                "application/json, application/json",
            ],
        )),
    }
}

fn credentials(rng: &mut Rng, request: Request, needs: &mut Option<Capability>) -> Request {
    let name = pick(rng, &["alice", "bob", "carol", "zoe", "mallory", "broken", "panic", "long", "jumpy", "faceless"]);
    match rng.u8(..12) {
        0 | 1 => request.anonymous(),
        2 => request.anonymous().header("cookie", format!("a=1; session={name}; b={}", word(rng, 4))),
        3 => request.anonymous().header("cookie", "x=y").header("cookie", format!("session={name}")),
        4 => request.header("authorization", format!("Bearer {name}")),
        5 => request.anonymous().header("authorization", text(rng, 20).into_bytes().escape_ascii().to_string()),
        6 => request
            .anonymous()
            .header("authorization", format!("{} {name}", pick(rng, &["bearer", "BEARER", "Basic", "Bearer "]))),
        7 => {
            *needs = Some(Capability::NonUtf8Headers);
            request.header("authorization", [b"Bearer ".as_slice(), &[rng.u8(0x80..)]].concat())
        }
        8 => request.anonymous().header("x-person", name),
        _ => request.person(name),
    }
}

/// Varies the framing of the body. The flag says whether the request waits for a time limit.
fn framing(rng: &mut Rng, request: Request, needs: &mut Option<Capability>) -> (Request, bool) {
    match rng.u8(..60) {
        0..=9 => (request.rechunked(|| rng.usize(1..40)), false),
        10 => (request.padded(rng.usize(16_000..17_000)), false),
        11 => (request.padded(rng.usize(20_000..200_000)), false),
        12 => (request.padded(rng.usize(16_000..17_000)).rechunked(|| 1000), false),
        13 => (request.bodiless(), false),
        14 => (request.slowly_by(Duration::from_millis(5), || rng.usize(5..40)), false),
        15 => (request.header("expect", "100-continue"), false),
        16 => (request.announcing(rng.u64(1_000..10_000)).cut_off(), false),
        17..=19 => {
            if request.sent_length() < 14 && needs.is_none() {
                *needs = Some(Capability::EarlyAnswer);
            }
            if rng.u8(..3) == 0 {
                return (request.announcing(rng.u64(17_000..)), false);
            }
            (request.announcing(rng.u64(1_000..10_000)).stalling(), true)
        }
        _ => (request, false),
    }
}

fn upstream(rng: &mut Rng) -> Vec<Answer> {
    let status = rng.u16(200..600);
    let answer = match rng.u8(..10) {
        0 => Answer::Close,
        1 => Answer::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_vec()),
        2 => Answer::ok(text(rng, 50)),
        3 => Answer::ok(format!(
            r#"{{"token":"{}.{}.{}","x":{}}}"#,
            word(rng, 9),
            word(rng, 9),
            word(rng, 9),
            rng.u32(..)
        )),
        4 => Answer::ok(pick(rng, &["", "null", "[]", "{}", r#"{"token":1}"#, r#"{"token":"a.b"}"#])),
        5 => Answer::Status(429, vec![("retry-after", rng.u16(..200).to_string())], b"{}".to_vec()),
        _ => Answer::status(status),
    };
    // Twice, because a retry would otherwise get a token.
    vec![answer.clone(), answer]
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn word(rng: &mut Rng, most: usize) -> String {
    (0..rng.usize(1..=most)).map(|_| rng.lowercase()).collect()
}

/// Any text: mostly ASCII, some of it control characters, some of it beyond the first plane.
fn text(rng: &mut Rng, most: usize) -> String {
    (0..rng.usize(..=most))
        .map(|_| match rng.u8(..8) {
            0 => rng.char('\0'..='\u{ff}'),
            1 => rng.char(..),
            _ => rng.char(' '..='~'),
        })
        .collect()
}

fn pick<T: Copy>(rng: &mut Rng, choices: &[T]) -> T {
    choices[rng.usize(..choices.len())]
}
