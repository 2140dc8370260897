//! The framing of a body: with a length or in chunks, too large, cut off, slow.

use std::time::Duration;

use crate::capability::Capability;
use crate::expected::Expected::{Body, BodyTimeout, Method, Minted};
use crate::table::common::{ROOM, alice_in};
use crate::table::entry::Entry;
use crate::wire::request::Request;

/// The size limit of core for a body, in bytes.
const LIMIT: usize = 16 * 1024;
const JSON: &str = r#"{"room":"acme:plan"}"#;
const PAUSE: Duration = Duration::from_millis(40);

/// The usual body, padded with spaces to this length.
fn filled(length: usize) -> String {
    JSON.to_owned() + &" ".repeat(length - JSON.len())
}

pub(super) fn cases() -> Vec<Entry> {
    let case = |name, request, expected| Entry::new("framing", name, request, expected);
    let accepted = |name, request| case(name, request, Minted).sends([alice_in(ROOM, "*:write")]);
    let limit = "the size of the limit is our choice";
    let held = "a slow client keeps the endpoint busy for more than 10 s";
    let text = || Request::post("").media_type("text/plain");
    let rejected = |name, request| case(name, request, Body).unofficial();
    // A server that closes the connection after the first piece breaks it at the third.
    let in_pieces = |request: Request, length: usize| {
        let pieces: Vec<_> = filled(length).into_bytes().chunks(length / 6).map(<[u8]>::to_vec).collect();
        request.slowly(Duration::from_millis(50), pieces)
    };
    let bytes = |text: &str| text.bytes().map(|byte| vec![byte]).collect::<Vec<_>>();
    vec![
        accepted("chunked", Request::room(ROOM).chunked([JSON])),
        accepted("chunked_in_pieces", Request::room(ROOM).chunked([r#"{"room""#, r#":"acme:"#, r#"plan"}"#])),
        accepted("chunked_byte_by_byte", Request::room(ROOM).chunked(bytes(JSON))),
        accepted("at_the_limit", Request::post(filled(LIMIT))),
        accepted("at_the_limit_chunked", Request::post("").chunked([filled(LIMIT)])),
        case("over_the_limit", Request::post(filled(LIMIT + 1)), Body).token_is_harmless().taste(limit),
        case("over_the_limit_chunked", Request::post("").chunked([filled(LIMIT), " ".into()]), Body)
            .token_is_harmless()
            .taste(limit),
        case("large", Request::post(filled(60_000)), Body).token_is_harmless().taste(limit),
        case("large_chunked", Request::post("").chunked(vec![filled(6_000); 10]), Body)
            .token_is_harmless()
            .taste(limit),
        case("large_and_no_json", Request::post(vec![b'x'; 60_000]), Body).token_is_harmless().unofficial(),
        case("large_200_kb", in_pieces(Request::post(""), 200_000), Body).token_is_harmless(),
        case("huge", in_pieces(Request::post(""), 5_000_000), Body).token_is_harmless(),
        case("large_chunked_and_slow", in_pieces(Request::post("").chunked([""; 0]), 48_000), Body)
            .token_is_harmless()
            .unofficial(),
        rejected("rejected_48_kb", in_pieces(text(), 48_000)),
        rejected("rejected_200_kb", in_pieces(text(), 200_000)),
        rejected("rejected_5_mb", in_pieces(text(), 5_000_000)),
        rejected("rejected_chunked", in_pieces(text().chunked([""; 0]), 48_000)),
        rejected(
            "rejected_before_it_is_told_to_go_on",
            text().header("expect", "100-continue").slowly(PAUSE * 6, vec![vec![b'x'; 8_000]; 6]),
        ),
        case("put_with_a_body", in_pieces(Request::post("").method("PUT"), 48_000), Method).unofficial(),
        case("unknown_method_with_a_body", in_pieces(Request::post("").method("PURGE"), 48_000), Method)
            .unofficial()
            .needing(Capability::UnknownMethodBodies),
        case("get_with_a_body", in_pieces(Request::post("").method("GET"), 48_000), Method).unofficial(),
        case("announced_huge", Request::room(ROOM).announcing(u64::MAX / 4).stalling(), Body)
            .token_is_harmless()
            .unofficial(),
        case("announced_over_the_limit", Request::room(ROOM).announcing(LIMIT as u64 + 1).stalling(), Body)
            .token_is_harmless()
            .unofficial()
            .waits(),
        case("empty", Request::post(""), Body)
            .token_is_harmless()
            .unofficial()
            .taste("the official client always sends an object"),
        case("empty_chunked", Request::post("").chunked(Vec::<Vec<u8>>::new()), Body)
            .token_is_harmless()
            .unofficial()
            .taste("the official client always sends an object"),
        case("no_body_and_no_length", Request::post("").bodiless(), Body)
            .token_is_harmless()
            .unofficial()
            .taste("the official client always sends an object"),
        case("compressed", Request::post(GZIP).header("content-encoding", "gzip"), Body)
            .token_is_harmless()
            .unofficial()
            .taste("no browser compresses request bodies"),
        accepted("waits_to_be_told_to_go_on", Request::room(ROOM).header("expect", "100-continue")),
        accepted("slow_but_in_time", Request::post("").slowly(PAUSE, [r#"{"room":"#, r#""acme:pl"#, r#"an"}"#])),
        accepted(
            "slow_and_chunked",
            Request::post("").chunked([""; 0]).slowly(PAUSE, [r#"{"room":"#, r#""acme:pl"#, r#"an"}"#]),
        ),
        case("cut_off", Request::post(r#"{"room":"acme:plan"}      "#).announcing(100).cut_off(), Body)
            .token_is_harmless()
            .unofficial(),
        case("cut_off_in_the_json", Request::post(r#"{"room":"acme"#).announcing(100).cut_off(), Body)
            .token_is_harmless()
            .unofficial(),
        case("cut_off_early", Request::post("{}").announcing(100).cut_off(), Body).token_is_harmless().unofficial(),
        case("cut_off_before_the_first_byte", Request::post("").announcing(100).cut_off(), Body)
            .token_is_harmless()
            .unofficial(),
        case("cut_off_chunked", Request::room(ROOM).chunked([JSON]).cut_off(), Body).token_is_harmless().unofficial(),
        case("cut_off_chunked_early", Request::post("").chunked(["{}"]).cut_off(), Body)
            .token_is_harmless()
            .unofficial(),
        case("stalls", Request::post(r#"{"room":"acme:plan"}"#).announcing(100).stalling(), BodyTimeout)
            .unofficial()
            .waits()
            .if_failed(held),
        case("stalls_chunked", Request::room(ROOM).chunked([JSON]).stalling(), BodyTimeout)
            .unofficial()
            .waits()
            .if_failed(held),
        case("stalls_early", Request::post("{}").announcing(100).stalling(), BodyTimeout)
            .unofficial()
            .waits()
            .if_failed(held)
            .needing(Capability::EarlyAnswer),
        case("stalls_before_the_first_byte", Request::post("").announcing(100).stalling(), BodyTimeout)
            .unofficial()
            .waits()
            .if_failed(held)
            .needing(Capability::EarlyAnswer),
        case(
            "trickles",
            Request::post("").announcing(10_000).slowly(PAUSE, bytes(&filled(150))).stalling(),
            BodyTimeout,
        )
        .unofficial()
        .waits()
        .if_failed(held),
        case(
            "trickles_chunked",
            Request::post("").chunked([""; 0]).slowly(PAUSE, bytes(&filled(150))).stalling(),
            BodyTimeout,
        )
        .unofficial()
        .waits()
        .if_failed(held),
    ]
}

/// `{}`, compressed.
const GZIP: [u8; 22] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0xae, 5, 0, 0x43, 0xbf, 0xa6, 0xa3, 2, 0, 0, 0];
