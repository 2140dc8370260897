//! Development tokens in the format of the official dev server.

use std::collections::HashSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use liveblocks_auth::issuer::LocalIssuer;
use liveblocks_auth::{Liveblocks, Permissions, RoomPattern};

use crate::support::Person;

fn local(issuer: LocalIssuer) -> Liveblocks {
    Liveblocks::builder().env_from(|_| None).local_issuer(issuer).build().unwrap()
}

fn zoe() -> Person {
    Person { info: Some(r#"{"name":"Zoë 😀"}"#.into()), groups: Some(vec!["g".into()]), ..Person::new("zoë") }
}

#[tokio::test]
async fn an_access_token_is_what_the_dev_server_would_mint() {
    let mut session = local(LocalIssuer::new()).prepare_session(&zoe()).unwrap();
    session.allow(RoomPattern::under(["acme"]).unwrap(), Permissions::FULL).unwrap();
    let minted = session.authorize().await.unwrap();
    let token = minted.token().expose().to_owned();
    assert_eq!(minted.reply(), format!(r#"{{"token":"{token}"}}"#).as_bytes());

    let parts: Vec<_> = token.split('.').collect();
    assert_eq!(parts.len(), 3);
    assert_eq!(URL_SAFE_NO_PAD.decode(parts[0]).unwrap(), br#"{"alg":"none","typ":"JWT"}"#);
    assert_eq!(parts[2], "");
    let payload = String::from_utf8(URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    assert!(payload.is_ascii(), "{payload}");
    assert!(payload.contains(r#""ui":{"name":"Zo\u00eb \ud83d\ude00"}"#), "{payload}");

    let claims = minted.token().unverified_claims().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let iat = claims["iat"].as_u64().unwrap();
    assert!((now - 60..=now).contains(&iat));
    assert_eq!(claims["exp"], iat + 3600);
    assert_eq!(claims["jti"].as_str().unwrap().len(), 12);
    for (claim, value) in [
        ("k", serde_json::json!("acc")),
        ("pid", serde_json::json!("localdev")),
        ("uid", serde_json::json!("zoë")),
        ("perms", serde_json::json!({"acme:*": ["*:write"]})),
        ("ui", serde_json::json!({"name": "Zoë 😀"})),
        ("gids", serde_json::json!(["g"])),
    ] {
        assert_eq!(claims[claim], value, "{claim}");
    }
}

#[tokio::test]
async fn an_id_token_says_who_and_holds_no_permissions() {
    let minted = local(LocalIssuer::new()).identify_user(&zoe()).await.unwrap();
    let claims = minted.token().unverified_claims().unwrap();
    assert_eq!((&claims["k"], &claims["uid"]), (&serde_json::json!("id"), &serde_json::json!("zoë")));
    assert_eq!(claims["gids"], serde_json::json!(["g"]));
    assert!(claims.get("perms").is_none());
}

#[tokio::test]
async fn the_lifetime_can_be_set() {
    let issuer = LocalIssuer::new().with_lifetime(Duration::from_secs(34));
    let claims = local(issuer).identify_user("alice").await.unwrap().token().unverified_claims().unwrap();
    assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 34);
}

#[tokio::test]
async fn no_token_is_minted_twice() {
    let liveblocks = local(LocalIssuer::new());
    let mut seen = HashSet::new();
    for _ in 0..1000 {
        let minted = liveblocks.identify_user("alice").await.unwrap();
        assert!(seen.insert(minted.token().expose().to_owned()));
    }
}
