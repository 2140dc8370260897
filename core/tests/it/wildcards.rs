//! No wildcard from outside: whatever bytes a client sends, the token's grants are within the
//! policy's.

use liveblocks_auth::{Access, AuthEndpoint, Grants, policy_fn, resolver_fn};
use proptest::prelude::*;

use crate::support::{Person, Recorder, post, send};

/// An endpoint with the most trusting policy possible: grants every requested room.
fn trusting(recorder: &Recorder) -> AuthEndpoint {
    AuthEndpoint::access_tokens(
        recorder.liveblocks(),
        resolver_fn((), async |(), _| Ok(Some(Person::new("mallory")))),
        policy_fn((), async |(), _: &Person, request| {
            Ok(request.room().map_or_else(Grants::none, |room| Grants::room(room, Access::Write)))
        }),
    )
}

/// Checks that this body was granted exactly the one room that it names, or nothing.
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
    assert_eq!(recorder.requests().len(), 1, "the endpoint grants nothing, so the properties above prove nothing");
}
