//! Every form of a resolver and of a policy.

use std::sync::Arc;

use liveblocks_auth::{
    Access, AccessPolicy, AuthRequest, BoxError, Grants, RequestHead, RoomId, UserResolver, policy_fn, resolver_fn,
    room_policy_fn,
};

struct User {
    name: String,
}

struct Db;

impl Db {
    async fn user_of_session(&self, session: &str) -> Result<Option<User>, std::io::Error> {
        Ok(Some(user(session)))
    }

    async fn current_user(&self, head: &RequestHead) -> Result<Option<User>, BoxError> {
        let Some(session) = head.cookie("session") else { return Ok(None) };
        Ok(self.user_of_session(session).await?)
    }

    async fn grants(&self, user: &User, request: &AuthRequest) -> Result<Grants, BoxError> {
        Ok(request.room().map_or_else(Grants::none, |room| Grants::room(room, own(user, room))))
    }

    async fn access(&self, user: &User, room: &RoomId) -> Result<Access, BoxError> {
        Ok(own(user, room))
    }
}

fn user(name: &str) -> User {
    User { name: name.to_owned() }
}

fn own(user: &User, room: &RoomId) -> Access {
    if room.as_str() == user.name { Access::Write } else { Access::None }
}

async fn current_user(db: &Db, head: &RequestHead) -> Result<Option<User>, BoxError> {
    db.current_user(head).await
}

async fn from_header(_: &(), head: &RequestHead) -> Result<Option<User>, BoxError> {
    Ok(head.header("x-user").map(user))
}

/// Checks that the resolver finds alice, and finds no user in an empty request.
async fn resolves(resolver: impl UserResolver<User = User>) {
    let request = http::Request::get("/").header("cookie", "session=alice").header("x-user", "alice");
    let head = RequestHead::from(request.body(()).unwrap().into_parts().0);
    assert_eq!(resolver.resolve(&head).await.unwrap().unwrap().name, "alice");
    assert!(resolver.resolve(&RequestHead::default()).await.unwrap().is_none());
}

/// Checks that the policy opens alice's own room to her.
async fn opens(policy: impl AccessPolicy<User>) {
    let room: RoomId = "alice".parse().unwrap();
    let grants = policy.grant(&user("alice"), &AuthRequest::for_room(room.clone())).await.unwrap();
    assert!(grants.opens(&room).is_some());
}

#[tokio::test]
async fn without_state() {
    resolves(resolver_fn((), async |(), head| Ok(head.cookie("session").map(user)))).await;
    opens(policy_fn((), async |(), user: &User, request| {
        Ok(request.room().map_or_else(Grants::none, |room| Grants::room(room, own(user, room))))
    }))
    .await;
    opens(room_policy_fn((), async |(), user: &User, room| Ok(own(user, room)))).await;
}

#[tokio::test]
async fn with_errors_of_any_type() {
    resolves(resolver_fn(Db, async |db, head| {
        let Some(session) = head.cookie("session") else { return Ok(None) };
        Ok(db.user_of_session(session).await?)
    }))
    .await;
}

#[tokio::test]
async fn with_a_tuple() {
    resolves(resolver_fn((Arc::new(Db), String::from("session")), async |(db, cookie), head| {
        let Some(session) = head.cookie(cookie) else { return Ok(None) };
        Ok(db.user_of_session(session).await?)
    }))
    .await;
    opens(policy_fn((Db, 7), async |(db, _), user: &User, request| db.grants(user, request).await)).await;
    opens(room_policy_fn((Db, Access::Read), async |(db, at_least), user: &User, room| {
        Ok(match db.access(user, room).await? {
            Access::None => *at_least,
            more => more,
        })
    }))
    .await;
}

#[tokio::test]
async fn by_name() {
    resolves(resolver_fn((), from_header)).await;
    resolves(resolver_fn(Db, current_user)).await;
    resolves(resolver_fn(Db, Db::current_user)).await;
    opens(policy_fn(Db, Db::grants)).await;
    opens(room_policy_fn(Db, Db::access)).await;
}

/// The method can't be passed by name here, because its first argument is not `&Arc<Db>`.
#[tokio::test]
async fn with_an_arc() {
    let db = Arc::new(Db);
    resolves(resolver_fn(db.clone(), async |db, head| db.current_user(head).await)).await;
    opens(policy_fn(db.clone(), async |db, user: &User, request| db.grants(user, request).await)).await;
    opens(room_policy_fn(db, async |db, user: &User, room| db.access(user, room).await)).await;
}

#[tokio::test]
async fn with_borrows_across_an_await() {
    resolves(resolver_fn(String::from("x-user"), async |name, head| {
        let (name, value) = (name, head.header(name));
        tokio::task::yield_now().await;
        Ok(value.filter(|_| !name.is_empty()).map(user))
    }))
    .await;
    opens(room_policy_fn(Db, async |db, user: &User, room| {
        let name = &user.name;
        tokio::task::yield_now().await;
        if name.is_empty() { Ok(Access::None) } else { db.access(user, room).await }
    }))
    .await;
}
