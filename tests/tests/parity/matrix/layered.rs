//! What a layer itself does to a request or a reply.

use std::io::Read as _;

use flate2::read::GzDecoder;
use liveblocks_auth_conformance::adapter::Adapter;
use liveblocks_auth_conformance::double::Answer;
use liveblocks_auth_conformance::table::Tokens;
use liveblocks_auth_conformance::wire::Request;

use super::{actix, axum, warp};
use crate::Start;

/// Rocket has no compression of its own.
#[test]
fn a_compressed_token_can_be_read() {
    let starts: [(&str, Start); 3] =
        [("axum", axum::in_layers), ("actix", actix::in_layers), ("warp", warp::compressed)];
    let token = format!(r#"{{"token":"e30.e30.{}"}}"#, "x".repeat(1000));
    for (name, start) in starts {
        let request = Request::room("acme:plan").header("accept-encoding", "gzip");
        let (reply, _) = Adapter::new(start).ask(&request, Tokens::Access, false, vec![Answer::ok(&*token)]).unwrap();
        assert_eq!((reply.status, reply.header("content-encoding")), (200, Some("gzip")), "{name}");
        let mut body = String::new();
        GzDecoder::new(&*reply.body).read_to_string(&mut body).unwrap();
        assert_eq!(body, token, "{name}");
    }
}

/// The browser client retries after a 413, forever. So a limit must not be smaller than core's.
#[test]
fn a_small_body_limit_replies_instead_of_core() {
    let adapter = Adapter::new(axum::in_a_small_limit);
    let (reply, _) = adapter.ask(&Request::post(" ".repeat(2000)), Tokens::Access, false, Vec::new()).unwrap();
    assert_eq!(reply.status, 413);
}
