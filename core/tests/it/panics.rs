//! Nothing panics: whatever a team gives core to call is caught.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use liveblocks_auth::{
    AuthEndpoint, AuthRequest, BoxError, Error, ErrorKind, Grants, Liveblocks, LiveblocksUser, MintRequest, Minted,
    RequestHead, TokenIssuer, UserInfo, UserResolver, async_trait, policy_fn, resolver_fn,
};

use crate::support::{Person, Recorder, acme, code, good, send};

struct Touchy;

impl LiveblocksUser for Touchy {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::Borrowed("touchy")
    }
    fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
        panic!("user info")
    }
}

struct Bomb;

#[async_trait]
impl TokenIssuer for Bomb {
    async fn issue(&self, _: &MintRequest) -> Result<Minted, Error> {
        panic!("issuer")
    }
}

/// Panics before there is a future.
struct Early;

impl UserResolver for Early {
    type User = Person;
    fn resolve<'a, 'b, 'c>(
        &'a self,
        _: RequestHead<'b>,
    ) -> Pin<Box<dyn Future<Output = Result<Option<Person>, BoxError>> + Send + 'c>>
    where
        'a: 'c,
        'b: 'c,
    {
        panic!("early")
    }
}

#[tokio::test]
async fn a_panic_in_a_resolver_is_a_reply() {
    let resolver = resolver_fn(|_| Box::pin(async { panic!("resolver") }));
    let policy = policy_fn(|_: &Person, _| Box::pin(async { Ok(acme()) }));
    let endpoint = AuthEndpoint::access_tokens(Recorder::default().liveblocks(), resolver, policy);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
}

#[tokio::test]
async fn a_panic_before_the_future_is_a_reply() {
    let endpoint = AuthEndpoint::id_tokens(Recorder::default().liveblocks(), Early);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
}

#[tokio::test]
async fn a_panic_in_a_policy_is_a_reply() {
    let resolver = resolver_fn(|_| Box::pin(async { Ok(Some(Person::new("alice"))) }));
    let policy =
        policy_fn(|_: &Person, _: &AuthRequest| -> futures_util::future::BoxFuture<'_, Result<Grants, BoxError>> {
            panic!("policy")
        });
    let endpoint = AuthEndpoint::access_tokens(Recorder::default().liveblocks(), resolver, policy);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
}

#[tokio::test]
async fn a_panic_in_a_user_is_a_reply() {
    let resolver = resolver_fn(|_| Box::pin(async { Ok(Some(Touchy)) }));
    let endpoint = AuthEndpoint::id_tokens(Recorder::default().liveblocks(), resolver);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
    let error = Recorder::default().liveblocks().prepare_session(&Touchy).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Panic);
}

#[tokio::test]
async fn a_panic_in_an_issuer_is_a_reply() {
    let liveblocks = Liveblocks::builder().issuer(Bomb).build().unwrap();
    assert_eq!(code(&send(&crate::support::endpoint(liveblocks), &good()).await), "unavailable");
}
