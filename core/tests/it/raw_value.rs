//! serde_json's feature `raw_value` must not change what a page sent, or cause a stack overflow.
//!
//! With the feature, `serde_json::Value` reads the object
//! `{"$serde_json::private::RawValue": "<json>"}` as the JSON in its text, with a fresh recursion
//! limit. Core doesn't enable the feature, but another crate of an application can: axum's `json`
//! does. The conformance kit enables it for these tests.

use liveblocks_auth::{AuthEndpoint, policy_fn};

use crate::support::{Person, Recorder, acme, alice, code, outcome, post, send};

const KEY: &str = "$serde_json::private::RawValue";
const ESCAPED: &str = r"\u0024serde_json::private::Raw\u0056alue";

/// Sends a body to an endpoint whose policy reads everything that the page sends.
async fn curious(body: &[u8]) -> String {
    let policy = policy_fn((), async |(), _: &Person, request| {
        request.data::<serde_json::Value>()?;
        Ok(acme())
    });
    let endpoint = AuthEndpoint::access_tokens(Recorder::default().liveblocks(), alice(), policy);
    code(&send(&endpoint, &post(body)).await)
}

/// Builds a body of at most 16 KiB: the key, again and again, with arrays in between, up to the
/// recursion limit of each text.
fn bomb(key: &str) -> String {
    let mut json = "1".to_owned();
    loop {
        let arrays = format!("{}{json}{}", "[".repeat(126), "]".repeat(126));
        let next = format!(r#"{{"{key}":{}}}"#, serde_json::Value::from(arrays.clone()));
        if next.len() > 16_000 {
            return format!(r#"{{"room":"acme:plan","x":{json}}}"#);
        }
        json = next;
    }
}

#[tokio::test]
async fn the_key_is_rejected_at_any_depth() {
    for key in [KEY, ESCAPED] {
        for value in [
            format!(r#"{{"{key}":"1"}}"#),
            format!(r#"{{"{key}":1}}"#),
            format!(r#"{{"b":1,"{key}" : "1"}}"#),
            format!(r#"[[{{"a":[{{"{key}":"1"}}]}}]]"#),
        ] {
            let body = format!(r#"{{"room":"acme:plan","a":{value}}}"#);
            assert_eq!(curious(body.as_bytes()).await, "body", "{body}");
        }
        let body = format!(r#"{{"{key}":"{{}}"}}"#);
        assert_eq!(curious(body.as_bytes()).await, "body", "{body}");
    }
    // With the feature `arbitrary_precision`, serde_json reads this as a number.
    let body = r#"{"room":"acme:plan","a":{"$serde_json::private::Number":"1"}}"#;
    assert_eq!(curious(body.as_bytes()).await, "body");
}

#[tokio::test]
async fn a_text_that_looks_like_the_key_is_data() {
    for value in [
        format!(r#""{KEY}""#),
        format!(r#"["{KEY}"]"#),
        format!(r#"{{"a":"{KEY}"}}"#),
        format!(r#"{{"a":"{{\"{KEY}\":1}}"}}"#),
        format!(r#"{{"\\{KEY}":2,"serde_json::private::RawValue":1}}"#),
    ] {
        let body = format!(r#"{{"room":"acme:plan","a":{value}}}"#);
        assert_eq!(curious(body.as_bytes()).await, "minted", "{body}");
    }
}

#[tokio::test]
async fn nesting_ends_at_128_levels() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        for (depth, expected) in [(1, "minted"), (127, "minted"), (128, "body"), (2000, "body")] {
            let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let body = format!(r#"{{"room":"acme:plan","x":{nested}}}"#);
            assert_eq!(outcome(&post(body.as_bytes())).await, expected, "{depth} of {open}");
        }
    }
    let siblings = format!(r#"{{"room":"acme:plan","x":[{}[]]}}"#, "[],{},".repeat(500));
    assert_eq!(outcome(&post(siblings.as_bytes())).await, "minted", "wide is not deep");
    let brackets = format!(r#"{{"room":"acme:plan","x":"{}\"{}"}}"#, "[".repeat(500), "{".repeat(500));
    assert_eq!(outcome(&post(brackets.as_bytes())).await, "minted", "brackets in a text are not nesting");
}

/// In a child process, because a stack overflow aborts the process.
#[test]
fn the_bomb_does_not_abort_the_process() {
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "raw_value::bomb_goes_off_here", "--ignored", "--nocapture"])
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{status}");
}

#[test]
#[ignore = "the other half of the_bomb_does_not_abort_the_process, which runs it"]
fn bomb_goes_off_here() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    for key in [KEY, ESCAPED] {
        let body = bomb(key);
        assert!(body.len() > 8_000, "{}", body.len());
        assert_eq!(runtime.block_on(curious(body.as_bytes())), "body");
    }
}
