//! The database: signing in, and what is and isn't stored.

use example_demo::{Role, Store, StoreError, seed};
use liveblocks_auth::{BoxError, LiveblocksUser as _};

use crate::place::{Place, execute, texts};

on_both_databases!(
    the_right_password_signs_in_and_nothing_else_does,
    an_api_token_belongs_to_one_person,
    neither_passwords_nor_tokens_are_stored,
    seeding_again_changes_nothing,
    the_key_and_the_people_stay_through_a_restart,
    a_damaged_key_is_an_error_and_not_a_new_key,
    liveblocks_is_told_the_name_and_the_colour_and_nobody_is_told_more,
);

on_postgres!(postgres_alone: two_programs_at_once_fill_it_once);

async fn the_right_password_signs_in_and_nothing_else_does(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    for (email, password, expected) in [
        ("edda@example.com", "demo", Some("edda")),
        (" Edda@Example.COM ", "demo", Some("edda")),
        ("nora@example.com", "demo", Some("nora")),
        ("edda@example.com", "Demo", None),
        ("edda@example.com", "", None),
        ("nobody@example.com", "demo", None),
        ("", "demo", None),
        ("edda@example.com\0", "demo", None),
        ("%", "demo", None),
    ] {
        let person = store.sign_in(email, password.to_owned()).await?;
        assert_eq!(person.as_ref().map(|person| person.id.as_str()), expected, "{email:?} with {password:?}");
    }
    Ok(())
}

async fn an_api_token_belongs_to_one_person(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    for person in &seed::PEOPLE {
        let found = store.person_of_token(&person.api_token()).await?;
        assert_eq!(found.map(|found| found.id).as_deref(), Some(person.id));
    }
    for token in ["demo-token-nobody", "demo-token-", "", "DEMO-TOKEN-EDDA"] {
        assert_eq!(store.person_of_token(token).await?, None, "{token:?}");
    }
    Ok(())
}

async fn neither_passwords_nor_tokens_are_stored(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let hashes = texts(&store, "SELECT password_hash FROM people").await?;
    assert!(hashes.iter().all(|hash| hash.starts_with("$argon2id$")), "{hashes:?}");
    let different: std::collections::HashSet<_> = hashes.iter().collect();
    assert_eq!(different.len(), seed::PEOPLE.len(), "one password, but each hash has its own salt");

    let tokens = texts(&store, "SELECT sha256 FROM api_tokens").await?;
    assert_eq!(tokens.len(), seed::PEOPLE.len());
    assert!(tokens.iter().all(|token| token.len() == 64 && !token.contains("demo")), "{tokens:?}");
    Ok(())
}

async fn seeding_again_changes_nothing(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let before = store.person("edda").await?;
    execute(&store, "UPDATE memberships SET role = 'viewer' WHERE person_id = 'edda'").await?;

    seed::fill(store.database()).await?;

    assert_eq!(store.person("edda").await?, before);
    assert_eq!(store.role_in("edda", "acme:docs:roadmap").await?, Some(Role::Viewer), "what was changed stays");
    assert_eq!(texts(&store, "SELECT id FROM people").await?.len(), 5);
    Ok(())
}

async fn the_key_and_the_people_stay_through_a_restart(place: &Place) -> Result<(), BoxError> {
    let first = place.store().await?;
    let (key, edda) = (first.session_key().await?, first.person("edda").await?);
    assert_eq!(key.len(), 64);
    assert_eq!(first.session_key().await?, key);
    first.close().await;

    let second = place.store().await?;
    assert_eq!(second.session_key().await?, key);
    assert_eq!(second.person("edda").await?, edda);
    assert!(edda.is_some());

    assert_ne!(Store::open("sqlite::memory:").await?.session_key().await?, key, "another database has another key");
    Ok(())
}

async fn a_damaged_key_is_an_error_and_not_a_new_key(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    store.session_key().await?;
    for damaged in ["", "00", "zz", "0"] {
        execute(&store, &format!("UPDATE secrets SET value = '{damaged}'")).await?;
        assert!(matches!(store.session_key().await, Err(StoreError::SessionKey)), "{damaged:?}");
    }
    Ok(())
}

/// A server has many programs. If two create the same SQLite file at the same moment, one fails
/// with an error and can be started again.
async fn two_programs_at_once_fill_it_once(place: &Place) -> Result<(), BoxError> {
    let (first, second) = tokio::try_join!(place.store(), place.store())?;
    assert_eq!(first.session_key().await?, second.session_key().await?);
    assert_eq!(texts(&first, "SELECT id FROM people").await?.len(), seed::PEOPLE.len());
    Ok(())
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_named_without_its_password() -> Result<(), BoxError> {
    for (url, named) in [
        ("demo.sqlite", "neither"),
        ("mysql://demo:hunter2@localhost", "neither"),
        ("hunter2", "neither"),
        ("host=localhost user=demo password=hunter2", "neither"),
        ("hunter2:x", "neither"),
        ("postgres://demo:12#hunter2@localhost/demo", "%23"),
        ("postgres://demo:12/hunter2@localhost/demo", "%2F"),
        ("postgres://demo:12?hunter2@localhost/demo", "%3F"),
        ("postgres://demo:hunter2@127.0.0.1:1/demo#hunter2", "%23"),
        ("postgres://demo:hunter2@127.0.0.1:1/demo", "PostgreSQL at 127.0.0.1:1/demo"),
        ("postgres://demo:hunter2@127.0.0.1:port/demo", "cannot be read"),
        ("sqlite:///nowhere/at/all.sqlite", "directory exists"),
    ] {
        let error = Store::open(url).await.err().ok_or("it was opened")?;
        let text = format!("{error} {error:?}");
        assert!(text.contains("DATABASE_URL") && text.contains(named), "{url}: {text}");
        assert!(!text.contains("hunter2"), "{url}: {text}");
    }
    Ok(())
}

async fn liveblocks_is_told_the_name_and_the_colour_and_nobody_is_told_more(place: &Place) -> Result<(), BoxError> {
    let edda = place.store().await?.person("edda").await?.ok_or("no such person")?;
    let info = edda.user_info()?.ok_or("no user info")?;
    assert_eq!(info.as_json(), r##"{"name":"Edda","color":"#c2410c"}"##);
    assert_eq!(edda.user_id(), "edda");
    let debug = format!("{edda:?}");
    assert!(!debug.contains("argon2") && !debug.contains("example.com"), "{debug}");
    Ok(())
}
