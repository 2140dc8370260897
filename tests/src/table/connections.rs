//! Keep-alive, pipelining, concurrent requests and HTTP/1.0.

use crate::double::Answer;
use crate::expected::Expected::{self, Body, BodyTimeout, Denied, Method, Minted, Room, Unauthenticated};
use crate::table::common::{ROOM, alice_in};
use crate::table::entry::Entry;
use crate::transport::Manner;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    let kept = |name, request, expected| {
        Entry::new("connections", name, request, expected)
            .then(Request::room(ROOM), Minted)
            .sends([alice_in(ROOM, "*:write")])
            .adapters_only()
    };
    let bob = || Request::room("acme:bob").person("bob");
    vec![
        kept("kept_after_400", Request::post("["), Body),
        kept("kept_after_400_for_the_media_type", Request::room(ROOM).media_type("text/plain"), Body),
        kept("kept_after_401", Request::room(ROOM).anonymous(), Unauthenticated),
        kept("kept_after_403", Request::room("globex:x"), Denied),
        kept("kept_after_405", Request::room(ROOM).method("GET").bodiless(), Method),
        kept("kept_after_405_with_a_body", Request::room(ROOM).method("PUT"), Method),
        kept("kept_after_head", Request::room(ROOM).method("HEAD").bodiless(), Method),
        kept("kept_after_options", Request::room(ROOM).method("OPTIONS").bodiless(), Method),
        kept("kept_after_422", Request::room("acme:*"), Room),
        kept("kept_after_503", Request::room("broken:x"), Expected::UNAVAILABLE),
        Entry::new("connections", "kept_after_200", Request::room(ROOM), Minted)
            .then(bob(), Minted)
            .then(Request::post("{}"), Minted),
        Entry::new("connections", "other_people_one_after_the_other", Request::room(ROOM), Minted)
            .then(Request::room(ROOM).anonymous(), Unauthenticated)
            .then(bob(), Minted)
            .sends([
                alice_in(ROOM, "*:write"),
                r##"{"userId":"bob","permissions":{"acme:bob":["*:read"]},"userInfo":{"name":"Bob","color":"#0f766e"}}"##.into(),
            ])
            .adapters_only(),
        Entry::new("connections", "pipelined", Request::room(ROOM), Minted)
            .then(Request::room("globex:x"), Denied)
            .then(Request::room(ROOM), Minted)
            .manner(Manner::Pipelined)
            .taste("no browser pipelines requests"),
        Entry::new("connections", "pipelined_after_a_refusal", Request::post("["), Body)
            .then(Request::room(ROOM).anonymous(), Unauthenticated)
            .then(Request::room(ROOM), Minted)
            .manner(Manner::Pipelined)
            .taste("no browser pipelines requests"),
        (0..7).fold(Entry::new("connections", "at_once", Request::room(ROOM), Minted), |case, _| {
            case.then(Request::room(ROOM), Minted)
        })
        .manner(Manner::AtOnce),
        Entry::new("connections", "at_once_of_all_kinds", Request::room(ROOM), Minted)
            .then(Request::room("globex:x"), Denied)
            .then(Request::room(ROOM).anonymous(), Unauthenticated)
            .then(Request::post("["), Body)
            .then(Request::room("*"), Room)
            .then(Request::room(ROOM).method("DELETE"), Method)
            .then(Request::room("broken:x"), Expected::UNAVAILABLE)
            .then(bob(), Minted)
            .sends([
                alice_in(ROOM, "*:write"),
                r##"{"userId":"bob","permissions":{"acme:bob":["*:read"]},"userInfo":{"name":"Bob","color":"#0f766e"}}"##.into(),
            ])
            .manner(Manner::AtOnce)
            .adapters_only(),
        Entry::new("connections", "at_once_while_one_stalls", Request::room(ROOM).announcing(100).stalling(), BodyTimeout)
            .then(Request::room(ROOM), Minted)
            .then(Request::room(ROOM), Minted)
            .manner(Manner::AtOnce)
            .waits()
            .adapters_only(),
        Entry::new("connections", "at_once_while_liveblocks_hangs", Request::room(ROOM), Expected::UNAVAILABLE)
            .then(Request::room(ROOM), Expected::UNAVAILABLE)
            .upstream([Answer::Hang, Answer::Hang])
            .sent(2)
            .manner(Manner::AtOnce)
            .waits()
            .adapters_only(),
        Entry::new("connections", "asked_to_close", Request::room(ROOM).header("connection", "close"), Minted),
        Entry::new("connections", "http_1_0", Request::room(ROOM).http_1_0(), Minted).taste("no browser uses HTTP/1.0"),
    ]
}
