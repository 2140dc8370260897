//! The limits that Liveblocks documents, checked before a request is sent.

use liveblocks_auth::{Error, ErrorKind, Grants, Permissions, RoomPattern, UserInfo};

use crate::support::{Person, Recorder, code, good};

/// Returns the request to Liveblocks for this person, or the error that prevents it.
async fn shown(person: Person) -> Result<String, Error> {
    let recorder = Recorder::default();
    let session = recorder.liveblocks().prepare_session(&person);
    let session = match session {
        Ok(session) => session,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Limit);
            assert!(recorder.requests().is_empty());
            return Err(error);
        }
    };
    session.authorize().await?;
    Ok(recorder.bodies().remove(0))
}

fn with_info(info: impl Into<String>) -> Person {
    Person { info: Some(info.into()), ..Person::new("alice") }
}

#[tokio::test]
async fn a_user_id_has_at_most_128_units() {
    for (id, legal) in [
        ("a".repeat(127), true),
        ("a".repeat(128), true),
        ("a".repeat(129), false),
        ("😀".repeat(64), true),
        ("😀".repeat(65), false),
    ] {
        assert_eq!(shown(Person::new(&id)).await.is_ok(), legal, "{}", id.len());
    }
}

#[tokio::test]
async fn a_user_id_is_not_empty() {
    assert!(shown(Person::new("")).await.is_err());
}

#[tokio::test]
async fn user_info_has_at_most_1024_units_of_json() {
    for (filler, count, legal) in
        [("a", 1015, true), ("a", 1016, true), ("a", 1017, false), ("😀", 508, true), ("😀", 509, false)]
    {
        let info = format!(r#"{{"a":"{}"}}"#, filler.repeat(count));
        assert_eq!(info.encode_utf16().count() <= 1024, legal, "the test case is wrong");
        assert_eq!(shown(with_info(info)).await.is_ok(), legal, "{count} of {filler}");
    }
}

#[tokio::test]
async fn user_info_is_an_object_with_every_key_once() {
    for info in ["null", "[]", "7", r#""Alice""#, "", "{", r#"{"a":1,"a":2}"#] {
        assert!(shown(with_info(info)).await.is_err(), "{info}");
    }
}

#[tokio::test]
async fn user_info_holds_no_half_of_a_character() {
    for info in
        [r#"{"a":"\ud800"}"#, r#"{"a":{"b":["\udc00x"]}}"#, r#"{"a":"\ud83d\u0041"}"#, r#"{"a":"\\\ud83d\\ude00"}"#]
    {
        assert!(shown(with_info(info)).await.is_err(), "{info}");
    }
    for info in [r#"{"a":"\ud83d\uDE00\n\\ud800"}"#, r#"{"a\\":"\\\ud83d\ude00\""}"#] {
        assert!(shown(with_info(info)).await.is_ok(), "{info}");
    }
}

#[tokio::test]
async fn user_info_may_be_nested_as_deeply_as_it_is_long() {
    assert!(shown(with_info(format!(r#"{{"a":{}{}}}"#, "[".repeat(500), "]".repeat(500)))).await.is_ok());
}

#[tokio::test]
async fn name_and_avatar_are_text() {
    for info in [r#"{"name":7}"#, r#"{"name":null}"#, r#"{"avatar":["x"]}"#] {
        assert!(shown(with_info(info)).await.is_err(), "{info}");
    }
    assert!(shown(with_info(r#"{"name":"Alice","avatar":"https://example.com/a.png","age":7}"#)).await.is_ok());
}

#[tokio::test]
async fn an_organization_id_is_not_empty() {
    assert!(shown(Person { organization: Some(String::new()), ..Person::new("alice") }).await.is_err());
}

#[tokio::test]
async fn what_is_within_the_limits_is_sent_as_it_is() {
    let person = Person { organization: Some("org".into()), ..with_info(r#"{"name":"Zoë 😀","n":1e21}"#) };
    assert_eq!(
        shown(person).await.unwrap(),
        r#"{"userId":"alice","permissions":{},"userInfo":{"name":"Zoë 😀","n":1e21},"organizationId":"org"}"#
    );
}

#[test]
fn there_are_at_most_10_entries() {
    let room = |number: usize| RoomPattern::exact(format!("r{number}")).unwrap();
    let mut grants = Grants::none();
    for number in 0..10 {
        grants.allow(room(number), Permissions::READ).unwrap();
    }
    assert_eq!(grants.allow(room(10), Permissions::READ).unwrap_err().kind(), ErrorKind::Limit);
    grants.allow(room(3), Permissions::FULL).expect("a pattern that is already in the grants does not count");
    assert_eq!(grants.len(), 10);
}

#[test]
fn a_permission_list_is_not_empty() {
    let error = Grants::none().allow(RoomPattern::all(), Permissions::none()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
}

#[test]
fn user_info_is_made_from_values_and_from_entries() {
    #[derive(serde::Serialize)]
    struct Info<'a> {
        name: &'a str,
        color: &'a str,
    }
    let info = UserInfo::new(&Info { name: "Zoë", color: "#f0f" }).unwrap();
    assert_eq!(info.as_json(), r##"{"name":"Zoë","color":"#f0f"}"##);
    let info = UserInfo::from_entries([("name", "Zoë"), ("color", "#f0f")]).unwrap();
    assert_eq!(info.as_json(), r##"{"name":"Zoë","color":"#f0f"}"##);
    assert!(UserInfo::from_entries([("a", 1), ("a", 2)]).is_err());
    assert!(UserInfo::new("text").is_err());
}

#[tokio::test]
async fn a_broken_limit_is_our_fault_and_not_the_users() {
    let endpoint = liveblocks_auth::AuthEndpoint::id_tokens(
        Recorder::default().liveblocks(),
        liveblocks_auth::resolver_fn((), async |(), _| Ok(Some(Person::new("")))),
    );
    assert_eq!(code(&crate::support::send(&endpoint, &good()).await), "unavailable");
}
