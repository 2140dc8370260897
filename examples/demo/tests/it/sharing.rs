//! Documents and invitations: who sees what, who can invite whom, and when it takes effect.

use example_demo::{Declined, Document, Invitation, Refusal, Role, Store};
use liveblocks_auth::BoxError;

use crate::place::{Place, texts};

on_both_databases!(
    everybody_sees_every_document_with_their_own_role,
    only_members_see_members_and_only_owners_their_addresses,
    an_invitation_opens_one_document_until_it_is_taken_back,
    the_greater_of_two_roles_counts,
    only_owners_invite_and_only_whom_they_can,
    a_document_that_is_not_shared_is_like_one_that_does_not_exist,
);

const ROADMAP: &str = "acme:docs:roadmap";

async fn invite(
    store: &Store,
    owner: &str,
    room: &str,
    email: &str,
    role: Option<Role>,
) -> Result<Result<Document, Refusal>, BoxError> {
    let owner = store.person(owner).await?.ok_or("no such person")?;
    match store.invite(&owner, Invitation { room: room.to_owned(), email: email.to_owned(), role }).await {
        Ok(document) => Ok(Ok(document)),
        Err(Declined::Refused(refusal)) => Ok(Err(refusal)),
        Err(Declined::Failed(error)) => Err(error.into()),
    }
}

async fn roadmap(store: &Store, person: &str) -> Result<Document, BoxError> {
    let documents = store.documents(person).await?;
    Ok(documents.into_iter().find(|document| document.room == ROADMAP).ok_or("no such document")?)
}

async fn everybody_sees_every_document_with_their_own_role(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
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

async fn only_members_see_members_and_only_owners_their_addresses(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let members = roadmap(&store, "edda").await?.members;
    let found: Vec<_> = members.iter().map(|member| (member.id.as_str(), member.role, member.invited)).collect();
    assert_eq!(found, [("edda", Role::Owner, false), ("emil", Role::Editor, false), ("vera", Role::Viewer, false)]);
    assert!(members.iter().all(|member| member.email == Some(format!("{}@example.com", member.id))), "{members:?}");

    for person in ["emil", "vera"] {
        let members = roadmap(&store, person).await?.members;
        assert_eq!(members.len(), 3, "{person}");
        assert!(members.iter().all(|member| member.email.is_none()), "{person}: {members:?}");
    }
    for person in ["gustav", "nora"] {
        assert_eq!(roadmap(&store, person).await?.members, [], "{person}");
    }
    Ok(())
}

async fn an_invitation_opens_one_document_until_it_is_taken_back(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    for role in [Role::Viewer, Role::Editor] {
        let document = invite(&store, "edda", ROADMAP, " Nora@Example.com ", Some(role)).await??;
        let nora = document.members.iter().find(|member| member.id == "nora").ok_or("she is no member")?;
        assert_eq!((nora.role, nora.invited), (role, true));
        assert_eq!(store.role_in("nora", ROADMAP).await?, Some(role));
        assert_eq!(store.role_in("nora", "acme:docs:launch-plan").await?, None);
        let seen = roadmap(&store, "nora").await?;
        assert_eq!((seen.role, seen.members.len()), (Some(role), 4));
    }
    for _ in 0..2 {
        let document = invite(&store, "edda", ROADMAP, "nora@example.com", None).await??;
        assert_eq!(document.members.len(), 3);
        assert_eq!(store.role_in("nora", ROADMAP).await?, None);
    }
    assert_eq!(texts(&store, "SELECT person_id FROM invitations").await?, [""; 0]);
    Ok(())
}

async fn the_greater_of_two_roles_counts(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    invite(&store, "edda", ROADMAP, "vera@example.com", Some(Role::Editor)).await??;
    assert_eq!(store.role_in("vera", ROADMAP).await?, Some(Role::Editor));
    invite(&store, "edda", ROADMAP, "emil@example.com", Some(Role::Viewer)).await??;
    assert_eq!(store.role_in("emil", ROADMAP).await?, Some(Role::Editor), "what the team gives stays");

    let members = roadmap(&store, "edda").await?.members;
    let found: Vec<_> = members.iter().map(|member| (member.id.as_str(), member.role, member.invited)).collect();
    assert_eq!(found, [("edda", Role::Owner, false), ("emil", Role::Editor, true), ("vera", Role::Editor, true)]);
    Ok(())
}

async fn only_owners_invite_and_only_whom_they_can(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let editor = Some(Role::Editor);
    for (owner, room, email, role, expected) in [
        ("emil", ROADMAP, "nora@example.com", editor, Refusal::NOT_THE_OWNER),
        ("vera", ROADMAP, "vera@example.com", editor, Refusal::NOT_THE_OWNER),
        ("emil", ROADMAP, "vera@example.com", None, Refusal::NOT_THE_OWNER),
        ("edda", ROADMAP, "nora@example.com", Some(Role::Owner), Refusal::ROLE_OF_INVITATION),
        ("edda", ROADMAP, "nobody@example.com", editor, Refusal::UNKNOWN_PERSON),
        ("edda", ROADMAP, "nora@example.com\0", editor, Refusal::UNKNOWN_PERSON),
        ("edda", ROADMAP, "", None, Refusal::UNKNOWN_PERSON),
        ("edda", ROADMAP, "edda@example.com", Some(Role::Viewer), Refusal::OWNS_IT),
    ] {
        let refused = invite(&store, owner, room, email, role).await?;
        assert_eq!(refused, Err(expected), "{owner} invites {email:?} as {role:?}");
    }
    assert_eq!(texts(&store, "SELECT person_id FROM invitations").await?, [""; 0]);
    Ok(())
}

async fn a_document_that_is_not_shared_is_like_one_that_does_not_exist(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    for (person, room) in [
        ("nora", ROADMAP),
        ("gustav", ROADMAP),
        ("edda", "globex:docs:budget"),
        ("edda", "acme:docs:unknown"),
        ("edda", "acme:docs:roadmap\0"),
        ("edda", ""),
    ] {
        let refused = invite(&store, person, room, "vera@example.com", Some(Role::Editor)).await?;
        assert_eq!(refused, Err(Refusal::NO_SUCH_DOCUMENT), "{person} in {room:?}");
    }
    Ok(())
}

#[test]
fn to_take_an_invitation_back_has_to_be_written() {
    let read = |json: &str| serde_json::from_str::<Invitation>(json).map(|invitation| invitation.role);
    assert!(matches!(read(r#"{"room":"r","email":"e","role":"viewer"}"#), Ok(Some(Role::Viewer))));
    assert!(matches!(read(r#"{"room":"r","email":"e","role":null}"#), Ok(None)));
    for faulty in [r#"{"room":"r","email":"e"}"#, r#"{"room":"r","email":"e","role":"boss"}"#] {
        assert!(read(faulty).is_err(), "{faulty}");
    }
}
