//! What is taken for JSON.

use crate::expected::Expected::{Body, Minted};
use crate::table::common::{ROOM, alice_in};
use crate::table::entry::Entry;
use crate::wire::request::{FOREIGN_ORIGIN, Request};

pub(super) fn cases() -> Vec<Entry> {
    let taken = |name, value: &str| {
        Entry::new("media_types", name, Request::room(ROOM).media_type(value), Minted)
            .sends([alice_in(ROOM, "*:write")])
    };
    let refused =
        |name, value: &str| Entry::new("media_types", name, Request::room(ROOM).media_type(value), Body).unofficial();
    // As a form or a script of another page sends it: with its visitor's cookie, and nothing that
    // needs a preflight.
    let by_another_page =
        |request: Request| request.anonymous().header("cookie", "session=alice").header("origin", FOREIGN_ORIGIN);
    let foreign = |name, value: &str| {
        Entry::new("media_types", name, by_another_page(Request::room(ROOM).media_type(value)), Body).unofficial()
    };
    let strict = "no browser sends it by itself; being strict about it is our choice";
    let forged = "a page elsewhere can send it with its visitor's cookies and without a preflight";
    vec![
        taken("json", "application/json"),
        taken("upper_case", "Application/JSON"),
        taken("charset_utf_8", "application/json; charset=utf-8"),
        taken("charset_quoted", r#"application/json;charset="UTF-8""#),
        taken("charset_in_upper_case", "application/json; CHARSET=UTF-8"),
        taken("other_parameters", "application/json; profile=x; charset=utf-8").taste(strict),
        taken("semicolon_at_the_end", "application/json;").taste(strict),
        taken("spaces_around", " application/json ; charset=utf-8 "),
        refused("other_charset", "application/json; charset=iso-8859-1").taste(strict),
        refused("two_charsets", "application/json; charset=utf-8; charset=utf-16").taste(strict),
        foreign("text", "text/plain").if_minted(forged),
        foreign("text_as_json", "text/plain; charset=application/json").if_minted(forged),
        foreign("form", "application/x-www-form-urlencoded").if_minted(forged),
        foreign("multipart", "multipart/form-data; boundary=x").if_minted(forged),
        refused("text_json", "text/json").taste(strict),
        refused("suffix_json", "application/vnd.api+json").taste(strict),
        refused("longer_name", "application/jsonp").taste(strict),
        refused("list", "application/json, text/plain").taste(strict),
        foreign("list_with_text_first", "text/plain, application/json").if_minted(forged),
        refused("garbage_behind", "application/json garbage").taste(strict),
        refused("parameter_without_a_value", "application/json; charset").taste(strict),
        refused("any", "*/*").taste(strict),
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
        .if_failed("a request that is none costs a look into the database"),
    ]
}
