//! Methods other than POST.

use crate::capability::Capability;
use crate::expected::Expected::{Body, Method};
use crate::table::common::{FOREIGN_ORIGIN, ROOM};
use crate::table::entry::Entry;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    let case = |name, method: &str| Entry::new("methods", name, Request::room(ROOM).method(method), Method);
    let unknown = "no client uses this method";
    vec![
        case("get", "GET"),
        Entry::new("methods", "get_without_a_body", Request::room(ROOM).method("GET").bodiless(), Method),
        case("put", "PUT"),
        case("patch", "PATCH"),
        case("delete", "DELETE"),
        case("trace", "TRACE"),
        case("head", "HEAD"),
        Entry::new("methods", "head_without_a_body", Request::room(ROOM).method("HEAD").bodiless(), Method),
        case("options", "OPTIONS"),
        Entry::new("methods", "preflight", Request::room(ROOM).preflight(FOREIGN_ORIGIN, "content-type"), Method),
        case("unknown", "PURGE").needing(Capability::UnknownMethods).taste(unknown),
        case("unknown_with_signs", "M-SEARCH").needing(Capability::UnknownMethods).taste(unknown),
        case("lower_case", "post").needing(Capability::UnknownMethods).taste(unknown),
        Entry::new("methods", "by_nobody", Request::room(ROOM).method("GET").anonymous(), Method),
        Entry::new(
            "methods",
            "with_a_wrong_media_type",
            Request::room(ROOM).method("PUT").media_type("text/plain"),
            Method,
        ),
        Entry::new(
            "methods",
            "named_in_a_form",
            Request::post("_method=delete&room=acme:plan").media_type("application/x-www-form-urlencoded"),
            Body,
        )
        .unofficial()
        .needing(Capability::SentMethod),
        Entry::new(
            "methods",
            "named_in_a_header",
            Request::room(ROOM).method("GET").header("x-http-method-override", "POST"),
            Method,
        ),
    ]
}
