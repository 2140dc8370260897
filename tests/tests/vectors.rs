//! Compares the committed sample of vectors made by the official SDK. `vectors/README.md` explains
//! how to compare more.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use liveblocks_auth_conformance::vectors::{Comparison, Difference, Likeness, Summary, Verdict};
use serde_json::{Value, json};

const SESSIONS: &str = include_str!("../vectors/sample-sessions.jsonl");
const RESOLUTION: &str = include_str!("../vectors/sample-resolution.jsonl");

async fn compare(text: &str) -> Summary {
    let mut comparison = Comparison::new().expect("core can be configured");
    for line in text.lines() {
        comparison.line(line).await;
    }
    comparison.summary().clone()
}

async fn verdict(line: &Value) -> Verdict {
    Comparison::new().expect("core can be configured").line(&line.to_string()).await
}

/// The bug that the comparison finds in a line, which must have one.
async fn bug(line: &Value) -> String {
    match verdict(line).await {
        Verdict::Bug(what) => what,
        other => panic!("{other:?} for {line}"),
    }
}

fn assert_compared(summary: &Summary, wanted: &[Likeness]) {
    assert!(summary.lines() >= 300, "{summary}");
    assert_eq!(summary.bugs(), 0, "{summary}");
    for likeness in Likeness::ALL {
        assert_eq!(summary.alike(likeness) > 0, wanted.contains(&likeness), "{likeness}: {summary}");
    }
}

#[tokio::test]
async fn core_sends_what_the_official_sdk_sends() {
    let summary = compare(SESSIONS).await;
    assert_compared(&summary, &[Likeness::SameBytes, Likeness::BothRefuse]);
    assert!(summary.alike(Likeness::SameBytes) > summary.lines() / 2, "{summary}");
    for difference in Difference::ALL {
        assert!(summary.allowed(difference) > 0, "{difference} is not in the sample: {summary}");
    }
}

#[tokio::test]
async fn core_resolves_permissions_as_the_official_client_does() {
    let summary = compare(RESOLUTION).await;
    assert_compared(&summary, &[Likeness::SameAccess, Likeness::NoPattern, Likeness::NoBase]);
    for difference in Difference::ALL {
        assert_eq!(summary.allowed(difference), 0, "{difference} has no place here: {summary}");
    }
}

// The comparison itself: it must notice every change to a valid line.

/// A session on which core and the SDK agree.
fn session() -> Value {
    json!({
        "kind": "access",
        "user": r#""alice""#,
        "info": r#"{"name":"Alice"}"#,
        "calls": [
            { "pattern": r#""**""#, "scopes": ["*:read"], "refused": "Invalid room name or pattern" },
            { "pattern": r#""b""#, "scopes": ["*:write"], "refused": null },
            { "pattern": r#""a*""#, "scopes": ["*:read", "feeds:none"], "refused": null },
        ],
        "sent": {
            "path": "/v2/authorize-user",
            "body": r#"{"userId":"alice","permissions":{"b":["*:write"],"a*":["*:read","feeds:none"]},"userInfo":{"name":"Alice"}}"#,
        },
    })
}

/// The session with the value at a JSON pointer changed.
fn altered(mut line: Value, at: &str, value: impl Into<Value>) -> Value {
    *line.pointer_mut(at).expect("the line has such a place") = value.into();
    line
}

#[tokio::test]
async fn the_unaltered_lines_are_alike() {
    assert_eq!(verdict(&session()).await, Verdict::Alike(Likeness::SameBytes));
    assert_eq!(verdict(&resolution()).await, Verdict::Alike(Likeness::SameAccess));
}

#[tokio::test]
async fn one_altered_byte_is_a_bug() {
    let body = session()["sent"]["body"].as_str().unwrap().to_owned();
    for at in 0..body.len() {
        let mut bytes = body.clone().into_bytes();
        bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
        let line = altered(session(), "/sent/body", String::from_utf8(bytes).unwrap());
        assert!(bug(&line).await.starts_with("core sends"), "byte {at}");
    }
}

#[tokio::test]
async fn another_order_is_a_bug_unless_the_keys_are_integer_like() {
    let body = r#"{"userId":"alice","permissions":{"a*":["*:read","feeds:none"],"b":["*:write"]},"userInfo":{"name":"Alice"}}"#;
    bug(&altered(session(), "/sent/body", body)).await;

    let body =
        r#"{"userId":"alice","permissions":{"7":["*:read","feeds:none"],"b":["*:write"]},"userInfo":{"name":"Alice"}}"#;
    let line = altered(altered(session(), "/sent/body", body), "/calls/2/pattern", r#""7""#);
    assert_eq!(verdict(&line).await, Verdict::Allowed(Difference::IntegerKeys));

    let body = r#"{"userId":"alice","permissions":{"07":["*:read","feeds:none"],"b":["*:write"]},"userInfo":{"name":"Alice"}}"#;
    bug(&altered(altered(session(), "/sent/body", body), "/calls/2/pattern", r#""07""#)).await;
}

#[tokio::test]
async fn another_path_is_a_bug() {
    bug(&altered(session(), "/sent/path", "/v2/identify-user")).await;
}

#[tokio::test]
async fn a_call_refused_by_one_side_only_is_a_bug() {
    assert!(bug(&altered(session(), "/calls/0/refused", Value::Null)).await.starts_with("core rejects"));
    assert!(bug(&altered(session(), "/calls/1/refused", "no")).await.starts_with("core accepts"));
}

#[tokio::test]
async fn a_user_refused_by_one_side_only_is_a_bug_unless_a_limit_says_so() {
    let mut refused = session();
    refused["refused"] = "no".into();
    assert!(bug(&refused).await.starts_with("core accepts the user"));

    assert!(bug(&altered(session(), "/user", r#""""#)).await.starts_with("core rejects the user"));

    let long = format!("{:?}", "a".repeat(129));
    assert_eq!(verdict(&altered(session(), "/user", long)).await, Verdict::Allowed(Difference::UserIdTooLong));
}

#[tokio::test]
async fn a_lone_surrogate_is_allowed_only_where_the_sdk_sent_one() {
    let line = altered(session(), "/user", r#""\ud800""#);
    bug(&line).await;
    let line = altered(line, "/sent/body", r#"{"userId":"\ud800"}"#);
    assert_eq!(verdict(&line).await, Verdict::Allowed(Difference::LoneSurrogate));
}

#[tokio::test]
async fn what_is_not_a_line_is_a_bug() {
    bug(&json!({})).await;
    bug(&json!("text")).await;
    bug(&altered(session(), "/user", "not JSON text")).await;
}

/// A room on which core and the SDK agree.
fn resolution() -> Value {
    json!({
        "kind": "resolution",
        "room": "ab",
        "grants": [["a*", ["*:write", "storage:none"]], ["ab", ["comments:read"]]],
        "matrix": {
            "room": "write", "storage": "none", "comments": "read", "comments:public": "read", "comments:private": "read",
            "feeds": "write", "personal": "write",
        },
    })
}

#[tokio::test]
async fn one_altered_level_is_a_bug() {
    for resource in ["room", "storage", "comments", "comments:public", "comments:private", "feeds", "personal"] {
        for level in ["none", "read", "write"] {
            let mut line = resolution();
            if line["matrix"][resource] != level {
                line["matrix"][resource] = level.into();
                assert!(bug(&line).await.starts_with("core opens"), "{resource} {level}");
            }
        }
    }
    bug(&altered(resolution(), "/matrix", Value::Null)).await;
    bug(&altered(resolution(), "/room", "b")).await;
}
