//! New accounts.

use example_demo::{Declined, Person, Refusal, Registration, Store};
use liveblocks_auth::{BoxError, LiveblocksUser as _};

use crate::place::{Place, texts};

on_both_databases!(
    a_new_account_signs_in_and_opens_nothing,
    names_are_what_people_call_themselves,
    an_address_has_one_account,
    what_cannot_be_an_account_is_refused,
);

async fn register(store: &Store, name: &str, email: &str, password: &str) -> Result<Result<Person, Refusal>, BoxError> {
    let registration = Registration { name: name.to_owned(), email: email.to_owned(), password: password.to_owned() };
    match store.register(registration).await {
        Ok(person) => Ok(Ok(person)),
        Err(Declined::Refused(refusal)) => Ok(Err(refusal)),
        Err(Declined::Failed(error)) => Err(error.into()),
    }
}

async fn a_new_account_signs_in_and_opens_nothing(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let mia = register(&store, "Mia", " Mia@Example.org", "correct horse").await??;
    assert_eq!(mia.email, "mia@example.org");
    assert_eq!(store.person(&mia.id).await?, Some(mia.clone()));
    assert_eq!(store.sign_in("mia@example.org", "correct horse".to_owned()).await?, Some(mia.clone()));
    assert_eq!(store.sign_in("mia@example.org", "wrong horse".to_owned()).await?, None);
    assert!(mia.password_hash.starts_with("$argon2id$"));
    assert!(store.documents(&mia.id).await?.iter().all(|document| document.role.is_none()));
    assert_eq!(store.person_of_token(&format!("demo-token-{}", mia.id)).await?, None);
    Ok(())
}

async fn names_are_what_people_call_themselves(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let longest = "é".repeat(60);
    for (n, name) in ["Zoë 😀", "李小龙", "O'Neil; DROP TABLE people", longest.as_str()].into_iter().enumerate() {
        let person = register(&store, &format!("  {name} "), &format!("{n}@example.org"), "12345678").await??;
        assert_eq!(store.person(&person.id).await?.map(|person| person.name).as_deref(), Some(name));
        let info = person.user_info()?.ok_or("no user info")?;
        let info: std::collections::HashMap<String, String> = serde_json::from_str(info.as_json())?;
        assert_eq!(info.get("name").map(String::as_str), Some(name));
    }
    Ok(())
}

async fn an_address_has_one_account(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    for email in ["edda@example.com", " EDDA@example.com "] {
        assert_eq!(register(&store, "Another", email, "12345678").await?, Err(Refusal::TAKEN), "{email:?}");
    }
    let mia = || register(&store, "Mia", "mia@example.org", "12345678");
    let (first, second) = tokio::try_join!(mia(), mia())?;
    assert_eq!([&first, &second].iter().filter(|one| one.is_ok()).count(), 1, "{first:?} {second:?}");
    assert_eq!(texts(&store, "SELECT name FROM people WHERE email = 'mia@example.org'").await?, ["Mia"]);
    Ok(())
}

async fn what_cannot_be_an_account_is_refused(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let long_name = "x".repeat(61);
    let long_email = format!("{}@example.org", "x".repeat(250));
    for (name, email, password, expected) in [
        ("", "mia@example.org", "12345678", Refusal::NAME),
        (" ", "mia@example.org", "12345678", Refusal::NAME),
        ("Mi\na", "mia@example.org", "12345678", Refusal::NAME),
        ("Mi\0a", "mia@example.org", "12345678", Refusal::NAME),
        ("\u{200b}\u{2060}", "mia@example.org", "12345678", Refusal::NAME),
        ("Mia \u{202e}aiM", "mia@example.org", "12345678", Refusal::NAME),
        (&long_name, "mia@example.org", "12345678", Refusal::NAME),
        ("Mia", "", "12345678", Refusal::EMAIL),
        ("Mia", "mia", "12345678", Refusal::EMAIL),
        ("Mia", "@", "12345678", Refusal::EMAIL),
        ("Mia", "mia@", "12345678", Refusal::EMAIL),
        ("Mia", "mia@example@org", "12345678", Refusal::EMAIL),
        ("Mia", "mi a@example.org", "12345678", Refusal::EMAIL),
        ("Mia", "mi\0a@example.org", "12345678", Refusal::EMAIL),
        ("Mia", &long_email, "12345678", Refusal::EMAIL),
        ("Mia", "mia@example.org", "1234567", Refusal::PASSWORD),
    ] {
        let refused = register(&store, name, email, password).await?;
        assert_eq!(refused, Err(expected), "{name:?} {email:?} {password:?}");
    }
    assert_eq!(texts(&store, "SELECT id FROM people").await?.len(), 5);
    Ok(())
}

#[test]
fn nothing_of_a_person_is_in_debug_output() {
    let registration =
        Registration { name: "Mia".to_owned(), email: "mia@example.org".to_owned(), password: "hunter22".to_owned() };
    let text = format!("{registration:?}");
    assert!(!text.contains("Mia") && !text.contains("example") && !text.contains("hunter"), "{text}");
}
