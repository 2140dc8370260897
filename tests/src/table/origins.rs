//! Pages on other origins: those that can use the endpoint, and those that can't.

use crate::capability::Capability;
use crate::expected::Expected::{self, Body, ForeignOrigin, Method, Minted, Preflight, Room, Unauthenticated};
use crate::table::common::{ALLOWED_ORIGIN, FOREIGN_ORIGIN, ROOM};
use crate::table::entry::Entry;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    [let_in(), kept_out(), same_origin()].concat()
}

/// A request by a script of a page. Without `Sec-Fetch-Site` if `site` is empty.
fn by_page(request: Request, origin: &str, site: &str) -> Request {
    let request = request.header("origin", origin);
    if site.is_empty() { request } else { request.header("sec-fetch-site", site) }
}

fn case(name: &'static str, request: Request, expected: Expected) -> Entry {
    Entry::new("origins", name, request, expected)
}

/// Pages on the allowed origins.
fn let_in() -> Vec<Entry> {
    let page = |request| by_page(request, ALLOWED_ORIGIN, "cross-site");
    let preflight = |headers| Request::room(ROOM).preflight(ALLOWED_ORIGIN, headers);
    let unusual = "the official client never sends such a preflight";
    vec![
        case("allowed", page(Request::room(ROOM)), Minted),
        case("allowed_on_the_same_site", by_page(Request::room(ROOM), ALLOWED_ORIGIN, "same-site"), Minted),
        case("allowed_in_an_old_browser", by_page(Request::room(ROOM), ALLOWED_ORIGIN, ""), Minted),
        case("allowed_in_an_app", by_page(Request::room(ROOM), "capacitor://localhost", "cross-site"), Minted),
        case("allowed_with_a_cookie", page(Request::room(ROOM)).anonymous().header("cookie", "session=alice"), Minted),
        case("allowed_for_an_id_token", page(Request::room(ROOM)), Minted).id_tokens(),
        case("allowed_and_anonymous", page(Request::room(ROOM)).anonymous(), Unauthenticated),
        case("allowed_and_denied", page(Request::room("globex:x")), Expected::Denied).token_opens_nothing(),
        case("allowed_with_a_wrong_room", page(Request::room("*")), Room).token_opens_nothing(),
        case("allowed_with_a_wrong_body", page(Request::post("[")), Body).unofficial(),
        case("allowed_and_a_failing_login", page(Request::room(ROOM)).person("broken"), Expected::UNAVAILABLE),
        case("allowed_get", page(Request::room(ROOM)).method("GET"), Method),
        case("preflight", preflight("content-type"), Preflight),
        case("preflight_of_the_callback_form", preflight("authorization,content-type"), Preflight),
        case("preflight_in_an_app", Request::room(ROOM).preflight("capacitor://localhost", "content-type"), Preflight),
        case("preflight_with_a_site", preflight("content-type").header("sec-fetch-site", "cross-site"), Preflight),
        case("preflight_for_an_id_token", preflight("content-type"), Preflight).id_tokens(),
        case(
            "preflight_without_headers",
            preflight("content-type").without_header("access-control-request-headers"),
            Preflight,
        ),
        case(
            "preflight_for_put",
            preflight("content-type")
                .without_header("access-control-request-method")
                .header("access-control-request-method", "PUT"),
            Preflight,
        )
        .taste(unusual),
        case(
            "options_without_a_method",
            preflight("content-type").without_header("access-control-request-method"),
            Method,
        ),
    ]
}

/// Pages on all other origins.
fn kept_out() -> Vec<Entry> {
    let after = "a browser sends this only after a preflight, or never; checking the request, too, is our choice";
    let forged = "a page of another site can send it with its visitor's cookies and without a preflight";
    let cookie = |request: Request| request.anonymous().header("cookie", "session=alice");
    let foreign = |name, origin: &str, site: &str| {
        case(name, cookie(by_page(Request::room(ROOM), origin, site)), ForeignOrigin).taste(after)
    };
    let simple = |name, media_type: &str| {
        let request = Request::room(ROOM).media_type(media_type);
        case(name, cookie(by_page(request, FOREIGN_ORIGIN, "cross-site")), ForeignOrigin).unofficial().if_minted(forged)
    };
    let preflight = |name, origin: &str| case(name, Request::room(ROOM).preflight(origin, "content-type"), Method);
    let ours = "the order of the checks is our choice";
    vec![
        foreign("foreign", FOREIGN_ORIGIN, "cross-site"),
        foreign("foreign_on_the_same_site", "https://blog.example.com", "same-site"),
        foreign("foreign_in_an_old_browser", FOREIGN_ORIGIN, ""),
        foreign("foreign_in_a_future_browser", FOREIGN_ORIGIN, "next-door"),
        foreign("foreign_with_an_empty_site", FOREIGN_ORIGIN, " "),
        foreign("foreign_with_the_path_of_an_allowed_one", "https://app.example.com/", "cross-site"),
        foreign("foreign_on_another_port", "https://app.example.com:8443", "same-site"),
        foreign("foreign_on_the_default_port", "https://app.example.com:443", "same-site"),
        foreign("foreign_over_http", "http://app.example.com", "cross-site"),
        foreign("foreign_with_an_allowed_prefix", "https://app.example.com.elsewhere.example", "cross-site"),
        foreign("foreign_with_an_allowed_suffix", "https://elsewhere-app.example.com", "same-site"),
        foreign("foreign_in_upper_case", "https://APP.EXAMPLE.COM", "cross-site"),
        foreign("foreign_app", "capacitor://elsewhere", "cross-site"),
        foreign("hidden", "null", "cross-site"),
        foreign("hidden_in_an_old_browser", "null", ""),
        case("without_an_origin", cookie(Request::room(ROOM).header("sec-fetch-site", "cross-site")), ForeignOrigin)
            .taste(after),
        case(
            "two_origins",
            cookie(by_page(Request::room(ROOM), ALLOWED_ORIGIN, "")).header("origin", FOREIGN_ORIGIN),
            ForeignOrigin,
        )
        .taste(after),
        case(
            "two_sites",
            cookie(by_page(Request::room(ROOM), FOREIGN_ORIGIN, "same-origin")).header("sec-fetch-site", "cross-site"),
            ForeignOrigin,
        )
        .taste(after),
        case(
            "foreign_and_not_utf_8",
            cookie(Request::room(ROOM)).header("origin", b"https://elsewhere.example/\xff"),
            ForeignOrigin,
        )
        .taste(after)
        .needing(Capability::NonUtf8Headers),
        foreign("foreign_for_an_id_token", FOREIGN_ORIGIN, "cross-site").id_tokens(),
        simple("form", "application/x-www-form-urlencoded"),
        simple("text", "text/plain"),
        simple("multipart", "multipart/form-data; boundary=x"),
        case(
            "before_who_is_asking",
            by_page(Request::room(ROOM), FOREIGN_ORIGIN, "cross-site").person("broken"),
            ForeignOrigin,
        )
        .taste(ours),
        case(
            "before_the_body",
            by_page(Request::room(ROOM), FOREIGN_ORIGIN, "cross-site").announcing(1000).stalling(),
            ForeignOrigin,
        )
        .taste(ours)
        .waits(),
        case("foreign_get", by_page(Request::room(ROOM), FOREIGN_ORIGIN, "cross-site").method("GET"), Method),
        preflight("preflight_by_a_foreign_page", "https://blog.example.com"),
        preflight("preflight_on_another_port", "https://app.example.com:8443"),
        preflight("preflight_by_a_hidden_page", "null"),
        case(
            "preflight_by_two_origins",
            Request::room(ROOM).preflight(ALLOWED_ORIGIN, "content-type").header("origin", FOREIGN_ORIGIN),
            Method,
        ),
    ]
}

/// Pages on the endpoint's own origin, which need no setting, and pages that only seem to be on it.
fn same_origin() -> Vec<Entry> {
    let site = |name, origin: &str, site: &str| case(name, by_page(Request::room(ROOM), origin, site), Minted);
    // The browser says nothing about the site, so the host decides. An endpoint that isn't ours can
    // serve its own hosts only.
    let host = |name, origin: &str, host: &str, expected| {
        let request = by_page(Request::room(ROOM), origin, "").host(host);
        case(name, request, expected).adapters_only()
    };
    vec![
        site("same_origin", "https://api.example.com", "same-origin"),
        site("same_origin_of_a_hidden_page", "null", "same-origin"),
        case("same_origin_without_an_origin", Request::room(ROOM).header("sec-fetch-site", "same-origin"), Minted),
        case("by_the_user", Request::room(ROOM).header("sec-fetch-site", "none"), Minted),
        host("own_host", "https://api.example.com", "api.example.com", Minted),
        host("own_host_over_http", "http://api.example.com", "api.example.com", Minted),
        host("own_host_in_upper_case", "https://api.example.com", "API.example.com", Minted),
        host("own_host_and_port", "http://localhost:3000", "localhost:3000", Minted),
        host("own_host_with_the_port_of_https", "https://api.example.com", "api.example.com:443", Minted),
        host("own_host_with_the_port_of_http", "http://api.example.com", "api.example.com:80", Minted),
        host("own_address", "http://[::1]:3000", "[::1]:3000", Minted),
        host("host_of_another_port", "https://api.example.com:8443", "api.example.com", ForeignOrigin),
        host("port_of_another_scheme", "http://api.example.com", "api.example.com:443", ForeignOrigin),
        host("host_with_an_own_prefix", "https://api.example.com.elsewhere.example", "api.example.com", ForeignOrigin),
        host("host_of_another_site", "https://example.com", "api.example.com", ForeignOrigin),
        host("own_host_with_another_scheme", "capacitor://api.example.com", "api.example.com", ForeignOrigin),
        host("no_host", "https://", "", ForeignOrigin),
        host("host_behind_a_proxy", "https://www.example.com", "127.0.0.1:3000", ForeignOrigin),
    ]
}
