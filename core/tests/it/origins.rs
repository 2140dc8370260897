//! Pages on other origins. The conformance table has the replies; this has the settings and the
//! log.

use bytes::Bytes;
use liveblocks_auth::adapter::{admit, check_head, cors_headers, within};
use liveblocks_auth::{AuthEndpoint, AuthReply, Liveblocks, LiveblocksBuilder, RequestHead, policy_fn, resolver_fn};

use crate::log::Log;
use crate::support::{Person, Recorder, acme, alice, code, endpoint, good, head, header, later, send};

const APP: &str = "https://app.example.com";
const OWN: &str = "https://api.example.com";
const FOREIGN: &str = "https://elsewhere.example";

fn builder() -> LiveblocksBuilder {
    Liveblocks::builder().issuer(Recorder::default())
}

fn allowing_app() -> Liveblocks {
    builder().allow_origins([APP]).build().unwrap()
}

/// A good request with these headers.
fn with(headers: &[(&'static str, &str)]) -> http::Request<Vec<u8>> {
    let mut request = good();
    for (name, value) in headers {
        request.headers_mut().append(*name, value.parse().unwrap());
    }
    request
}

fn preflight(origin: &str) -> http::Request<Vec<u8>> {
    let mut request = with(&[("origin", origin), ("access-control-request-method", "POST")]);
    *request.method_mut() = http::Method::OPTIONS;
    request.body_mut().clear();
    request
}

/// The status of a reply, the code of an error, and the origin that can read it.
fn seen(reply: &AuthReply) -> (u16, String, Option<&str>) {
    let code = if reply.body().is_empty() { String::new() } else { code(reply) };
    (reply.status().as_u16(), code, header(reply, "access-control-allow-origin"))
}

#[test]
fn an_origin_is_taken_as_a_browser_sends_it() {
    for origin in [
        "https://app.example.com",
        "https://app.example.com:8443",
        "http://localhost:5173",
        "http://localhost",
        "http://192.168.0.10:3000",
        "https://[2001:db8::1]:8443",
        "https://xn--bcher-kva.example",
        "capacitor://localhost",
        "tauri://localhost",
        "ionic://localhost",
        "app://obsidian.md:8080",
        "chrome-extension://gighmmpiobklfepjocnamgkkbiglidom",
    ] {
        assert!(builder().allow_origins([origin]).build().is_ok(), "{origin}");
    }
    assert!(builder().allow_origins(Vec::<String>::new()).build().is_ok());
}

#[test]
fn any_other_origin_is_a_fault_that_names_the_fix() {
    for (origin, fix) in [
        ("*", "list each origin"),
        ("https://*.example.com", "list each origin"),
        ("null", "list the origins of your own pages"),
        ("https://app.example.com/", "write https://app.example.com"),
        ("https://app.example.com/a?b#c", "write https://app.example.com"),
        ("https://app.example.com?b", "write https://app.example.com"),
        ("https://app.example.com#", "write https://app.example.com"),
        ("https://App.Example.com", "write https://app.example.com"),
        ("HTTPS://app.example.com", "write https://app.example.com"),
        ("https://app.example.com:443", "write https://app.example.com"),
        ("http://app.example.com:080", "write http://app.example.com"),
        (" https://app.example.com", "write https://app.example.com"),
        ("https://app.example.com\n", "write https://app.example.com"),
        ("https://bücher.example", "write https://xn--bcher-kva.example"),
        ("http://127.1:3000", "write http://127.0.0.1:3000"),
        ("capacitor://localhost/", "write capacitor://localhost"),
        ("Tauri://localhost", "write tauri://localhost"),
        ("tauri://localhost/index.html", "write tauri://localhost"),
        ("app.example.com", "list each origin separately"),
        ("localhost:3000", "list each origin separately"),
        ("//app.example.com", "list each origin separately"),
        ("", "list each origin separately"),
        ("https://", "list each origin separately"),
        ("https:///", "list each origin separately"),
        ("file://", "list each origin separately"),
        ("tauri://", "list each origin separately"),
        ("wss://app.example.com", "list each origin separately"),
        ("ftp://app.example.com", "list each origin separately"),
        ("https://app.example.com, https://www.example.com", "list each origin separately"),
        ("https://app.example.com,https://www.example.com", "list each origin separately"),
        ("https://app.example.com;https", "list each origin separately"),
    ] {
        let fault = builder().allow_origins([origin]).build().map(|_| ()).unwrap_err().to_string();
        assert!(fault.contains(fix), "{origin:?}: {fault}");
    }
}

#[test]
fn a_secret_in_an_origin_is_not_repeated() {
    for origin in [
        "https://user:hunter2@app.example.com",
        "https://hunter2@*.example.com/",
        "user:hunter2@x",
        "sk_prod_hunter2",
        "https://sk_prod_hunter2",
        "https://app.example.com/sk_prod_hunter2",
    ] {
        let fault = builder().allow_origins([origin]).build().map(|_| ()).unwrap_err().to_string();
        assert!(fault.contains("allowed origin 1 ") && !fault.contains("hunter2"), "{fault}");
    }
}

#[test]
fn each_faulty_origin_is_reported() {
    let builder = builder().allow_origins([APP, "*"]).allow_origins(["null", OWN]).body_limit(0);
    let faults = builder.build().map(|_| ()).unwrap_err().to_string();
    assert_eq!(faults.matches("\n  - ").count(), 3, "{faults}");
    assert!(
        faults.contains("allowed origin 2 has a wildcard") && faults.contains("allowed origin 3 is null"),
        "{faults}"
    );
}

#[tokio::test]
async fn without_a_setting_no_other_origin_is_let_in() {
    let endpoint = endpoint(builder().build().unwrap());
    for origin in [APP, OWN, FOREIGN, "null", ""] {
        let reply = send(&endpoint, &with(&[("origin", origin), ("sec-fetch-site", "cross-site")])).await;
        assert_eq!(seen(&reply), (403, "foreign_origin".to_owned(), None), "{origin}");
        assert_eq!(seen(&send(&endpoint, &preflight(origin)).await), (405, "method".to_owned(), None), "{origin}");
    }
    let own = with(&[("origin", OWN), ("sec-fetch-site", "same-origin")]);
    assert_eq!(seen(&send(&endpoint, &own).await), (200, "minted".to_owned(), None));
}

/// The conformance table has more rows.
#[test]
fn the_site_decides_and_otherwise_the_host() {
    let liveblocks = allowing_app();
    for (origin, site, host, let_in) in [
        (FOREIGN, "same-origin", "", true),
        (FOREIGN, "none", "", true),
        (FOREIGN, "same-site", "", false),
        (FOREIGN, "cross-site", "elsewhere.example", false),
        (FOREIGN, "", "elsewhere.example", true),
        (FOREIGN, "", "ELSEWHERE.example:443", true),
        (FOREIGN, "", "elsewhere.example:80", false),
        (FOREIGN, "", "api.example.com", false),
        (FOREIGN, "", "", false),
        ("https://", "", "", false),
        ("", "", "api.example.com", true),
        ("", "cross-site", "api.example.com", false),
        (APP, "cross-site", "api.example.com", true),
        ("https://app.example.com.elsewhere.example", "cross-site", "", false),
        ("https://app.example.com.elsewhere.example", "", "", false),
        ("https://u@elsewhere.example", "", "u@elsewhere.example", false),
    ] {
        let sent = [("origin", origin), ("sec-fetch-site", site), ("host", host)];
        let sent: Vec<_> = sent.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        assert_eq!(check_head(&liveblocks, &head(&with(&sent))).is_ok(), let_in, "{sent:?}");
    }
    let nameless = head(&with(&[("origin", "https://")])).with_authority(Some(String::new()));
    assert!(check_head(&liveblocks, &nameless).is_err());
    for (sites, let_in) in [(["same-origin", "none"], true), (["same-origin", "cross-site"], false)] {
        let sent = with(&[("origin", FOREIGN), ("sec-fetch-site", sites[0]), ("sec-fetch-site", sites[1])]);
        assert_eq!(check_head(&liveblocks, &head(&sent)).is_ok(), let_in, "{sites:?}");
    }
}

#[tokio::test]
async fn origins_of_several_calls_are_allowed() {
    let liveblocks = builder().allow_origins([APP]).allow_origins(["tauri://localhost"]).build().unwrap();
    for origin in [APP, "tauri://localhost"] {
        let reply = send(&endpoint(liveblocks.clone()), &with(&[("origin", origin)])).await;
        assert_eq!(seen(&reply), (200, "minted".to_owned(), Some(origin)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_foreign_request_is_neither_read_nor_resolved() {
    let resolver = resolver_fn((), async |(), _: &RequestHead| -> Result<Option<Person>, _> {
        panic!("the resolver was asked");
    });
    let endpoint =
        AuthEndpoint::access_tokens(allowing_app(), resolver, policy_fn((), async |(), _: &Person, _| Ok(acme())));
    let log = Log::start();
    let reply = endpoint.handle(head(&with(&[("origin", FOREIGN)])), later(std::future::pending())).await;
    assert_eq!(seen(&reply), (403, "foreign_origin".to_owned(), None));
    assert_eq!(log.take().len(), 1, "no panic");
}

#[tokio::test]
async fn the_check_can_be_skipped() {
    let liveblocks = builder().allow_origins([APP]).danger_skip_origin_check().build().unwrap();
    let endpoint = endpoint(liveblocks);
    for (origin, readable) in [(FOREIGN, None), ("null", None), (APP, Some(APP))] {
        let reply = send(&endpoint, &with(&[("origin", origin), ("sec-fetch-site", "cross-site")])).await;
        assert_eq!(seen(&reply), (200, "minted".to_owned(), readable), "{origin}");
    }
    assert_eq!(seen(&send(&endpoint, &preflight(FOREIGN)).await), (405, "method".to_owned(), None));
    assert_eq!(seen(&send(&endpoint, &preflight(APP)).await), (204, String::new(), Some(APP)));
}

#[tokio::test]
async fn a_preflight_allows_the_headers_that_it_names() {
    let endpoint = endpoint(allowing_app());
    let requesting = |values: &[&str]| {
        let mut request = preflight(APP);
        for value in values {
            request.headers_mut().append("access-control-request-headers", value.parse().unwrap());
        }
        request
    };
    for (request, allowed) in [
        (requesting(&["content-type"]), Some("content-type")),
        (requesting(&["authorization,content-type"]), Some("authorization,content-type")),
        (requesting(&[]), None),
        (requesting(&["content-type", "authorization"]), None),
    ] {
        let reply = send(&endpoint, &request).await;
        assert_eq!(seen(&reply), (204, String::new(), Some(APP)));
        assert_eq!(header(&reply, "access-control-allow-headers"), allowed, "{request:?}");
        assert_eq!(header(&reply, "access-control-allow-methods"), Some("POST"));
        assert_eq!(header(&reply, "access-control-max-age"), Some("7200"));
    }
}

/// The reason in the only entry that a request writes.
async fn why(endpoint: &AuthEndpoint, request: &http::Request<Vec<u8>>) -> String {
    let log = Log::start();
    send(endpoint, request).await;
    let entries = log.take();
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert_eq!(entries[0].event, "refused");
    // The test's log quotes it.
    entries[0].field("why").unwrap().replace("\\\"", "\"")
}

#[tokio::test]
async fn the_log_names_the_origin_and_the_setting() {
    let endpoint = endpoint(allowing_app());
    let fix = "call LiveblocksBuilder::allow_origins([\"https://elsewhere.example\"])";
    let proxy = "your own site behind a proxy that changes Host";
    for (request, what, why_foreign, can_be_own) in [
        (
            with(&[("origin", FOREIGN), ("sec-fetch-site", "same-site")]),
            "the request",
            "Sec-Fetch-Site is \"same-site\"",
            false,
        ),
        (
            with(&[("origin", FOREIGN), ("host", "127.0.0.1:3000")]),
            "the request",
            "the requested host is \"127.0.0.1:3000\"",
            true,
        ),
        (with(&[("origin", FOREIGN)]), "the request", "the request names no host", true),
        (preflight(FOREIGN), "a preflight", "the request names no host", false),
    ] {
        let why = why(&endpoint, &request).await;
        let from =
            format!("{what} comes from the origin \"https://elsewhere.example\", which is not allowed ({why_foreign})");
        assert!(why.contains(&from) && why.contains(fix), "{why}");
        assert_eq!(why.contains(proxy), can_be_own, "{why}");
    }
}

#[tokio::test]
async fn the_log_suggests_only_what_can_be_allowed() {
    let endpoint = endpoint(allowing_app());
    let long = format!("https://{}.example", "x".repeat(200));
    for headers in [
        &[("origin", "null"), ("sec-fetch-site", "cross-site")][..],
        &[("origin", "file://"), ("sec-fetch-site", "cross-site")],
        &[("origin", APP), ("origin", FOREIGN)],
        &[("origin", "https://elsewhere.example/"), ("host", "x")],
    ] {
        let why = why(&endpoint, &with(headers)).await;
        assert!(why.contains("it can't be allowed") && !why.contains("allow_origins"), "{why}");
    }
    let why_long = why(&endpoint, &with(&[("origin", &long), ("sec-fetch-site", "cross-site")])).await;
    assert!(why_long.contains(&format!("allow_origins([\"{long}\"])")), "the whole origin: {why_long}");
    let why_none = why(&endpoint, &with(&[("sec-fetch-site", "cross-site")])).await;
    assert!(why_none.contains("has no Origin"), "{why_none}");
}

#[tokio::test]
async fn the_log_names_no_user_of_a_url() {
    let endpoint = endpoint(allowing_app());
    let why = why(&endpoint, &with(&[("origin", "https://u:hunter2@x"), ("host", "u:hunter2@y")])).await;
    assert!(why.contains("\"x\"") && why.contains("\"y\"") && !why.contains("hunter2"), "{why}");
}

#[tokio::test]
async fn the_log_escapes_and_shortens_what_a_client_sent() {
    let endpoint = endpoint(allowing_app());
    let long = format!("https://{}/", "x".repeat(4000));
    let why_long = why(&endpoint, &with(&[("origin", &long), ("sec-fetch-site", &long)])).await;
    assert!(why_long.len() < 700, "{} bytes", why_long.len());
    let mut request = with(&[("sec-fetch-site", "cross-site")]);
    request.headers_mut().insert("origin", http::HeaderValue::from_bytes(b"https://\xffx\ty").unwrap());
    let why_odd = why(&endpoint, &request).await;
    assert!(why_odd.contains("\"https://\u{fffd}x\\\\ty\""), "{why_odd}");
}

#[tokio::test]
async fn an_allowed_preflight_is_logged_at_debug_level() {
    let log = Log::start();
    let reply = send(&endpoint(allowing_app()), &preflight(APP)).await;
    assert_eq!(reply.status(), 204);
    let entries = log.take();
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert_eq!((entries[0].level, &*entries[0].event), (tracing::Level::DEBUG, "preflight"));
}

#[tokio::test]
async fn both_halves_reply_to_an_allowed_page() {
    let liveblocks = allowing_app();
    let page = with(&[("origin", APP)]);
    let admitted = admit(&liveblocks, head(&page), Bytes::from_static(br#"{"room":"acme:plan"}"#)).await.unwrap();
    // A login that panics, and a handler that fails.
    let reply = within(&admitted, async { std::panic::resume_unwind(Box::new("a panic of this test")) }).await;
    let reply: AuthReply = reply.unwrap_err();
    assert_eq!(seen(&reply), (503, "unavailable".to_owned(), Some(APP)));
    let reply = admitted.answer(async { Err("down".into()) }).await;
    assert_eq!(seen(&reply), (503, "unavailable".to_owned(), Some(APP)));
    let reply = admitted
        .answer(async {
            admitted.user(&alice()).await?;
            Ok(admitted.prepare_session(&liveblocks, "alice")?.authorize().await?)
        })
        .await;
    assert_eq!(seen(&reply), (403, "denied".to_owned(), Some(APP)));

    let admit = async |request| admit(&liveblocks, head(request), Bytes::new()).await.map(|_| ()).unwrap_err();
    assert_eq!(seen(&admit(&page).await), (400, "body".to_owned(), Some(APP)));
    assert_eq!(seen(&admit(&preflight(APP)).await), (204, String::new(), Some(APP)));
    let check = |request: http::Request<Vec<u8>>| check_head(&liveblocks, &head(&request)).unwrap_err();
    assert_eq!(seen(&check(preflight(APP))), (204, String::new(), Some(APP)));
    assert_eq!(seen(&check(preflight(FOREIGN))), (405, "method".to_owned(), None));
    assert_eq!(seen(&check(with(&[("origin", FOREIGN)]))), (403, "foreign_origin".to_owned(), None));
    assert!(check_head(&liveblocks, &head(&page)).is_ok());
}

#[test]
fn only_an_allowed_page_can_read_a_response_of_the_application() {
    let liveblocks = allowing_app();
    let cors = |request: http::Request<Vec<u8>>| cors_headers(&liveblocks, &head(&request)).cloned();
    let headers =
        cors(with(&[("origin", APP)])).unwrap().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
    assert_eq!(
        headers,
        [
            "access-control-allow-origin: https://app.example.com",
            "access-control-allow-credentials: true",
            "vary: Origin"
        ]
    );
    assert_eq!(cors(with(&[("origin", FOREIGN)])), None);
    assert_eq!(cors(good()), None);
}
