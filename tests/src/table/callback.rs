//! A page with a callback sees the body and not the status: the body alone must tell it to stop, or
//! to try again.
//!
//! To an adapter of this crate they say nothing that the other groups do not; they are here for the
//! endpoints of others.

use crate::expected::Expected::{self, Denied, Minted, Unauthenticated};
use crate::table::common::ROOM;
use crate::table::entry::Entry;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    let case = |name, request, row| Entry::new("callback", name, request, row).callback();
    vec![
        case("minted", Request::room(ROOM), Minted),
        case("nobody", Request::room(ROOM).anonymous(), Unauthenticated),
        case("stranger", Request::room("globex:x"), Denied).token_opens_nothing(),
        case("resolver_error", Request::room(ROOM).person("broken"), Expected::UNAVAILABLE),
    ]
}
