//! Everything that is decided before the resolver runs.

use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use liveblocks_auth::Liveblocks;

use crate::support::{Recorder, code, endpoint, good, head, later, outcome, post};

async fn with_content_type(value: &[u8]) -> String {
    let mut request = good();
    request.headers_mut().insert("content-type", http::HeaderValue::from_bytes(value).unwrap());
    outcome(&request).await
}

#[tokio::test]
async fn every_other_method_is_refused() {
    for method in ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "post", "PURGE"] {
        let mut request = good();
        *request.method_mut() = method.parse().unwrap();
        assert_eq!(outcome(&request).await, "method", "{method}");
    }
}

#[tokio::test]
async fn json_with_utf8_is_taken() {
    for value in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "application/json ;",
        "application/json\t; charset=utf-8 ;; a=b",
        "application/json;charset=utf-8;q=\"a\\\"b\"",
        "application/json; profile=x",
        "application/json; a=\"x;y\"",
    ] {
        assert_eq!(with_content_type(value.as_bytes()).await, "minted", "{value}");
    }
}

#[tokio::test]
async fn another_media_type_is_refused() {
    for value in
        ["text/plain", "application/vnd.api+json", "application/jsonp", "json", "", "application/x-www-form-urlencoded"]
    {
        assert_eq!(with_content_type(value.as_bytes()).await, "body", "{value}");
    }
}

#[tokio::test]
async fn another_charset_is_refused() {
    for value in [
        "application/json; charset=latin1",
        "application/json; Charset=utf-16",
        "application/json; charset=",
        "application/json; charset=\"utf-8",
        "application/json; charset=utf-8\"\"\"",
    ] {
        assert_eq!(with_content_type(value.as_bytes()).await, "body", "{value}");
    }
}

#[tokio::test]
async fn a_media_type_that_is_not_text_is_refused() {
    for value in [&b"application/json; x=\xff"[..], "application/json; x=\"é\"".as_bytes()] {
        assert_eq!(with_content_type(value).await, "body", "{value:?}");
    }
}

#[tokio::test]
async fn a_malformed_parameter_is_refused() {
    for value in ["application/json; utf-8", "application/json; =", "application/json; a=b c=d"] {
        assert_eq!(with_content_type(value.as_bytes()).await, "body", "{value}");
    }
}

#[tokio::test]
async fn a_missing_media_type_is_refused() {
    let mut request = good();
    request.headers_mut().remove("content-type");
    assert_eq!(outcome(&request).await, "body");
}

#[tokio::test]
async fn a_repeated_media_type_is_refused() {
    let mut request = good();
    request.headers_mut().append("content-type", "application/json".parse().unwrap());
    assert_eq!(outcome(&request).await, "body");
}

#[tokio::test]
async fn only_an_object_is_a_body() {
    for body in [
        "",
        " ",
        "null",
        "[]",
        r#"["acme:plan"]"#,
        r#""acme:plan""#,
        "7",
        "{",
        r#"{"room":"acme:plan"}x"#,
        "\u{feff}{}",
    ] {
        assert_eq!(outcome(&post(body.as_bytes())).await, "body", "{body:?}");
    }
}

#[tokio::test]
async fn a_key_that_stands_twice_is_refused() {
    assert_eq!(outcome(&post(br#"{"room":"acme:plan","room":"acme:plan"}"#)).await, "body");
    assert_eq!(outcome(&post(br#"{"room":"acme:plan","\u0072oom":"acme:plan"}"#)).await, "body", "escaped key");
    assert_eq!(outcome(&post(br#"{"room":"acme:plan","x":1,"x":1}"#)).await, "body", "even a key that nothing reads");
}

#[tokio::test]
async fn a_key_that_the_json_library_keeps_for_itself_is_refused() {
    let body = br#"{"$serde_json::private::RawValue":"{\"room\":\"x*\"}"}"#;
    assert_eq!(outcome(&post(body)).await, "body");
}

#[tokio::test]
async fn invalid_utf8_is_refused_wherever_it_is() {
    assert_eq!(outcome(&post(b"{\"room\":\"acme:\xff\"}")).await, "body");
    assert_eq!(
        outcome(&post(b"{\"room\":\"acme:plan\",\"unknown\":\"\xff\"}")).await,
        "body",
        "in a field nobody asks for"
    );
}

#[tokio::test]
async fn unknown_fields_are_data() {
    let body = br#"{"requestedScope":["x"],"room":"acme:plan","deep":{"a":{"a":1}},"n":1e999,"__proto__":{}}"#;
    assert_eq!(outcome(&post(body)).await, "minted");
}

#[tokio::test]
async fn an_absent_room_and_a_null_room_are_no_room() {
    assert_eq!(outcome(&post(b"{}")).await, "minted");
    assert_eq!(outcome(&post(br#"{"room": null }"#)).await, "minted");
}

fn padded(length: usize) -> Vec<u8> {
    let mut body = br#"{"room":"acme:plan"}"#.to_vec();
    body.resize(length, b' ');
    body
}

#[tokio::test]
async fn a_body_of_16_kib_is_taken_and_a_larger_one_is_not() {
    assert_eq!(outcome(&post(&padded(16 * 1024))).await, "minted");
    assert_eq!(outcome(&post(&padded(16 * 1024 + 1))).await, "body");
}

#[tokio::test]
async fn the_body_limit_can_be_set() {
    let liveblocks = Liveblocks::builder().issuer(Recorder::default()).body_limit(100).build().unwrap();
    let endpoint = endpoint(liveblocks);
    assert_eq!(code(&crate::support::send(&endpoint, &post(&padded(100))).await), "minted");
    assert_eq!(code(&crate::support::send(&endpoint, &post(&padded(101))).await), "body");
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused() {
    let endpoint = endpoint(Recorder::default().liveblocks());
    let reply = endpoint.handle(head(&good()), later(async { Err("connection reset".into()) })).await;
    assert_eq!(code(&reply), "body");
}

/// Returns whether core polls the body if the client holds it back (`Expect: 100-continue`).
async fn body_is_polled(change: impl FnOnce(&mut http::Request<Vec<u8>>)) -> bool {
    let mut request = good();
    request.headers_mut().insert("expect", "100-continue".parse().unwrap());
    change(&mut request);
    let polled = AtomicBool::new(false);
    let body = later(async {
        polled.store(true, Ordering::SeqCst);
        Ok(Bytes::from_static(b"{}"))
    });
    endpoint(Recorder::default().liveblocks()).handle(head(&request), body).await;
    polled.load(Ordering::SeqCst)
}

#[tokio::test]
async fn the_body_is_not_read_when_the_head_is_enough() {
    assert!(body_is_polled(|_| ()).await);
    assert!(!body_is_polled(|request| *request.method_mut() = http::Method::PUT).await);
    assert!(!body_is_polled(|request| drop(request.headers_mut().remove("content-type"))).await);
}

#[tokio::test]
async fn the_body_is_not_read_when_it_announces_to_be_too_large() {
    assert!(!body_is_polled(|request| drop(request.headers_mut().insert("content-length", 16_385.into()))).await);
    assert!(body_is_polled(|request| drop(request.headers_mut().insert("content-length", 16_384.into()))).await);
}

#[tokio::test]
async fn garbage_reaches_neither_resolver_nor_issuer() {
    let recorder = Recorder::default();
    let endpoint = endpoint(recorder.liveblocks());
    for request in [post(b"[]"), post(br#"{"room":"acme:*"}"#), post(br#"{"room":""}"#)] {
        crate::support::send(&endpoint, &request).await;
    }
    assert!(recorder.requests().is_empty());
}
