//! Pages that name the endpoint as a callback.
//!
//! Such a page sees the body but not the status, so the body must tell it whether to retry.
//! For our adapters the other groups test the same; this group is for other endpoints.

use crate::expected::Expected::{self, Denied, Minted, Unauthenticated};
use crate::table::common::ROOM;
use crate::table::entry::Entry;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    let case = |name, request, expected| Entry::new("callback", name, request, expected).callback();
    vec![
        case("minted", Request::room(ROOM), Minted),
        case("nobody", Request::room(ROOM).anonymous(), Unauthenticated),
        case("stranger", Request::room("globex:x"), Denied).token_opens_nothing(),
        case("resolver_error", Request::room(ROOM).person("broken"), Expected::UNAVAILABLE),
    ]
}
