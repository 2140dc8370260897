//! Who comes with a session or an API token, asked without HTTP.

use example_demo::session::LIFETIME;
use example_demo::{Person, Store, StoreError, api_token, password};
use liveblocks_auth::BoxError;
use time::OffsetDateTime;

async fn store() -> Result<Store, StoreError> {
    Store::open("sqlite::memory:").await
}

async fn begin(store: &Store, id: &str) -> Result<(Person, String), BoxError> {
    let person = store.person(id).await?.ok_or("no such person")?;
    let session = store.begin_session(&person).await?;
    Ok((person, session))
}

#[tokio::test]
async fn a_session_is_one_persons_until_it_ends() -> Result<(), BoxError> {
    let store = store().await?;
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

#[tokio::test]
async fn a_session_lasts_a_week_and_is_then_deleted() -> Result<(), BoxError> {
    let store = store().await?;
    let (_, session) = begin(&store, "edda").await?;
    let expires: i64 = sqlx::query_scalar("SELECT expires_at FROM sessions").fetch_one(store.pool()).await?;
    let week = OffsetDateTime::now_utc() + LIFETIME;
    assert!((expires - week.unix_timestamp()).abs() < 60, "{expires}");

    let now = OffsetDateTime::now_utc().unix_timestamp();
    sqlx::query("UPDATE sessions SET expires_at = $1").bind(now).execute(store.pool()).await?;
    assert_eq!(store.person_in_session(&session).await?, None);
    begin(&store, "vera").await?;
    let rows: Vec<String> = sqlx::query_scalar("SELECT person_id FROM sessions").fetch_all(store.pool()).await?;
    assert_eq!(rows, ["vera"]);
    Ok(())
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_of_its_owner_and_no_others() -> Result<(), BoxError> {
    let store = store().await?;
    let ((_, edda), (_, emil)) = (begin(&store, "edda").await?, begin(&store, "emil").await?);
    let hash = password::hash("another").await?;
    sqlx::query("UPDATE people SET password_hash = $1 WHERE id = 'edda'").bind(hash).execute(store.pool()).await?;

    assert_eq!(store.person_in_session(&edda).await?, None);
    assert_eq!(store.person_in_session(&emil).await?.map(|person| person.id).as_deref(), Some("emil"));
    Ok(())
}

#[tokio::test]
async fn the_id_of_a_session_is_not_in_the_database() -> Result<(), BoxError> {
    let store = store().await?;
    let (_, session) = begin(&store, "edda").await?;
    let stored: String = sqlx::query_scalar("SELECT sha256 FROM sessions").fetch_one(store.pool()).await?;
    assert!(stored.len() == 64 && stored != session, "{stored}");
    assert_eq!(store.person_in_session(&stored).await?, None);
    Ok(())
}

/// Who is found where Vera is signed in.
async fn found(store: &Store, authorization: &[&[u8]]) -> Result<Option<String>, StoreError> {
    let vera = async { store.person("vera").await };
    Ok(api_token::owner_or(store, authorization.iter().copied(), vera).await?.map(|person| person.id))
}

#[tokio::test]
async fn a_bearer_token_never_falls_back_to_the_session() -> Result<(), BoxError> {
    let store = store().await?;
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

#[tokio::test]
async fn a_database_that_fails_makes_nobody_of_nobody() -> Result<(), BoxError> {
    let store = store().await?;
    let (_, session) = begin(&store, "edda").await?;
    store.close().await;
    assert!(store.person_in_session(&session).await.is_err());
    for authorization in [&[][..], &[b"Bearer demo-token-edda".as_slice()]] {
        assert!(found(&store, authorization).await.is_err(), "{authorization:?}");
    }
    Ok(())
}
