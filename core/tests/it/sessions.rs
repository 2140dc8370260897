//! Sessions as in the official SDKs, and the requests that they send.

use liveblocks_auth::issuer::TokenKind;
use liveblocks_auth::{AuthReply, AuthRequest, ErrorKind, Minted, Permissions, RoomPattern};

use crate::support::{Person, Recorder, asking_for, code};

fn person() -> Person {
    Person {
        info: Some(r#"{"name":"Alice"}"#.into()),
        organization: Some("org".into()),
        groups: Some(vec!["g1".into(), "g2".into()]),
        ..Person::new("alice")
    }
}

#[tokio::test]
async fn a_session_sends_what_node_sends() {
    let recorder = Recorder::default();
    let mut session = recorder.liveblocks().prepare_session(&person()).unwrap();
    session
        .allow(RoomPattern::under(["b"]).unwrap(), Permissions::parse(["*:write", "comments:read"]).unwrap())
        .unwrap()
        .allow(RoomPattern::exact("1").unwrap(), Permissions::READ)
        .unwrap();
    session.authorize().await.unwrap();
    assert_eq!(
        recorder.bodies(),
        [concat!(
            r#"{"userId":"alice","permissions":{"b:*":["*:write","comments:read"],"1":["*:read"]},"#,
            r#""userInfo":{"name":"Alice"},"organizationId":"org"}"#
        )]
    );
    assert_eq!(recorder.requests()[0].path(), "/v2/authorize-user");
}

#[tokio::test]
async fn an_issuer_reads_what_it_mints() {
    let recorder = Recorder::default();
    recorder.liveblocks().identify_user(&person()).await.unwrap();
    recorder.liveblocks().identify_user("bob").await.unwrap();
    let [alice, bob] = &recorder.requests()[..] else { panic!("two requests") };
    assert_eq!((alice.kind(), alice.user_id(), alice.organization_id()), (TokenKind::Id, "alice", Some("org")));
    assert_eq!(alice.group_ids().unwrap(), ["g1", "g2"]);
    assert_eq!(alice.user_info().unwrap().as_json(), r#"{"name":"Alice"}"#);
    assert!(alice.grants().is_empty() && !alice.remaining().is_zero());
    assert_eq!((bob.organization_id(), bob.group_ids(), bob.user_info().is_none()), (None, None, true));
}

#[tokio::test]
async fn what_is_not_there_is_left_out() {
    let recorder = Recorder::default();
    recorder.liveblocks().prepare_session("alice").unwrap().authorize().await.unwrap();
    recorder.liveblocks().identify_user("alice").await.unwrap();
    assert_eq!(recorder.bodies(), [r#"{"userId":"alice","permissions":{}}"#, r#"{"userId":"alice"}"#]);
}

#[tokio::test]
async fn an_id_token_names_groups_and_organization() {
    let recorder = Recorder::default();
    recorder.liveblocks().identify_user(&person()).await.unwrap();
    let none = Person { groups: Some(Vec::new()), ..Person::new("alice") };
    recorder.liveblocks().identify_user(&none).await.unwrap();
    assert_eq!(
        recorder.bodies(),
        [
            r#"{"userId":"alice","groupIds":["g1","g2"],"userInfo":{"name":"Alice"},"organizationId":"org"}"#,
            r#"{"userId":"alice","groupIds":[]}"#
        ]
    );
}

#[tokio::test]
async fn a_session_of_a_request_refuses_what_the_endpoint_refuses() {
    let recorder = Recorder::default();
    let request = asking_for("acme:plan");
    let mut session = request.prepare_session(&recorder.liveblocks(), "alice").unwrap();
    session.allow(RoomPattern::under(["globex"]).unwrap(), Permissions::FULL).unwrap();
    let error = session.authorize().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Denied);
    assert_eq!(code(&AuthReply::from(error)), "denied");
    assert!(recorder.requests().is_empty());

    let mut session = request.prepare_session(&recorder.liveblocks(), "alice").unwrap();
    session.allow(request.room().unwrap(), Permissions::FULL).unwrap();
    assert_eq!(code(&AuthReply::from(session.authorize().await.unwrap())), "minted");
}

#[tokio::test]
async fn a_session_of_a_request_without_a_room_is_minted() {
    let recorder = Recorder::default();
    AuthRequest::without_room().prepare_session(&recorder.liveblocks(), "alice").unwrap().authorize().await.unwrap();
    AuthRequest::without_room().identify_user(&recorder.liveblocks(), "alice").await.unwrap();
    assert_eq!(recorder.requests().len(), 2);
}

#[tokio::test]
async fn a_session_that_nobody_asked_for_is_minted_as_it_is() {
    let recorder = Recorder::default();
    recorder.liveblocks().prepare_session("alice").unwrap().authorize().await.unwrap();
    assert_eq!(recorder.requests().len(), 1);
}

#[tokio::test]
async fn tokens_are_never_shared() {
    let recorder = Recorder::default();
    let endpoint = crate::support::endpoint(recorder.liveblocks());
    let request = crate::support::good();
    futures_util::future::join_all((0..10).map(|_| crate::support::send(&endpoint, &request))).await;
    assert_eq!(recorder.requests().len(), 10);
}

#[test]
fn a_reply_with_a_token_is_taken_to_the_byte() {
    for reply in [r#"{"token":"a.b.c"}"#, r#"{"token":"a.b."}"#, " {\"x\":[1],\n\"token\":\"e30.e30.s_-\"} "] {
        assert_eq!(Minted::from_reply(reply).unwrap().reply(), reply.as_bytes());
    }
}

#[test]
fn a_reply_without_a_token_is_refused() {
    for reply in [
        "",
        "null",
        "[]",
        "{}",
        "<html>",
        r#"{"token":1}"#,
        r#"{"token":""}"#,
        r#"{"token":"a"}"#,
        r#"{"token":"a.b"}"#,
        r#"{"token":"a.b.c.d"}"#,
        r#"{"token":".b.c"}"#,
        r#"{"token":"a..c"}"#,
        r#"{"token":"a.b.c d"}"#,
        r#"{"token":"a.b.é"}"#,
        r#"{"token":"a.b.c","token":"d.e.f"}"#,
        r#"{"token":"a.b.c"}x"#,
    ] {
        assert_eq!(Minted::from_reply(reply).unwrap_err().kind(), ErrorKind::InvalidReply, "{reply}");
    }
}

#[test]
fn claims_can_be_shown() {
    let minted = Minted::from_reply(r#"{"token":"e30.eyJ1aWQiOiJhbGljZSJ9.s"}"#).unwrap();
    assert_eq!(minted.token().unverified_claims().unwrap()["uid"], "alice");
    assert_eq!(minted.token().expose(), "e30.eyJ1aWQiOiJhbGljZSJ9.s");
    assert_eq!(Minted::from_reply(r#"{"token":"a.!!.c"}"#).unwrap().token().unverified_claims(), None);
}
