//! Requests with a session or an API token, tested without HTTP.

use example_demo::session::LIFETIME;
use example_demo::{Person, Store, StoreError, api_token, password};
use liveblocks_auth::BoxError;
use time::OffsetDateTime;

use crate::place::{Place, execute, texts};

on_both_databases!(
    a_session_is_one_persons_until_it_ends,
    a_session_lasts_a_week_and_is_then_deleted,
    a_new_password_ends_the_sessions_of_its_owner_and_no_others,
    the_id_of_a_session_is_not_in_the_database,
    the_data_of_a_session_lasts_until_it_ends_or_expires,
    a_bearer_token_never_falls_back_to_the_session,
    a_database_that_fails_makes_nobody_of_nobody,
);

async fn begin(store: &Store, id: &str) -> Result<(Person, String), BoxError> {
    let person = store.person(id).await?.ok_or("no such person")?;
    let session = store.begin_session(&person).await?;
    Ok((person, session))
}

async fn a_session_is_one_persons_until_it_ends(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let (edda, first) = begin(&store, "edda").await?;
    let (_, second) = begin(&store, "edda").await?;
    assert_ne!(first, second);
    assert_eq!(store.person_in_session(&first).await?.as_ref(), Some(&edda));

    store.end_session(&first).await?;
    store.end_session(&first).await?;
    assert_eq!(store.person_in_session(&first).await?, None);
    assert_eq!(store.person_in_session(&second).await?, Some(edda));
    for id in ["", "%", &second[1..], &second.to_uppercase()] {
        assert_eq!(store.person_in_session(id).await?, None, "{id:?}");
    }
    Ok(())
}

async fn a_session_lasts_a_week_and_is_then_deleted(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let (_, session) = begin(&store, "edda").await?;
    let expires: i64 = texts(&store, "SELECT CAST(expires_at AS TEXT) FROM sessions").await?.concat().parse()?;
    let week = OffsetDateTime::now_utc() + LIFETIME;
    assert!((expires - week.unix_timestamp()).abs() < 60, "{expires}");

    let now = OffsetDateTime::now_utc().unix_timestamp();
    execute(&store, &format!("UPDATE sessions SET expires_at = {now}")).await?;
    assert_eq!(store.person_in_session(&session).await?, None);
    begin(&store, "vera").await?;
    assert_eq!(texts(&store, "SELECT person_id FROM sessions").await?, ["vera"]);
    Ok(())
}

async fn a_new_password_ends_the_sessions_of_its_owner_and_no_others(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let ((_, edda), (_, emil)) = (begin(&store, "edda").await?, begin(&store, "emil").await?);
    let hash = password::hash("another").await?;
    execute(&store, &format!("UPDATE people SET password_hash = '{hash}' WHERE id = 'edda'")).await?;

    assert_eq!(store.person_in_session(&edda).await?, None);
    assert_eq!(store.person_in_session(&emil).await?.map(|person| person.id).as_deref(), Some("emil"));
    Ok(())
}

async fn the_id_of_a_session_is_not_in_the_database(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let (_, session) = begin(&store, "edda").await?;
    let stored = texts(&store, "SELECT sha256 FROM sessions").await?.concat();
    assert!(stored.len() == 64 && stored != session, "{stored}");
    assert_eq!(store.person_in_session(&stored).await?, None);
    Ok(())
}

async fn the_data_of_a_session_lasts_until_it_ends_or_expires(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let later = now + 60;
    assert!(store.insert_session_data("id", "{}", later).await?);
    assert!(!store.insert_session_data("id", "[]", later).await?, "the id is taken");
    store.update_session_data("id", "[1]", later + 1).await?;
    assert_eq!(store.session_data("id").await?, Some(("[1]".to_owned(), later + 1)));
    assert_eq!(texts(&store, "SELECT sha256 FROM session_data WHERE sha256 = 'id'").await?.len(), 0);

    store.delete_session_data("id").await?;
    store.update_session_data("id", "{}", later).await?;
    assert_eq!(store.session_data("id").await?, None, "an update doesn't bring it back");

    assert!(store.insert_session_data("expired", "{}", now).await?);
    assert_eq!(store.session_data("expired").await?, None);
    assert!(store.insert_session_data("id", "{}", later).await?);
    assert_eq!(texts(&store, "SELECT data FROM session_data").await?.len(), 1, "expired ones are deleted");
    Ok(())
}

/// Returns the person who is found while Vera is signed in.
async fn found(store: &Store, authorization: &[&[u8]]) -> Result<Option<String>, StoreError> {
    let vera = async { store.person("vera").await };
    Ok(api_token::owner_or(store, authorization.iter().copied(), vera).await?.map(|person| person.id))
}

async fn a_bearer_token_never_falls_back_to_the_session(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let cases: [(&[&[u8]], Option<&str>); 12] = [
        (&[], Some("vera")),
        (&[b"Basic dmVyYQ=="], Some("vera")),
        (&[b""], Some("vera")),
        (&[b"Bearer demo-token-edda"], Some("edda")),
        (&[b"bearer demo-token-edda"], Some("edda")),
        (&[b"Bearer demo-token-nobody"], None),
        (&[b"Bearer"], None),
        (&[b"Bearer "], None),
        (&[b"Bearer demo-token-edda demo-token-edda"], None),
        (&[b"Bearer \xff"], None),
        (&[b"Bearer \0"], None),
        (&[b"Basic dmVyYQ==", b"Bearer demo-token-edda"], None),
    ];
    for (authorization, expected) in cases {
        assert_eq!(found(&store, authorization).await?.as_deref(), expected, "{authorization:?}");
    }
    Ok(())
}

async fn a_database_that_fails_makes_nobody_of_nobody(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let (_, session) = begin(&store, "edda").await?;
    store.close().await;
    assert!(store.person_in_session(&session).await.is_err());
    for authorization in [&[][..], &[b"Bearer demo-token-edda".as_slice()]] {
        assert!(found(&store, authorization).await.is_err(), "{authorization:?}");
    }
    Ok(())
}
