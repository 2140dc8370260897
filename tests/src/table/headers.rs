//! The headers of a reply.
//!
//! Every case of the table checks all headers. This group has a case for each status.

use crate::double::Answer;
use crate::expected::Expected::{self, Body, BodyTimeout, Denied, Method, Minted, Room, Unauthenticated};
use crate::table::common::{ALLOWED_ORIGIN, ROOM};
use crate::table::entry::Entry;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    // Headers from a page on an allowed origin, which can read each of these replies, and headers
    // from a proxy. They must not change the reply in any other way.
    let dressed = |request: Request| {
        request
            .header("origin", ALLOWED_ORIGIN)
            .header("sec-fetch-site", "cross-site")
            .header("accept", "text/html")
            .header("accept-encoding", "gzip, br")
            .header("if-none-match", "*")
            .header("range", "bytes=0-1")
    };
    let case = |name, request, expected| Entry::new("headers", name, dressed(request), expected).adapters_only();
    vec![
        case("of_200", Request::room(ROOM), Minted),
        case("of_400", Request::post("["), Body),
        case("of_401", Request::room(ROOM).anonymous(), Unauthenticated),
        case("of_403", Request::room("globex:x"), Denied),
        case("of_405", Request::room(ROOM).method("PUT"), Method),
        case("of_408", Request::room(ROOM).announcing(100).stalling(), BodyTimeout).waits(),
        case("of_422", Request::room("*"), Room),
        case("of_503", Request::room(ROOM), Expected::UNAVAILABLE).upstream([Answer::status(500)]).sent(1),
    ]
}
