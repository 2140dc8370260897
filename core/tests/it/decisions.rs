//! Core denies by default, and never turns "could not find out" into a decision.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use liveblocks_auth::adapter::IntoUser;
use liveblocks_auth::issuer::{MintRequest, TokenIssuer, TokenKind, async_trait};
use liveblocks_auth::{
    Access, AccessPolicy, AuthEndpoint, AuthRequest, Authorizer, BoxError, Error, ErrorKind, Grants, Liveblocks,
    LiveblocksUser, Minted, Permissions, Policy, RequestHead, Resolver, RoomPattern, UserResolver, policy_fn,
    resolver_fn, room_policy_fn,
};

use crate::support::{Person, REPLY, Recorder, acme, alice, asking_for, code, good, head, post, send};

async fn with_policy(policy: impl AccessPolicy<Person>, request: &http::Request<Vec<u8>>) -> (String, usize) {
    let recorder = Recorder::default();
    let endpoint = AuthEndpoint::access_tokens(recorder.liveblocks(), alice(), policy);
    (code(&send(&endpoint, request).await), recorder.requests().len())
}

fn granting(grants: Grants) -> impl AccessPolicy<Person> {
    policy_fn(grants, async |grants: &Grants, _: &Person, _| Ok(grants.clone()))
}

#[tokio::test]
async fn granting_nothing_is_a_denial() {
    assert_eq!(with_policy(granting(Grants::none()), &good()).await, ("denied".into(), 0));
}

#[tokio::test]
async fn grants_that_do_not_cover_the_room_are_a_denial() {
    let mut elsewhere = Grants::none();
    elsewhere.allow(RoomPattern::under(["globex"]).unwrap(), Permissions::FULL).unwrap();
    assert_eq!(with_policy(granting(elsewhere), &good()).await, ("denied".into(), 0));
}

#[tokio::test]
async fn grants_without_base_access_are_a_denial() {
    let mut comments = Grants::none();
    comments.allow(RoomPattern::all(), Permissions::parse(["comments:write"]).unwrap()).unwrap();
    assert_eq!(with_policy(granting(comments), &good()).await, ("denied".into(), 0));
}

#[tokio::test]
async fn a_request_without_a_room_is_minted_even_with_nothing() {
    assert_eq!(with_policy(granting(Grants::none()), &post(b"{}")).await, ("minted".into(), 1));
}

#[tokio::test]
async fn a_team_may_require_a_room() {
    let build = || Liveblocks::builder().issuer(Recorder::default()).room_required(true).build().unwrap();
    let access = AuthEndpoint::access_tokens(build(), alice(), granting(acme()));
    assert_eq!(code(&send(&access, &post(b"{}")).await), "denied");
    assert_eq!(code(&send(&access, &good()).await), "minted");
    let id = AuthEndpoint::id_tokens(build(), alice());
    assert_eq!(code(&send(&id, &post(b"{}")).await), "denied");
    assert_eq!(code(&send(&id, &good()).await), "minted");
}

#[tokio::test]
async fn a_policy_that_fails_has_not_decided() {
    let failing = policy_fn((), async |(), _: &Person, _| Err("the database is down".into()));
    assert_eq!(with_policy(failing, &good()).await, ("unavailable".into(), 0));
}

#[tokio::test]
async fn a_policy_does_not_refuse_by_an_error_of_ours() {
    let recorder = Recorder::default();
    let confused = policy_fn(recorder.liveblocks(), async |liveblocks, _: &Person, request| {
        let session = request.prepare_session(liveblocks, "alice").unwrap();
        // Denied, because nothing was allowed.
        Err(session.authorize().await.unwrap_err().into())
    });
    assert_eq!(with_policy(confused, &good()).await, ("unavailable".into(), 0));
}

#[tokio::test]
async fn a_resolver_that_fails_is_not_nobody() {
    let failing = resolver_fn((), async |(), _| Err::<Option<Person>, BoxError>("the session store is down".into()));
    let endpoint = AuthEndpoint::access_tokens(Recorder::default().liveblocks(), failing, granting(acme()));
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
}

#[tokio::test]
async fn nobody_reaches_neither_policy_nor_issuer() {
    let recorder = Recorder::default();
    let nobody = resolver_fn((), async |(), _| Ok(None::<Person>));
    let policy = policy_fn((), async |(), _: &Person, _| panic!("the policy ran for an anonymous request"));
    let endpoint = AuthEndpoint::access_tokens(recorder.liveblocks(), nobody, policy);
    assert_eq!(code(&send(&endpoint, &good()).await), "unauthenticated");
    assert!(recorder.requests().is_empty());
}

#[tokio::test]
async fn id_tokens_ask_no_policy_and_check_a_room_for_its_form() {
    let recorder = Recorder::default();
    let endpoint = AuthEndpoint::id_tokens(recorder.liveblocks(), alice());
    assert_eq!(code(&send(&endpoint, &post(br#"{"room":"anything"}"#)).await), "minted");
    assert_eq!(code(&send(&endpoint, &post(br#"{"room":"any*"}"#)).await), "room");
    let requests = recorder.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!((requests[0].kind(), requests[0].path()), (TokenKind::Id, "/v2/identify-user"));
    assert_eq!(recorder.bodies(), [r#"{"userId":"alice"}"#]);
}

#[tokio::test]
async fn headers_reach_the_resolver_and_data_reaches_the_policy() {
    #[derive(serde::Deserialize)]
    struct Wish {
        share: String,
    }
    let resolver = resolver_fn((), async |(), head| Ok(head.header("x-tenant").map(Person::new)));
    let policy = policy_fn((), async |(), user: &Person, request| {
        let wish: Wish = request.data()?;
        let mut grants = Grants::none();
        grants.allow(
            request.room().unwrap(),
            if wish.share == user.id { Permissions::FULL } else { Permissions::READ },
        )?;
        Ok(grants)
    });
    let recorder = Recorder::default();
    let endpoint = AuthEndpoint::access_tokens(recorder.liveblocks(), resolver, policy);
    let mut request = post(br#"{"room":"acme:plan","share":"t1"}"#);
    request.headers_mut().insert("x-tenant", "t1".parse().unwrap());
    assert_eq!(code(&send(&endpoint, &request).await), "minted");
    assert_eq!(recorder.bodies(), [r#"{"userId":"t1","permissions":{"acme:plan":["*:write"]}}"#]);
}

#[tokio::test]
async fn data_that_does_not_fit_is_the_pages_fault() {
    #[derive(serde::Deserialize)]
    struct Wish {
        #[expect(dead_code, reason = "only its presence matters here")]
        share: String,
    }
    let policy = policy_fn((), async |(), _: &Person, request| {
        request.data::<Wish>()?;
        Ok(acme())
    });
    let recorder = Recorder::default();
    let endpoint = AuthEndpoint::access_tokens(recorder.liveblocks(), alice(), policy);
    assert_eq!(code(&send(&endpoint, &good()).await), "body", "the client would retry a 503 forever");
    assert_eq!(code(&send(&endpoint, &post(br#"{"room":"acme:plan","share":1}"#)).await), "body");
    assert!(recorder.requests().is_empty());
}

#[tokio::test]
async fn an_issuer_or_a_user_that_fails_never_refuses_the_user() {
    struct Confused(fn() -> Error);
    #[async_trait]
    impl TokenIssuer for Confused {
        async fn issue(&self, _: &MintRequest) -> Result<Minted, Error> {
            Err((self.0)())
        }
    }
    let unfit = || asking_for("r").data::<Vec<u8>>().unwrap_err();
    let illegal = || liveblocks_auth::RoomId::new("").unwrap_err();
    for error in [unfit as fn() -> Error, illegal] {
        let liveblocks = Liveblocks::builder().issuer(Confused(error)).build().unwrap();
        let endpoint = AuthEndpoint::access_tokens(liveblocks, alice(), granting(acme()));
        assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
    }

    struct Unfit;
    impl LiveblocksUser for Unfit {
        fn user_id(&self) -> std::borrow::Cow<'_, str> {
            "unfit".into()
        }
        fn user_info(&self) -> Result<Option<liveblocks_auth::UserInfo>, BoxError> {
            asking_for("r").data::<Vec<u8>>()?;
            Ok(None)
        }
    }
    let resolver = resolver_fn((), async |(), _| Ok(Some(Unfit)));
    let endpoint = AuthEndpoint::id_tokens(Recorder::default().liveblocks(), resolver);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
}

#[test]
fn data_is_an_object_and_takes_any_shape_that_an_object_has() {
    #[derive(serde::Deserialize, Debug, PartialEq)]
    struct Wish {
        a: u8,
    }
    #[derive(serde::Deserialize, Debug, PartialEq)]
    struct Wrapped(Wish);
    #[derive(serde::Deserialize, Debug, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Choice {
        A(u8),
    }
    let request = asking_for("r").with_data(&serde_json::json!({"a": 7})).unwrap();
    assert_eq!(request.data::<Option<Wish>>().unwrap(), Some(Wish { a: 7 }));
    assert_eq!(request.data::<Wrapped>().unwrap(), Wrapped(Wish { a: 7 }));
    assert_eq!(request.data::<Choice>().unwrap(), Choice::A(7));
    assert!(request.data::<Vec<(String, u8)>>().is_err());
    assert!(AuthRequest::without_room().data::<Vec<u8>>().is_err());
    let quoted = asking_for("r").with_data(&serde_json::json!({"a\"\\b": 1})).unwrap();
    assert_eq!(quoted.data::<serde_json::Value>().unwrap(), serde_json::json!({"a\"\\b": 1}));
}

#[test]
fn data_is_everything_but_the_room() {
    let request =
        asking_for("acme:plan").with_data(&serde_json::json!({"room": "other", "a": {"b": [1]}, "c": null})).unwrap();
    let data: serde_json::Value = request.data().unwrap();
    assert_eq!(data, serde_json::json!({"a": {"b": [1]}, "c": null}));
    assert_eq!(request.room().unwrap().as_str(), "acme:plan");
    assert_eq!(asking_for("r").with_data(&[1]).unwrap_err().kind(), ErrorKind::Data);
}

#[tokio::test]
async fn a_policy_is_evaluated_without_minting() {
    let recorder = Recorder::default();
    let authorizer = Authorizer::access_tokens(recorder.liveblocks(), granting(acme()));
    let grants = authorizer.evaluate(&Person::new("alice"), &asking_for("acme:plan")).await.unwrap();
    assert!(grants.opens(&"acme:other".parse().unwrap()).unwrap().storage().can_write());
    assert!(grants.opens(&"globex:plan".parse().unwrap()).is_none());
    assert!(recorder.requests().is_empty());
}

#[tokio::test]
async fn the_commonest_policy_is_a_room_in_and_a_level_out() {
    let level = room_policy_fn((), async |(), user: &Person, room| {
        Ok(match room.as_str().strip_prefix("acme:") {
            Some(owner) if owner == user.id => Access::Write,
            Some(_) => Access::Read,
            None => Access::None,
        })
    });
    let recorder = Recorder::default();
    let authorizer = Authorizer::access_tokens(recorder.liveblocks(), level);
    for (room, permissions) in [("acme:alice", Some("*:write")), ("acme:plan", Some("*:read")), ("globex:plan", None)] {
        let grants = authorizer.evaluate(&Person::new("alice"), &asking_for(room)).await.unwrap();
        let found: Vec<_> =
            grants.iter().map(|(pattern, permissions)| (pattern.to_string(), permissions.to_string())).collect();
        assert_eq!(
            found,
            permissions.map(|permissions| (room.to_owned(), permissions.to_owned())).into_iter().collect::<Vec<_>>()
        );
    }
    let roomless = authorizer.evaluate(&Person::new("alice"), &AuthRequest::without_room()).await.unwrap();
    assert!(roomless.is_empty());
}

#[tokio::test]
async fn resolvers_and_policies_can_be_chosen_at_run_time() {
    struct Anonymous;
    impl UserResolver for Anonymous {
        type User = Person;
        async fn resolve(&self, _: &RequestHead) -> Result<Option<Person>, BoxError> {
            Ok(None)
        }
    }
    for (signed_in, open, expected) in
        [(true, true, "minted"), (true, false, "denied"), (false, true, "unauthenticated")]
    {
        let resolver = if signed_in { Resolver::new(alice()) } else { Resolver::new(Anonymous) };
        let policy = if open { Policy::new(granting(acme())) } else { Policy::new(granting(Grants::none())) };
        let liveblocks = Recorder::default().liveblocks();
        let erased = AuthEndpoint::access_tokens(liveblocks.clone(), resolver.clone(), policy.clone());
        assert_eq!(code(&send(&erased, &good()).await), expected);
        let shared = AuthEndpoint::access_tokens(liveblocks, Arc::new(resolver), Arc::new(policy));
        assert_eq!(code(&send(&shared, &good()).await), expected);
    }
}

#[tokio::test]
async fn a_policy_cannot_mint_for_somebody_else() {
    struct Eager;
    impl AccessPolicy<Person> for Eager {
        async fn grant(&self, _: &Person, request: &AuthRequest) -> Result<Grants, BoxError> {
            Ok(Grants::room(request.room().unwrap(), Access::Write))
        }
    }
    let recorder = Recorder::default();
    let endpoint = AuthEndpoint::access_tokens(recorder.liveblocks(), alice(), Eager);
    let mut request = post(br#"{"room":"acme:plan","userId":"bob","user":{"id":"bob"}}"#);
    request.headers_mut().insert("x-user", "bob".parse().unwrap());
    send(&endpoint, &request).await;
    assert_eq!(recorder.requests()[0].user_id(), "alice");
}

#[test]
fn a_login_may_yield_a_user_perhaps_a_user_or_a_rejection() {
    assert_eq!(IntoUser::<u8>::into_user(7).unwrap(), Some(7));
    assert_eq!(IntoUser::<u8>::into_user(None).unwrap(), None);
    assert_eq!(IntoUser::<u8>::into_user(Ok::<u8, &str>(7)), Ok(Some(7)));
    assert_eq!(IntoUser::<u8>::into_user(Err::<u8, _>("no")), Err("no"));
    assert_eq!(IntoUser::<u8>::into_user(Ok::<_, &str>(None)), Ok(None));
}

#[test]
fn an_endpoint_is_a_plain_value() {
    fn plain<T: Clone + Send + Sync + 'static>() {}
    plain::<AuthEndpoint>();
    plain::<Liveblocks>();
    plain::<Authorizer<Person>>();
    plain::<Resolver<Person>>();
    plain::<Policy<Person>>();
    plain::<RequestHead>();
    fn user<T: LiveblocksUser + ?Sized>() {}
    user::<str>();
    user::<Arc<Person>>();
    user::<Box<dyn LiveblocksUser>>();
}

/// A user, an extension and an issuer in one. As an issuer, mints only if no other clone is left.
#[derive(Clone)]
struct Mark(Arc<()>);

impl LiveblocksUser for Mark {
    fn user_id(&self) -> Cow<'_, str> {
        "alice".into()
    }
}

#[async_trait]
impl TokenIssuer for Mark {
    async fn issue(&self, _: &MintRequest) -> Result<Minted, Error> {
        if Arc::strong_count(&self.0) > 1 {
            return Err(Error::unreachable("the head or the user is still there"));
        }
        Minted::from_reply(REPLY)
    }
}

#[tokio::test]
async fn the_head_and_the_user_are_gone_before_the_issuer_is_asked() {
    let mark = Arc::new(());
    let liveblocks = Liveblocks::builder().issuer(Mark(Arc::clone(&mark))).build().unwrap();
    let policy = Policy::new(policy_fn((), async |(), _: &Mark, _| Ok(acme())));
    let marked = |mark: Mark| {
        let mut extensions = http::Extensions::new();
        extensions.insert(mark);
        head(&good()).with_extensions(extensions)
    };
    let resolver = resolver_fn((), async |(), head| Ok(head.extension::<Mark>().cloned()));
    let endpoint = AuthEndpoint::access_tokens(liveblocks.clone(), resolver, policy.clone());
    let body = Bytes::from_static(br#"{"room":"acme:plan"}"#);
    let held = Arc::downgrade(&mark);
    let head = marked(Mark(mark));
    assert_eq!(code(&endpoint.handle(head, body).await), "minted");

    let user = Mark(held.upgrade().unwrap());
    let request = asking_for("acme:plan").with_head(marked(user.clone()));
    let authorizer = Authorizer::access_tokens(liveblocks, policy);
    assert_eq!(code(&authorizer.authorize(Some(user), request).await), "minted");
}
