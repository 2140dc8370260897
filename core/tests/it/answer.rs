//! A handler of the application's own: `?` accepts any error, and each becomes the right reply.

use std::io;
use std::time::Duration;

use liveblocks_auth::{
    AuthReply, AuthRequest, BoxError, Error, Liveblocks, Minted, Permissions, RoomId, RoomPattern, UserResolver,
    resolver_fn,
};

use crate::support::{Person, Recorder, asking_for, code, good, head, header};

/// A resolver that reads the header `x-user`.
fn sessions() -> impl UserResolver<User = Person> {
    resolver_fn((), async |(), head| Ok(head.header("x-user").map(Person::new)))
}

fn of_alice(room: &str) -> AuthRequest {
    asking_for(room).with_head(head(&good()))
}

#[derive(serde::Deserialize)]
struct Wish {
    #[serde(default)]
    read_only: bool,
}

/// Fails in three ways: with an io error, a boxed error, and errors of this crate.
async fn should_have_access(user: &Person, room: &RoomId) -> io::Result<bool> {
    match user.id.as_str() {
        "broken" => Err(io::Error::other("hunter2: the disk is full")),
        _ => Ok(room.as_str().starts_with("acme:")),
    }
}

async fn audit(room: &RoomId) -> Result<(), BoxError> {
    if room.as_str() == "acme:unaudited" { Err("hunter2: the audit log is down".into()) } else { Ok(()) }
}

/// The handler from the documentation, with data from the page.
async fn auth(liveblocks: &Liveblocks, resolver: &impl UserResolver<User = Person>, request: AuthRequest) -> AuthReply {
    let denied = String::from("acme:secret");
    request
        .answer(async {
            let user = request.user(resolver).await?;
            let wish: Wish = request.data()?;
            let mut session = request.prepare_session(liveblocks, &user)?;
            if let Some(room) = request.room() {
                if should_have_access(&user, room).await? && *room.as_str() != denied {
                    let permissions = if wish.read_only { Permissions::READ } else { Permissions::FULL };
                    session.allow(room, permissions)?;
                }
                audit(room).await?;
            }
            Ok(session.authorize().await?)
        })
        .await
}

/// Checks that a future is `Send`: a server runs a handler on any thread.
fn sendable<F: Future + Send>(future: F) -> F {
    future
}

async fn answered(request: AuthRequest) -> (String, Vec<String>) {
    let recorder = Recorder::default();
    let reply = sendable(auth(&recorder.liveblocks(), &sessions(), request)).await;
    let text = std::str::from_utf8(reply.body()).unwrap();
    assert!(!text.contains("hunter2"), "{text}");
    (code(&reply), recorder.bodies())
}

#[tokio::test]
async fn a_handler_mints_what_it_allows() {
    let (code, bodies) = answered(of_alice("acme:plan")).await;
    assert_eq!(code, "minted");
    assert_eq!(bodies, [r#"{"userId":"alice","permissions":{"acme:plan":["*:write"]}}"#]);
    let narrowed = of_alice("acme:plan").with_data(&serde_json::json!({"read_only": true})).unwrap();
    let (_, bodies) = answered(narrowed).await;
    assert_eq!(bodies, [r#"{"userId":"alice","permissions":{"acme:plan":["*:read"]}}"#]);
    let (code, bodies) = answered(AuthRequest::without_room().with_head(head(&good()))).await;
    assert_eq!((code.as_str(), bodies.len()), ("minted", 1));
}

#[tokio::test]
async fn an_error_of_this_crate_keeps_its_kind() {
    for (request, expected) in [
        (asking_for("acme:plan"), "unauthenticated"),
        (of_alice("globex:plan"), "denied"),
        (of_alice("acme:secret"), "denied"),
        (of_alice("acme:plan").with_data(&serde_json::json!({"read_only": 7})).unwrap(), "body"),
    ] {
        assert_eq!(answered(request).await, (expected.to_owned(), vec![]));
    }
}

#[tokio::test]
async fn any_other_error_is_unavailable() {
    let mut broken = good();
    broken.headers_mut().insert("x-user", "broken".parse().unwrap());
    for request in [asking_for("acme:plan").with_head(head(&broken)), of_alice("acme:unaudited")] {
        assert_eq!(answered(request).await, ("unavailable".to_owned(), vec![]));
    }
}

async fn reply_to(outcome: Result<Minted, BoxError>) -> AuthReply {
    asking_for("acme:plan").answer(async { outcome }).await
}

#[tokio::test]
async fn a_broken_limit_or_configuration_is_unavailable() {
    let limit = RoomPattern::under(["a:b"]).unwrap_err();
    assert_eq!(code(&reply_to(Err(limit.into())).await), "unavailable");
    let configuration = Liveblocks::builder().body_limit(0).build().unwrap_err();
    assert_eq!(code(&reply_to(Err(configuration.into())).await), "unavailable");
}

#[tokio::test]
async fn what_liveblocks_asks_to_wait_is_passed_on() {
    let refused = Error::refused(429, Some(Duration::from_secs(17)));
    assert_eq!(header(&reply_to(Err(refused.into())).await, "retry-after"), Some("17"));
}

#[tokio::test]
async fn one_request_can_be_answered_by_the_next_handler() {
    let (request, recorder) = (of_alice("acme:plan"), Recorder::default());
    let first = request.answer(async { Err("not mine".into()) }).await;
    let liveblocks = recorder.liveblocks();
    let second = request.answer(async { Ok(request.identify_user(&liveblocks, "alice").await?) }).await;
    assert_eq!((code(&first), code(&second)), ("unavailable".into(), "minted".into()));
}

#[tokio::test]
async fn an_error_of_ours_keeps_its_kind_inside_one_of_the_application() {
    #[derive(Debug)]
    struct Wrapped(liveblocks_auth::Error);
    impl std::fmt::Display for Wrapped {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("the handler failed")
        }
    }
    impl std::error::Error for Wrapped {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }
    let request = crate::support::asking_for("globex:plan");
    let liveblocks = crate::support::Recorder::default().liveblocks();
    let reply = request
        .answer(async {
            let session = request.prepare_session(&liveblocks, "alice")?;
            Ok(session.authorize().await.map_err(Wrapped)?)
        })
        .await;
    assert_eq!(crate::support::code(&reply), "denied");
}
