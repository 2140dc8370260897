//! Every row of the status table, and the properties of all replies.

use std::time::Duration;

use liveblocks_auth::{AuthEndpoint, AuthReply, Error, Liveblocks};

use crate::support::{REPLY, Recorder, endpoint, good, head, header, later, never, post, send};

fn assert_row(reply: &AuthReply, status: u16, error: &str, code: &str, reason: &str) {
    assert_eq!(reply.status().as_u16(), status);
    let body = format!(r#"{{"error":"{error}","code":"{code}","reason":"{reason}"}}"#);
    assert_eq!(std::str::from_utf8(reply.body()).unwrap(), body);
}

async fn answer(request: &http::Request<Vec<u8>>) -> AuthReply {
    send(&endpoint(Recorder::default().liveblocks()), request).await
}

async fn answer_of_issuer(error: Error) -> AuthReply {
    send(&endpoint(Recorder::default().script(Err(error)).liveblocks()), &good()).await
}

fn denied() -> http::Request<Vec<u8>> {
    post(br#"{"room":"globex:plan"}"#)
}

fn nobody() -> http::Request<Vec<u8>> {
    let mut request = good();
    request.headers_mut().remove("x-user");
    request
}

fn foreign() -> http::Request<Vec<u8>> {
    let mut request = good();
    request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    request
}

fn preflight() -> http::Request<Vec<u8>> {
    let request = http::Request::options("/").header("origin", "https://app.example.com");
    request.header("access-control-request-method", "POST").body(Vec::new()).unwrap()
}

fn endpoint_for_app() -> AuthEndpoint {
    let builder = Liveblocks::builder().issuer(Recorder::default());
    endpoint(builder.allow_origins(["https://app.example.com"]).build().unwrap())
}

fn get() -> http::Request<Vec<u8>> {
    let mut request = good();
    *request.method_mut() = http::Method::GET;
    request
}

#[tokio::test]
async fn row_minted() {
    let reply = answer(&good()).await;
    assert_eq!(reply.status().as_u16(), 200);
    assert_eq!(reply.body(), REPLY.as_bytes(), "Liveblocks' own bytes");
}

#[tokio::test]
async fn row_body() {
    let reason = "the request must be a JSON object, sent as application/json";
    assert_row(&answer(&post(b"[]")).await, 400, "forbidden", "body", reason);
}

#[tokio::test]
async fn row_data() {
    let sent = std::collections::BTreeMap::from([("number", "seven")]);
    let request = liveblocks_auth::AuthRequest::without_room().with_data(&sent).unwrap();
    let error = request.data::<std::collections::BTreeMap<String, u8>>().unwrap_err();
    let reason = "what was sent beside the room is not what is expected here";
    assert_row(&AuthReply::from(error), 400, "forbidden", "body", reason);
}

#[tokio::test]
async fn row_room() {
    let reason = "the room must be a text of 1 to 128 characters, without * and control characters";
    assert_row(&answer(&post(br#"{"room":7}"#)).await, 422, "forbidden", "room", reason);
}

#[tokio::test(start_paused = true)]
async fn row_body_timeout() {
    let endpoint = endpoint(Recorder::default().liveblocks());
    let reply = endpoint.handle(head(&good()), never()).await;
    assert_row(&reply, 408, "unavailable", "body_timeout", "the request did not arrive in time");
}

#[tokio::test]
async fn row_unauthenticated() {
    assert_row(&answer(&nobody()).await, 401, "forbidden", "unauthenticated", "you are not signed in");
}

#[tokio::test]
async fn row_denied() {
    assert_row(&answer(&denied()).await, 403, "forbidden", "denied", "you do not have access to this room");
}

#[tokio::test]
async fn row_foreign_origin() {
    assert_row(&answer(&foreign()).await, 403, "forbidden", "foreign_origin", "this page's origin is not allowed");
}

#[tokio::test]
async fn row_preflight() {
    let reply = send(&endpoint_for_app(), &preflight()).await;
    assert_eq!((reply.status().as_u16(), reply.body().len()), (204, 0));
}

#[tokio::test]
async fn row_method() {
    assert_row(&answer(&get()).await, 405, "forbidden", "method", "use POST");
}

#[tokio::test]
async fn row_method_allows_post() {
    assert_eq!(header(&answer(&get()).await, "allow"), Some("POST"));
}

#[tokio::test]
async fn row_unavailable() {
    let reply = answer_of_issuer(Error::refused(403, None)).await;
    assert_row(&reply, 503, "unavailable", "unavailable", "authentication is not available at the moment");
}

#[tokio::test]
async fn row_unavailable_asks_for_5_seconds() {
    let reply = answer_of_issuer(Error::unreachable("down")).await;
    assert_eq!(header(&reply, "retry-after"), Some("5"));
}

#[tokio::test]
async fn row_unavailable_asks_for_what_liveblocks_asked_for() {
    for seconds in [1, 17, 60] {
        let reply = answer_of_issuer(Error::refused(429, Some(Duration::from_secs(seconds)))).await;
        assert_eq!(header(&reply, "retry-after"), Some(seconds.to_string().as_str()));
    }
}

#[tokio::test]
async fn row_unavailable_asks_for_60_seconds_at_most() {
    let reply = answer_of_issuer(Error::refused(429, Some(Duration::from_secs(3600)))).await;
    assert_eq!(header(&reply, "retry-after"), Some("60"));
}

/// Returns one reply for every row.
async fn every_row() -> Vec<AuthReply> {
    let endpoint = endpoint(Recorder::default().liveblocks());
    let mut replies = Vec::new();
    for request in [good(), post(b"[]"), post(br#"{"room":7}"#), nobody(), denied(), foreign(), get()] {
        replies.push(answer(&request).await);
    }
    replies.push(send(&endpoint_for_app(), &preflight()).await);
    replies.push(answer_of_issuer(Error::refused(500, None)).await);
    let broken = later(async { Err("cut off".into()) });
    replies.push(endpoint.handle(head(&good()), broken).await);
    tokio::time::pause();
    replies.push(endpoint.handle(head(&good()), never()).await);
    tokio::time::advance(Duration::ZERO).await;
    replies
}

#[tokio::test]
async fn every_reply_is_json() {
    for reply in every_row().await {
        assert_eq!(header(&reply, "content-type"), Some("application/json"), "{reply:?}");
    }
}

#[tokio::test]
async fn every_reply_forbids_storing_it() {
    for reply in every_row().await {
        assert_eq!(header(&reply, "cache-control"), Some("no-store"), "{reply:?}");
    }
}

#[tokio::test]
async fn every_reply_forbids_sniffing() {
    for reply in every_row().await {
        assert_eq!(header(&reply, "x-content-type-options"), Some("nosniff"), "{reply:?}");
    }
}

/// The browser client would retry these statuses forever, but frameworks send them for a client's
/// permanent fault.
#[tokio::test]
async fn no_reply_is_a_trap() {
    for reply in every_row().await {
        let status = reply.status().as_u16();
        assert!(![411, 413, 415, 429].contains(&status) && !(300..400).contains(&status), "{status}");
    }
}

#[tokio::test]
async fn the_http_form_is_the_same_reply() {
    let reply = answer(&get()).await;
    let http: http::Response<bytes::Bytes> = reply.clone().into_http();
    assert_eq!((http.status(), http.body()), (reply.status(), reply.body()));
    assert_eq!(http.headers().len(), 4);
    assert_eq!(http.headers()["allow"], "POST");
}
