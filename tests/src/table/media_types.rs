//! The Content-Type of a request.

use crate::expected::Expected::{Body, Minted};
use crate::table::common::{ROOM, alice_in};
use crate::table::entry::Entry;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    let accepted = |name, value: &str| {
        Entry::new("media_types", name, Request::room(ROOM).media_type(value), Minted)
            .sends([alice_in(ROOM, "*:write")])
    };
    let rejected =
        |name, value: &str| Entry::new("media_types", name, Request::room(ROOM).media_type(value), Body).unofficial();
    // A form or a script of another site sends the visitor's cookie, and no header that needs a
    // preflight. An old browser doesn't even send an Origin.
    let by_another_page = |request: Request| request.anonymous().header("cookie", "session=alice");
    let foreign = |name, value: &str| {
        Entry::new("media_types", name, by_another_page(Request::room(ROOM).media_type(value)), Body).unofficial()
    };
    let strict = "no browser sends it by default; the strictness is our choice";
    let forged = "a page of another site can send it with its visitor's cookies and without a preflight";
    vec![
        accepted("json", "application/json"),
        accepted("upper_case", "Application/JSON"),
        accepted("charset_utf_8", "application/json; charset=utf-8"),
        accepted("charset_quoted", r#"application/json;charset="UTF-8""#),
        accepted("charset_in_upper_case", "application/json; CHARSET=UTF-8"),
        accepted("other_parameters", "application/json; profile=x; charset=utf-8").taste(strict),
        accepted("semicolon_at_the_end", "application/json;").taste(strict),
        accepted("spaces_around", " application/json ; charset=utf-8 "),
        rejected("other_charset", "application/json; charset=iso-8859-1").taste(strict),
        rejected("two_charsets", "application/json; charset=utf-8; charset=utf-16").taste(strict),
        foreign("text", "text/plain").if_minted(forged),
        foreign("text_as_json", "text/plain; charset=application/json").if_minted(forged),
        foreign("form", "application/x-www-form-urlencoded").if_minted(forged),
        foreign("multipart", "multipart/form-data; boundary=x").if_minted(forged),
        rejected("text_json", "text/json").taste(strict),
        rejected("suffix_json", "application/vnd.api+json").taste(strict),
        rejected("longer_name", "application/jsonp").taste(strict),
        rejected("list", "application/json, text/plain").taste(strict),
        foreign("list_with_text_first", "text/plain, application/json").if_minted(forged),
        rejected("garbage_behind", "application/json garbage").taste(strict),
        rejected("parameter_without_a_value", "application/json; charset").taste(strict),
        rejected("any", "*/*").taste(strict),
        foreign("empty", "").if_minted(forged),
        Entry::new("media_types", "missing", by_another_page(Request::room(ROOM)).without_header("content-type"), Body)
            .unofficial()
            .if_minted(forged),
        Entry::new("media_types", "twice", Request::room(ROOM).header("content-type", "application/json"), Body)
            .unofficial()
            .taste(strict),
        Entry::new("media_types", "twice_with_text", Request::room(ROOM).header("content-type", "text/plain"), Body)
            .unofficial()
            .taste(strict),
        Entry::new(
            "media_types",
            "before_who_is_asking",
            Request::room(ROOM).media_type("text/plain").anonymous(),
            Body,
        )
        .unofficial(),
        Entry::new(
            "media_types",
            "before_a_broken_login",
            Request::room(ROOM).media_type("text/plain").person("broken"),
            Body,
        )
        .unofficial()
        .if_failed("a malformed request costs a database query"),
    ]
}
