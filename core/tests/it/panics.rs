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

/// An error that panics when it is asked what it is.
#[derive(Debug)]
struct Mute;

impl std::fmt::Display for Mute {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("display")
    }
}

impl std::error::Error for Mute {}

/// An error that is its own cause.
#[derive(Debug)]
struct Endless;

impl std::fmt::Display for Endless {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("endless")
    }
}

impl std::error::Error for Endless {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&Endless)
    }
}

#[tokio::test]
async fn an_error_that_panics_or_never_ends_is_a_reply() {
    for error in [|| BoxError::from(Mute), || BoxError::from(Endless)] as [fn() -> BoxError; 2] {
        let resolver = resolver_fn(move |_| Box::pin(async move { Err::<Option<Person>, _>(error()) }));
        let endpoint = AuthEndpoint::id_tokens(Recorder::default().liveblocks(), resolver);
        assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
    }
}

/// Panics when it is dropped.
struct Fragile;

impl Drop for Fragile {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("drop")
        }
    }
}

impl LiveblocksUser for Fragile {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::Borrowed("fragile")
    }
}

#[tokio::test]
async fn a_panic_in_a_drop_is_a_reply() {
    let resolver = resolver_fn(|_| Box::pin(async { Ok(Some(Fragile)) }));
    let endpoint = AuthEndpoint::id_tokens(Recorder::default().liveblocks(), resolver);
    assert_eq!(code(&send(&endpoint, &good()).await), "minted");

    let resolver = resolver_fn(|_| Box::pin(async { std::panic::panic_any(Fragile) }));
    let endpoint: AuthEndpoint = AuthEndpoint::id_tokens::<_>(Recorder::default().liveblocks(), typed(resolver));
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
}

fn typed(resolver: impl UserResolver<User = Person>) -> impl UserResolver<User = Person> {
    resolver
}

/// An error that panics when it is dropped.
#[derive(Debug)]
struct FragileError;

impl std::fmt::Display for FragileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("fragile")
    }
}

impl std::error::Error for FragileError {}

impl Drop for FragileError {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("drop")
        }
    }
}

#[tokio::test]
async fn a_panic_in_the_drop_of_an_error_is_a_reply() {
    let resolver = resolver_fn(|_| Box::pin(async { Err::<Option<Person>, BoxError>(FragileError.into()) }));
    let endpoint = AuthEndpoint::id_tokens(Recorder::default().liveblocks(), resolver);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_what_the_deadline_drops_is_a_reply() {
    async fn forever() {
        let _alive = Fragile;
        std::future::pending::<()>().await;
    }
    let resolver = resolver_fn(|_| {
        Box::pin(async {
            forever().await;
            Ok(None::<Person>)
        })
    });
    let endpoint = AuthEndpoint::id_tokens(Recorder::default().liveblocks(), resolver);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");

    let alice = resolver_fn(|_| Box::pin(async { Ok(Some(Person::new("alice"))) }));
    let policy = policy_fn(|_: &Person, _| {
        Box::pin(async {
            forever().await;
            Ok(acme())
        })
    });
    let endpoint = AuthEndpoint::access_tokens(Recorder::default().liveblocks(), alice, policy);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
}
