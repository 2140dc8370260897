//! Requests to Liveblocks, and its answers.

use std::time::Duration;

use crate::double::{Answer, Call};
use crate::expected::Expected::{self, Minted, Unavailable};
use crate::table::common::{OPERATOR_FAULT, ROOM};
use crate::table::entry::Entry;
use crate::wire::request::Request;

/// The size limit of core for a reply, in bytes.
const LIMIT: usize = 64 * 1024;

pub(super) fn cases() -> Vec<Entry> {
    let case = |name, script: Vec<Answer>, expected| {
        Entry::new("upstream", name, Request::room(ROOM), expected).upstream(script)
    };
    let once = |name, answer: Answer| case(name, vec![answer], Expected::UNAVAILABLE).sent(1);
    let twice = |name, answer: Answer| case(name, vec![answer.clone(), answer], Expected::UNAVAILABLE).sent(2);
    let asked_to_wait =
        |status, value: &str| Answer::Status(status, vec![("retry-after", value.to_owned())], b"{}".to_vec());
    let no_token = "the response holds no token";
    let to_the_same_host =
        "a redirect to the same host does no harm; we follow none so that the key can't reach another host";
    let retries = "the retry is our choice";
    let key = |text: &str| {
        let body = format!(r#"{{"error":"{text}","message":"check sk_conformance on the dashboard"}}"#);
        move |status| Answer::Status(status, Vec::new(), body.clone().into_bytes())
    };
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 30\r\n";
    vec![
        once("status_400", Answer::status(400)).if_failed(OPERATOR_FAULT),
        once("missing_key_401", key("MISSING_SECRET_KEY")(401)).if_failed(OPERATOR_FAULT),
        once("wrong_key_403", key("INVALID_SECRET_KEY")(403)).if_failed(OPERATOR_FAULT),
        once("status_404", Answer::status(404)).if_failed(OPERATOR_FAULT),
        once("status_405", Answer::status(405)).if_failed(OPERATOR_FAULT),
        once("status_409", Answer::status(409)),
        once("status_418", Answer::status(418)),
        once("schema_422", key("UNPROCESSABLE_ENTITY")(422)).if_failed(OPERATOR_FAULT),
        once("status_500", Answer::status(500)),
        once("status_501", Answer::status(501)),
        twice("status_502", Answer::status(502)).taste(retries),
        twice("status_503", Answer::status(503)).taste(retries),
        twice("status_504", Answer::status(504)).taste(retries),
        case("status_503_once", vec![Answer::status(503)], Minted).sent(2).taste(retries),
        case("status_502_once", vec![Answer::status(502)], Minted).sent(2).taste(retries),
        case("rate_limit", vec![asked_to_wait(429, "17")], Unavailable(17)).sent(1),
        case("rate_limit_for_long", vec![asked_to_wait(429, "3600")], Unavailable(60)).sent(1),
        case("rate_limit_without_a_time", vec![Answer::status(429)], Expected::UNAVAILABLE).sent(1),
        case("rate_limit_with_a_time_that_is_none", vec![asked_to_wait(429, "soon")], Expected::UNAVAILABLE).sent(1),
        case(
            "rate_limit_until_a_date_gone_by",
            vec![asked_to_wait(429, "Wed, 21 Oct 2015 07:28:00 GMT")],
            Unavailable(0),
        )
        .sent(1),
        once("redirect_301", redirect(301)).taste(to_the_same_host),
        once("redirect_307", redirect(307)).taste(to_the_same_host),
        once("redirect_308", redirect(308)).taste(to_the_same_host),
        once("status_204", Answer::Raw(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())).if_failed(no_token),
        once("empty", Answer::ok("")).if_failed(no_token),
        once("html", Answer::ok("<!doctype html><title>Liveblocks</title>")).if_failed(no_token),
        once("cut_json", Answer::ok(r#"{"token":"e30.e30.x"#)).if_failed(no_token),
        once("array", Answer::ok(r#"["e30.e30.x"]"#)).if_failed(no_token),
        once("no_token", Answer::ok(r#"{"jwt":"e30.e30.x"}"#)).if_failed(no_token),
        once("token_null", Answer::ok(r#"{"token":null}"#)).if_failed(no_token),
        once("token_number", Answer::ok(r#"{"token":1}"#)).if_failed(no_token),
        once("token_of_two_parts", Answer::ok(r#"{"token":"e30.e30"}"#)).if_failed(no_token),
        once("token_of_four_parts", Answer::ok(r#"{"token":"e30.e30.x.y"}"#)).if_failed(no_token),
        once("token_empty", Answer::ok(r#"{"token":""}"#)).if_failed(no_token),
        once("too_large", Answer::ok(token_of(LIMIT + 1))).taste("the size of the limit is our choice"),
        once("much_too_large", Answer::ok(token_of(4_000_000))).taste("the size of the limit is our choice"),
        case("large_enough", vec![Answer::ok(token_of(LIMIT))], Minted).sent(1),
        once("not_http", Answer::Raw(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec())),
        case("closed_before_the_answer", vec![Answer::Close], Minted).sent(2).taste(retries),
        twice("closed_before_both_answers", Answer::Close).taste(retries),
        twice("closed_in_the_head", Answer::Raw(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec())).taste(retries),
        once("closed_before_the_body", Answer::Raw(format!("{head}\r\n").into_bytes())),
        once("closed_in_the_body", Answer::Raw(format!("{head}\r\n{{\"token\":").into_bytes())),
        once("never_answers", Answer::Hang).waits().settle(Duration::from_millis(400)),
        once("never_ends", Answer::Drip(Duration::from_millis(30))).waits().settle(Duration::from_millis(400)),
        case("slow_but_in_time", vec![Answer::After(Duration::from_millis(150), Box::new(Answer::Token))], Minted)
            .sent(1),
        case("what_is_sent", Vec::new(), Minted).sent(1).inspect(headers_sent).adapters_only(),
        Entry::new(
            "upstream",
            "nothing_of_the_browser_is_sent",
            Request::room(ROOM)
                .header("cookie", "session=bob")
                .header("origin", "https://www.example")
                .header("sec-fetch-site", "same-origin")
                .header("user-agent", "Mozilla/5.0")
                .header("x-forwarded-for", "203.0.113.7")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .header("accept-encoding", "gzip, br"),
            Minted,
        )
        .sent(1)
        .inspect(nothing_of_the_browser),
    ]
}

fn redirect(status: u16) -> Answer {
    // The target is the double itself, so it sees whether the endpoint follows the redirect.
    Answer::Status(status, vec![("location", "/v2/authorize-user".to_owned())], Vec::new())
}

/// A reply of this total length with a token.
fn token_of(length: usize) -> String {
    let frame = r#"{"token":"e30.e30."}"#.len();
    format!(r#"{{"token":"e30.e30.{}"}}"#, "x".repeat(length - frame))
}

fn headers_sent(calls: &[Call]) -> Result<(), String> {
    let mut names: Vec<_> = calls.iter().flat_map(|call| &call.headers).map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let due = ["accept", "authorization", "content-length", "content-type", "host", "user-agent"];
    if names == due { Ok(()) } else { Err(format!("Liveblocks received the headers {names:?} instead of {due:?}")) }
}

fn nothing_of_the_browser(calls: &[Call]) -> Result<(), String> {
    let alien = ["cookie", "origin", "x-forwarded-for", "traceparent"];
    let headers = calls.iter().flat_map(|call| &call.headers);
    let mut passed = headers.filter(|(name, value)| alien.contains(&name.as_str()) || value.starts_with("Mozilla"));
    match passed.next() {
        Some((name, _)) => Err(format!("Liveblocks received the browser's header {name}")),
        None => Ok(()),
    }
}
