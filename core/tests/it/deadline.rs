//! One deadline covers everything. Time is paused, and moves only when nothing else can run.

use std::time::Duration;

use futures_util::FutureExt as _;
use liveblocks_auth::adapter::{admit, around, within};
use liveblocks_auth::issuer::{MintRequest, TokenIssuer, async_trait};
use liveblocks_auth::{
    AccessPolicy, AuthEndpoint, AuthRequest, Authorizer, BoxError, Error, ErrorKind, Grants, Liveblocks, Minted,
    RequestHead, UserResolver,
};
use tokio::time::{Instant, sleep};

use crate::log::Log;
use crate::support::{Person, Recorder, acme, asking_for, code, good, head, inside, later};

/// The time that each part takes.
#[derive(Clone, Copy, Default)]
struct Slow {
    body: u64,
    resolver: u64,
    policy: u64,
    issuer: u64,
}

struct Resolver(u64);
struct Policy(u64);
struct Issuer(u64);

impl UserResolver for Resolver {
    type User = Person;
    async fn resolve(&self, _: &RequestHead) -> Result<Option<Person>, BoxError> {
        sleep(Duration::from_secs(self.0)).await;
        Ok(Some(Person::new("alice")))
    }
}

impl AccessPolicy<Person> for Policy {
    async fn grant(&self, _: &Person, _: &AuthRequest) -> Result<Grants, BoxError> {
        sleep(Duration::from_secs(self.0)).await;
        Ok(acme())
    }
}

#[async_trait]
impl TokenIssuer for Issuer {
    async fn issue(&self, _: &MintRequest) -> Result<Minted, Error> {
        sleep(Duration::from_secs(self.0)).await;
        Minted::from_reply(crate::support::REPLY)
    }
}

/// Returns the code of the reply, and the seconds until it.
async fn answered(
    slow: Slow,
    configure: impl FnOnce(liveblocks_auth::LiveblocksBuilder) -> liveblocks_auth::LiveblocksBuilder,
) -> (String, u64) {
    let liveblocks = configure(Liveblocks::builder().issuer(Issuer(slow.issuer))).build().unwrap();
    let endpoint = AuthEndpoint::access_tokens(liveblocks, Resolver(slow.resolver), Policy(slow.policy));
    let request = good();
    let body = later(async {
        sleep(Duration::from_secs(slow.body)).await;
        Ok(request.body().clone().into())
    });
    let started = Instant::now();
    let reply = endpoint.handle(head(&request), body).await;
    (code(&reply), started.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn what_is_in_time_is_minted() {
    let slow = Slow { body: 3, resolver: 1, policy: 1, issuer: 2 };
    assert_eq!(answered(slow, |builder| builder).await, ("minted".into(), 7));
}

#[tokio::test(start_paused = true)]
async fn the_body_has_5_seconds() {
    assert_eq!(answered(Slow { body: 60, ..Slow::default() }, |builder| builder).await, ("body_timeout".into(), 5));
}

#[tokio::test(start_paused = true)]
async fn the_resolver_is_stopped_at_8_seconds() {
    assert_eq!(answered(Slow { resolver: 60, ..Slow::default() }, |builder| builder).await, ("unavailable".into(), 8));
}

#[tokio::test(start_paused = true)]
async fn the_policy_is_stopped_at_8_seconds() {
    assert_eq!(answered(Slow { policy: 60, ..Slow::default() }, |builder| builder).await, ("unavailable".into(), 8));
}

#[tokio::test(start_paused = true)]
async fn the_issuer_is_stopped_at_8_seconds() {
    assert_eq!(answered(Slow { issuer: 60, ..Slow::default() }, |builder| builder).await, ("unavailable".into(), 8));
}

#[tokio::test(start_paused = true)]
async fn the_times_add_up_to_one_deadline() {
    let slow = Slow { body: 4, resolver: 2, policy: 1, issuer: 2 };
    assert_eq!(answered(slow, |builder| builder).await, ("unavailable".into(), 8));
}

#[tokio::test(start_paused = true)]
async fn the_times_can_be_set() {
    let three = |builder: liveblocks_auth::LiveblocksBuilder| builder.deadline(Duration::from_secs(3));
    assert_eq!(answered(Slow { issuer: 60, ..Slow::default() }, three).await, ("unavailable".into(), 3));
    assert_eq!(
        answered(Slow { body: 60, ..Slow::default() }, three).await,
        ("body_timeout".into(), 3),
        "no longer than the deadline"
    );
    let one = |builder: liveblocks_auth::LiveblocksBuilder| builder.body_timeout(Duration::from_secs(1));
    assert_eq!(answered(Slow { body: 60, ..Slow::default() }, one).await, ("body_timeout".into(), 1));
    let endless = |builder: liveblocks_auth::LiveblocksBuilder| builder.body_timeout(Duration::MAX);
    assert_eq!(
        answered(Slow { body: 60, ..Slow::default() }, endless).await,
        ("body_timeout".into(), 8),
        "bounded all the same"
    );
}

#[tokio::test(start_paused = true)]
async fn the_clock_starts_at_admission() {
    let liveblocks = Liveblocks::builder().issuer(Issuer(60)).build().unwrap();
    let started = Instant::now();
    let body = later(async {
        sleep(Duration::from_secs(3)).await;
        Ok("{}".into())
    });
    let request = admit(&liveblocks, head(&good()), body).await.unwrap();
    sleep(Duration::from_secs(2)).await;
    let reply = Authorizer::id_tokens(liveblocks).authorize(Some(Person::new("alice")), request).await;
    assert_eq!((code(&reply), started.elapsed().as_secs()), ("unavailable".into(), 8));
}

/// The two ways to mint a token for alice, with an issuer that takes 60 s.
#[derive(Debug, Clone, Copy)]
enum Mints {
    Session,
    Identity,
}

impl Mints {
    /// Returns the kind of the error, and the seconds since `started`.
    async fn run(self, request: Option<&AuthRequest>, started: Instant) -> (ErrorKind, u64) {
        let liveblocks = slow_issuer();
        let minted = match (self, request) {
            (Self::Session, Some(request)) => {
                request.prepare_session(&liveblocks, "alice").unwrap().allow_all().authorize().await
            }
            (Self::Session, None) => liveblocks.prepare_session("alice").unwrap().authorize().await,
            (Self::Identity, Some(request)) => request.identify_user(&liveblocks, "alice").await,
            (Self::Identity, None) => liveblocks.identify_user("alice").await,
        };
        (minted.unwrap_err().kind(), started.elapsed().as_secs())
    }
}

fn slow_issuer() -> Liveblocks {
    Liveblocks::builder().issuer(Issuer(60)).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_session_outside_a_request_has_a_deadline() {
    for mints in [Mints::Session, Mints::Identity] {
        assert_eq!(mints.run(None, Instant::now()).await, (ErrorKind::Deadline, 8), "{mints:?}");
    }
}

/// Even outside an entry point, and after any other call.
#[tokio::test(start_paused = true)]
async fn a_session_of_a_request_keeps_its_deadline() {
    for mints in [Mints::Session, Mints::Identity] {
        let (request, started) = (asking_for("acme:plan"), Instant::now());
        sleep(Duration::from_secs(3)).await;
        assert_eq!(mints.run(Some(&request), started).await, (ErrorKind::Deadline, 8), "{mints:?}");
        let (request, started) = (asking_for("acme:plan"), Instant::now());
        request.user(&Resolver(1)).await.unwrap();
        assert_eq!(mints.run(Some(&request), started).await, (ErrorKind::Deadline, 8), "{mints:?} after a user");
        let (request, started) = (asking_for("acme:plan"), Instant::now());
        request.identify_user(&Recorder::default().liveblocks(), "alice").await.unwrap();
        assert_eq!(mints.run(Some(&request), started).await, (ErrorKind::Deadline, 8), "{mints:?} after a token");
        let (request, started) = (asking_for("acme:plan"), Instant::now());
        assert!(within(&request, sleep(Duration::from_secs(60))).now_or_never().is_none());
        assert_eq!(mints.run(Some(&request), started).await, (ErrorKind::Deadline, 8), "{mints:?} after a login");
    }
}

#[tokio::test(start_paused = true)]
async fn a_session_that_leaves_its_handler_keeps_its_deadline() {
    let (liveblocks, request, started) = (slow_issuer(), asking_for("acme:plan"), Instant::now());
    let prepare = async { request.prepare_session(&liveblocks, "alice").unwrap().allow_all() };
    let session = within(&request, prepare).await.unwrap();
    assert_eq!(session.authorize().await.unwrap_err().kind(), ErrorKind::Deadline);
    assert_eq!(started.elapsed().as_secs(), 8);
}

#[tokio::test(start_paused = true)]
async fn the_logins_of_frameworks_are_bounded_too() {
    let request = asking_for("acme:plan");
    let started = Instant::now();
    assert_eq!(within(&request, async { 7 }).await.unwrap(), 7);
    let reply = within(&request, sleep(Duration::from_secs(60))).await.unwrap_err();
    assert_eq!((code(&reply), started.elapsed().as_secs()), ("unavailable".into(), 8));
}

/// Runs the endpoint inside layers that take this many seconds before and after it.
///
/// Returns the code of the reply, and the time until it.
async fn layered(before: u64, slow: Slow, after: u64) -> (String, Duration) {
    let liveblocks = Liveblocks::builder().issuer(Issuer(slow.issuer)).build().unwrap();
    let endpoint = AuthEndpoint::access_tokens(liveblocks.clone(), Resolver(slow.resolver), Policy(slow.policy));
    let pause = |seconds| sleep(Duration::from_secs(seconds));
    let body = later(async move {
        pause(slow.body).await;
        Ok(good().into_body().into())
    });
    let layers = async |clock, head, body| {
        pause(before).await;
        let reply = inside(&endpoint, clock, head, body).await;
        pause(after).await;
        reply
    };
    let started = Instant::now();
    let reply = around(&liveblocks, head(&good()), body, layers).await.unwrap_or_else(|reply| reply);
    (code(&reply), started.elapsed())
}

#[tokio::test(start_paused = true)]
async fn layers_around_the_endpoint_count() {
    const DEADLINE: Duration = Duration::from_secs(8);
    let slow = Slow { body: 1, resolver: 1, policy: 1, issuer: 1 };
    assert_eq!(layered(2, slow, 1).await, ("minted".into(), Duration::from_secs(7)));
    assert_eq!(layered(60, Slow::default(), 0).await, ("unavailable".into(), DEADLINE));
    assert_eq!(layered(0, Slow::default(), 60).await, ("unavailable".into(), DEADLINE));
    assert_eq!(layered(3, slow, 2).await, ("unavailable".into(), DEADLINE));
    let (code, took) = layered(3, Slow { resolver: 60, ..Slow::default() }, 0).await;
    assert_eq!(code, "unavailable");
    assert!(took < DEADLINE && took > DEADLINE / 2, "the reply of the endpoint needs time for the layers: {took:?}");
}

/// The layers end between the deadline of the endpoint and their own.
#[tokio::test(start_paused = true)]
async fn an_endpoint_that_starts_after_its_deadline_does_nothing() {
    let recorder = Recorder::default();
    let liveblocks = recorder.liveblocks();
    let endpoint = AuthEndpoint::access_tokens(liveblocks.clone(), Resolver(0), Policy(0));
    let layers = async |clock, head, body| {
        sleep(Duration::from_millis(7_950)).await;
        inside(&endpoint, clock, head, body).await
    };
    let reply = around(&liveblocks, head(&good()), bytes::Bytes::from(good().into_body()), layers).await.unwrap();
    assert_eq!((code(&reply).as_str(), recorder.requests().len()), ("unavailable", 0));
}

#[tokio::test(start_paused = true)]
async fn elapsed_ms_counts_from_the_start_of_the_layers() {
    let log = Log::start();
    layered(3, Slow { issuer: 1, ..Slow::default() }, 0).await;
    layered(60, Slow::default(), 0).await;
    let elapsed: Vec<_> = log.take().iter().map(|entry| entry.field("elapsed_ms").map(str::to_owned)).collect();
    assert_eq!(elapsed, [Some("4000".to_owned()), Some("8000".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn slow_layers_leave_the_body_its_time() {
    let slow = |body| Slow { body, ..Slow::default() };
    assert_eq!(layered(3, slow(4), 0).await, ("minted".into(), Duration::from_secs(7)));
    assert_eq!(layered(2, slow(60), 0).await, ("body_timeout".into(), Duration::from_secs(7)));
}

trait AllowAll {
    fn allow_all(self) -> Self;
}

impl AllowAll for liveblocks_auth::Session<'_> {
    fn allow_all(mut self) -> Self {
        self.allow(liveblocks_auth::RoomPattern::all(), liveblocks_auth::Permissions::FULL).unwrap();
        self
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_runs_after_the_deadline() {
    let request = crate::support::asking_for("acme:plan");
    sleep(Duration::from_secs(9)).await;
    let mut ran = false;
    let reply = request
        .answer(async {
            ran = true;
            Ok(Minted::from_reply(crate::support::REPLY)?)
        })
        .await;
    assert_eq!((code(&reply).as_str(), ran), ("unavailable", false));
}
