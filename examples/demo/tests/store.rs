//! The database: who signs in, what is kept, and what is not.

use example_demo::{Role, Store, StoreError, seed};
use liveblocks_auth::{BoxError, LiveblocksUser as _};

async fn store() -> Result<Store, StoreError> {
    Store::open("sqlite::memory:").await
}

#[tokio::test]
async fn the_right_password_signs_in_and_nothing_else_does() -> Result<(), BoxError> {
    let store = store().await?;
    for (email, password, expected) in [
        ("edda@example.com", "demo", Some("edda")),
        (" Edda@Example.COM ", "demo", Some("edda")),
        ("nora@example.com", "demo", Some("nora")),
        ("edda@example.com", "Demo", None),
        ("edda@example.com", "", None),
        ("nobody@example.com", "demo", None),
        ("", "demo", None),
        ("%", "demo", None),
    ] {
        let person = store.sign_in(email, password.to_owned()).await?;
        assert_eq!(person.as_ref().map(|person| person.id.as_str()), expected, "{email:?} with {password:?}");
    }
    Ok(())
}

#[tokio::test]
async fn an_api_token_belongs_to_one_person() -> Result<(), BoxError> {
    let store = store().await?;
    for person in &seed::PEOPLE {
        let found = store.person_of_token(&person.api_token()).await?;
        assert_eq!(found.map(|found| found.id).as_deref(), Some(person.id));
    }
    for token in ["demo-token-nobody", "demo-token-", "", "DEMO-TOKEN-EDDA"] {
        assert_eq!(store.person_of_token(token).await?, None, "{token:?}");
    }
    Ok(())
}

#[tokio::test]
async fn neither_passwords_nor_tokens_are_stored() -> Result<(), BoxError> {
    let store = store().await?;
    let hashes: Vec<String> = sqlx::query_scalar("SELECT password_hash FROM people").fetch_all(store.pool()).await?;
    assert!(hashes.iter().all(|hash| hash.starts_with("$argon2id$")), "{hashes:?}");
    let different: std::collections::HashSet<_> = hashes.iter().collect();
    assert_eq!(different.len(), seed::PEOPLE.len(), "one password, but each hash has its own salt");

    let tokens: Vec<String> = sqlx::query_scalar("SELECT sha256 FROM api_tokens").fetch_all(store.pool()).await?;
    assert_eq!(tokens.len(), seed::PEOPLE.len());
    assert!(tokens.iter().all(|token| token.len() == 64 && !token.contains("demo")), "{tokens:?}");
    Ok(())
}

#[tokio::test]
async fn seeding_again_changes_nothing() -> Result<(), BoxError> {
    let store = store().await?;
    let before = store.person("edda").await?;
    sqlx::query("UPDATE memberships SET role = 'viewer' WHERE person_id = 'edda'").execute(store.pool()).await?;

    seed::fill(store.pool()).await?;

    assert_eq!(store.person("edda").await?, before);
    assert_eq!(store.role_in("edda", "acme:docs:roadmap").await?, Some(Role::Viewer), "what was changed stays");
    let people: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM people").fetch_one(store.pool()).await?;
    assert_eq!(people, 5);
    Ok(())
}

#[tokio::test]
async fn everybody_sees_every_document_with_their_own_role() -> Result<(), BoxError> {
    let store = store().await?;
    for (person, acme, globex) in
        [("edda", Some(Role::Owner), None), ("gustav", None, Some(Role::Editor)), ("nora", None, None)]
    {
        let documents = store.documents(person).await?;
        let found: Vec<_> = documents.iter().map(|document| (document.room.as_str(), document.role)).collect();
        let expected = [("acme:docs:launch-plan", acme), ("acme:docs:roadmap", acme), ("globex:docs:budget", globex)];
        assert_eq!(found, expected, "{person}");
    }
    Ok(())
}

#[tokio::test]
async fn a_file_keeps_the_key_and_the_people_through_a_restart() -> Result<(), BoxError> {
    let directory = tempfile::tempdir()?;
    let url = format!("sqlite://{}", directory.path().join("demo.sqlite").display());

    let first = Store::open(&url).await?;
    let (key, edda) = (first.session_key().await?, first.person("edda").await?);
    assert_eq!(key.len(), 64);
    assert_eq!(first.session_key().await?, key);
    first.close().await;

    let second = Store::open(&url).await?;
    assert_eq!(second.session_key().await?, key);
    assert_eq!(second.person("edda").await?, edda);
    assert!(edda.is_some());

    assert_ne!(store().await?.session_key().await?, key, "another database has another key");
    Ok(())
}

#[tokio::test]
async fn a_damaged_key_is_an_error_and_not_a_new_key() -> Result<(), BoxError> {
    let store = store().await?;
    store.session_key().await?;
    for damaged in ["", "00", "zz", "0"] {
        sqlx::query("UPDATE secrets SET value = $1").bind(damaged).execute(store.pool()).await?;
        assert!(matches!(store.session_key().await, Err(StoreError::SessionKey)), "{damaged:?}");
    }
    Ok(())
}

#[tokio::test]
async fn another_kind_of_database_is_refused_without_repeating_its_password() -> Result<(), BoxError> {
    for url in ["postgres://demo:hunter2@localhost/demo", "demo.sqlite", "mysql://demo:hunter2@localhost"] {
        let error = Store::open(url).await.err().ok_or("it was opened")?;
        let text = format!("{error} {error:?}");
        assert!(text.contains("DATABASE_URL") && !text.contains("hunter2"), "{text}");
    }
    Ok(())
}

#[tokio::test]
async fn liveblocks_is_told_the_name_and_the_colour_and_nobody_is_told_more() -> Result<(), BoxError> {
    let edda = store().await?.person("edda").await?.ok_or("no such person")?;
    let info = edda.user_info()?.ok_or("no user info")?;
    assert_eq!(info.as_json(), r##"{"name":"Edda","color":"#c2410c"}"##);
    assert_eq!(edda.user_id(), "edda");
    let debug = format!("{edda:?}");
    assert!(!debug.contains("argon2") && !debug.contains("example.com"), "{debug}");
    Ok(())
}
