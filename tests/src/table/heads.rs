//! Request heads that don't arrive.

use std::iter::{once, repeat_n};
use std::time::Duration;

use crate::capability::Capability;
use crate::expected::Expected::Closed;
use crate::table::entry::Entry;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    let case = |name, request: Request| {
        Entry::new("heads", name, request.endless_head(), Closed)
            .needing(Capability::StalledHeads)
            .unofficial()
            .if_failed("a thousand slow clients use up the server's connections, and every other request waits")
    };
    // Twelve seconds of header bytes: longer than the client's patience.
    let drops = once("x-slow: ").chain(repeat_n("a", 300));
    vec![
        case("stalls", Request::post("x-slow: a")),
        case("trickles", Request::post("").slowly(Duration::from_millis(40), drops)),
    ]
}
