//! No wildcard from outside: for every byte string that a client can send, the granted set is
//! inside what the policy granted.

use liveblocks_auth::{Access, AuthEndpoint, Grants, policy_fn, resolver_fn};
use proptest::prelude::*;

use crate::support::{Person, Recorder, post, send};

/// A policy as trusting as can be: whatever room is asked for is granted.
fn trusting(recorder: &Recorder) -> AuthEndpoint {
    AuthEndpoint::access_tokens(
        recorder.liveblocks(),
        resolver_fn((), async |(), _| Ok(Some(Person::new("mallory")))),
        policy_fn((), async |(), _: &Person, request| {
            Ok(request.room().map_or_else(Grants::none, |room| Grants::room(room, Access::Write)))
        }),
    )
}

/// What was granted for this body; it must be exactly the one room that the body names, or nothing.
fn check(body: &[u8]) -> Result<(), TestCaseError> {
    let recorder = Recorder::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(send(&trusting(&recorder), &post(body)));
    for request in recorder.requests() {
        let named = serde_json::from_slice::<serde_json::Value>(body)
            .ok()
            .and_then(|body| body["room"].as_str().map(str::to_owned));
        let granted: Vec<_> = request.grants().iter().map(|(pattern, _)| pattern.to_string()).collect();
        prop_assert_eq!(&granted, &named.into_iter().collect::<Vec<_>>());
        prop_assert!(granted.iter().all(|pattern| !pattern.contains('*')));
        prop_assert!(request.grants().iter().all(|(pattern, _)| !pattern.is_wildcard()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn for_any_bytes(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        check(&body)?;
    }

    #[test]
    fn for_any_room(room in any::<String>()) {
        check(serde_json::json!({ "room": room }).to_string().as_bytes())?;
    }

    #[test]
    fn for_rooms_that_look_like_patterns(room in r"[*a:\\\x00-\x1f]{0,6}\*?[*a:]{0,3}") {
        check(serde_json::json!({ "room": room }).to_string().as_bytes())?;
    }

    #[test]
    fn for_rooms_with_escapes(room in r#"(a|:|\\u002[aA]|\\u0000|\\n|\\ud83d\\ude00|\*){0,8}"#) {
        check(format!(r#"{{"room":"{room}"}}"#).as_bytes())?;
    }
}

#[test]
fn a_plain_room_is_granted_by_this_policy() {
    let recorder = Recorder::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(send(&trusting(&recorder), &post(br#"{"room":"acme:plan"}"#)));
    assert_eq!(recorder.requests().len(), 1, "or the properties above would hold for an endpoint that grants nothing");
}
