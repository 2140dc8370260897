//! Nothing panics: core catches every panic of the application's code.

use std::borrow::Cow;

use liveblocks_auth::issuer::{MintRequest, TokenIssuer, async_trait};
use liveblocks_auth::{
    AccessPolicy, AuthEndpoint, AuthRequest, Authorizer, BoxError, Error, Grants, Liveblocks, LiveblocksUser, Minted,
    RequestHead, UserInfo, UserResolver, policy_fn, resolver_fn,
};

use crate::support::{Person, Recorder, acme, alice, asking_for, code, good, send};

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

/// Panics before it returns a future.
struct Early;

impl UserResolver for Early {
    type User = Person;
    #[allow(clippy::manual_async_fn, reason = "an async fn panics when it is polled")]
    fn resolve(&self, _: &RequestHead) -> impl Future<Output = Result<Option<Person>, BoxError>> + Send {
        early();
        async { Ok(None) }
    }
}

impl AccessPolicy<Person> for Early {
    #[allow(clippy::manual_async_fn, reason = "an async fn panics when it is polled")]
    fn grant(&self, _: &Person, _: &AuthRequest) -> impl Future<Output = Result<Grants, BoxError>> + Send {
        early();
        async { Ok(acme()) }
    }
}

fn early() {
    panic!("early")
}

#[tokio::test]
async fn a_panic_in_a_resolver_is_a_reply() {
    let resolver = resolver_fn((), async |(), _| panic!("resolver"));
    let policy = policy_fn((), async |(), _: &Person, _| Ok(acme()));
    let endpoint = AuthEndpoint::access_tokens(Recorder::default().liveblocks(), resolver, policy);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
}

#[tokio::test]
async fn a_panic_before_the_future_is_a_reply() {
    let liveblocks = Recorder::default().liveblocks();
    for endpoint in [
        AuthEndpoint::id_tokens(liveblocks.clone(), Early),
        AuthEndpoint::access_tokens(liveblocks.clone(), alice(), Early),
    ] {
        assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
    }
}

#[tokio::test]
async fn a_panic_in_a_policy_is_a_reply() {
    let policy = policy_fn((), async |(), _: &Person, _| panic!("policy"));
    let endpoint = AuthEndpoint::access_tokens(Recorder::default().liveblocks(), alice(), policy);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
}

#[tokio::test]
async fn a_panic_in_a_user_is_a_reply() {
    let liveblocks = Recorder::default().liveblocks();
    let endpoint = AuthEndpoint::id_tokens(liveblocks.clone(), resolver_fn((), async |(), _| Ok(Some(Touchy))));
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
    let reply = Authorizer::id_tokens(liveblocks.clone()).authorize(Some(Touchy), asking_for("acme:plan")).await;
    assert_eq!(code(&reply), "unavailable");
    let request = asking_for("acme:plan");
    let by_hand = async { Ok(request.prepare_session(&liveblocks, &Touchy)?.authorize().await?) };
    assert_eq!(code(&request.answer(by_hand).await), "unavailable");
}

/// Only an entry point catches panics. Elsewhere, a panic is the application's own.
#[test]
#[should_panic = "user info"]
fn a_panic_outside_an_entry_point_is_not_caught() {
    let _ = Recorder::default().liveblocks().prepare_session(&Touchy);
}

#[tokio::test]
async fn a_panic_in_an_issuer_is_a_reply() {
    let liveblocks = Liveblocks::builder().issuer(Bomb).build().unwrap();
    assert_eq!(code(&send(&crate::support::endpoint(liveblocks), &good()).await), "unavailable");
}

/// An error that panics when it is displayed.
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
        let resolver = resolver_fn(error, async |error: &fn() -> BoxError, _| Err::<Option<Person>, _>(error()));
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
    let liveblocks = Recorder::default().liveblocks();
    let resolver = resolver_fn((), async |(), _| Ok(Some(Fragile)));
    let endpoint = AuthEndpoint::id_tokens(liveblocks.clone(), resolver);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
    let reply = Authorizer::id_tokens(liveblocks.clone()).authorize(Some(Fragile), asking_for("acme:plan")).await;
    assert_eq!(code(&reply), "unavailable");

    let resolver = resolver_fn((), async |(), _| -> Result<Option<Person>, _> { std::panic::panic_any(Fragile) });
    let endpoint = AuthEndpoint::id_tokens(liveblocks, resolver);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
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
    let resolver = resolver_fn((), async |(), _| Err::<Option<Person>, BoxError>(FragileError.into()));
    let endpoint = AuthEndpoint::id_tokens(Recorder::default().liveblocks(), resolver);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_what_the_deadline_drops_is_a_reply() {
    async fn forever() {
        let _alive = Fragile;
        std::future::pending::<()>().await;
    }
    let resolver = resolver_fn((), async |(), _| {
        forever().await;
        Ok(None::<Person>)
    });
    let endpoint = AuthEndpoint::id_tokens(Recorder::default().liveblocks(), resolver);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");

    let policy = policy_fn((), async |(), _: &Person, _| {
        forever().await;
        Ok(acme())
    });
    let endpoint = AuthEndpoint::access_tokens(Recorder::default().liveblocks(), alice(), policy);
    assert_eq!(code(&send(&endpoint, &good()).await), "unavailable");
}
