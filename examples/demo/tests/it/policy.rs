//! Tests the policy itself, without HTTP, a token or Liveblocks: who can open which document?

use std::collections::HashMap;

use example_demo::{DocumentPolicy, Store};
use liveblocks_auth::{Access, AccessPolicy as _, AuthRequest, BoxError, ErrorKind, Grants, Permissions, RoomId};

use crate::place::Place;

on_both_databases!(
    owners_and_editors_write_the_room_asked_for_and_no_other,
    viewers_read,
    another_team_and_no_team_get_nothing,
    a_document_that_does_not_exist_is_refused_like_any_other,
    without_a_room_nothing_opens,
    the_wish_narrows_and_never_widens,
    an_unfit_wish_is_the_fault_of_the_page,
);

const ROADMAP: &str = "acme:docs:roadmap";

async fn ask(store: &Store, person: &str, request: AuthRequest) -> Result<Grants, BoxError> {
    let person = store.person(person).await?.ok_or("no such person")?;
    DocumentPolicy::new(store.clone()).grant(&person, &request).await
}

fn request(room: &str) -> Result<AuthRequest, BoxError> {
    Ok(AuthRequest::for_room(room.parse()?))
}

fn read_only(room: &str, value: bool) -> Result<AuthRequest, BoxError> {
    Ok(request(room)?.with_data(&HashMap::from([("read_only", value)]))?)
}

fn storage(grants: &Grants, room: &str) -> Result<Access, BoxError> {
    Ok(grants.opens(&RoomId::new(room)?).map_or(Access::None, |access| access.storage()))
}

async fn owners_and_editors_write_the_room_asked_for_and_no_other(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    for person in ["edda", "emil"] {
        let grants = ask(&store, person, request(ROADMAP)?).await?;
        assert_eq!(storage(&grants, ROADMAP)?, Access::Write, "{person}");
        assert_eq!(storage(&grants, "acme:docs:launch-plan")?, Access::None, "{person}");
        assert_eq!(grants.len(), 1, "{person}: {grants:?}");
    }
    Ok(())
}

async fn viewers_read(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let grants = ask(&store, "vera", request(ROADMAP)?).await?;
    assert_eq!(storage(&grants, ROADMAP)?, Access::Read);
    let permissions =
        grants.iter().map(|(pattern, permissions)| (pattern.to_string(), permissions)).collect::<Vec<_>>();
    assert_eq!(permissions, [(ROADMAP.to_owned(), Permissions::READ)]);
    Ok(())
}

async fn another_team_and_no_team_get_nothing(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    for person in ["gustav", "nora"] {
        assert!(ask(&store, person, request(ROADMAP)?).await?.is_empty(), "{person}");
    }
    assert!(ask(&store, "edda", request("globex:docs:budget")?).await?.is_empty());
    assert_eq!(
        storage(&ask(&store, "gustav", request("globex:docs:budget")?).await?, "globex:docs:budget")?,
        Access::Write
    );
    Ok(())
}

async fn a_document_that_does_not_exist_is_refused_like_any_other(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    for room in ["acme:docs:unknown", "acme", "acme:docs:roadmap ", "ACME:docs:roadmap", "acme:docs:%", "' OR 1=1 --"] {
        assert!(ask(&store, "edda", request(room)?).await?.is_empty(), "{room}");
    }
    Ok(())
}

async fn without_a_room_nothing_opens(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    assert!(ask(&store, "edda", AuthRequest::without_room()).await?.is_empty());
    Ok(())
}

async fn the_wish_narrows_and_never_widens(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    for (person, wish, expected) in [
        ("edda", true, Access::Read),
        ("edda", false, Access::Write),
        ("vera", true, Access::Read),
        ("vera", false, Access::Read),
        ("nora", true, Access::None),
        ("nora", false, Access::None),
    ] {
        let grants = ask(&store, person, read_only(ROADMAP, wish)?).await?;
        assert_eq!(storage(&grants, ROADMAP)?, expected, "{person}, read_only: {wish}");
    }
    Ok(())
}

async fn an_unfit_wish_is_the_fault_of_the_page(place: &Place) -> Result<(), BoxError> {
    let store = place.store().await?;
    let request = request(ROADMAP)?.with_data(&HashMap::from([("read_only", "yes")]))?;
    let error = ask(&store, "edda", request).await.err().ok_or("it was granted")?;
    assert_eq!(error.downcast_ref::<liveblocks_auth::Error>().map(|error| error.kind()), Some(ErrorKind::Data));
    Ok(())
}
