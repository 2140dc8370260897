//! Each entry point writes exactly one log entry. Calls inside an entry point write none.
//!
//! `cargo test -p liveblocks-auth --test it entries:: -- --nocapture` prints the table.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::panic::resume_unwind;

use bytes::Bytes;
use futures_util::FutureExt as _;
use liveblocks_auth::adapter::{admit, around, check_head, current_user, misconfigured, within};
use liveblocks_auth::issuer::{MintRequest, TokenIssuer, async_trait};
use liveblocks_auth::{
    AccessPolicy, AuthEndpoint, AuthReply, AuthRequest, Authorizer, BoxError, Error, ErrorKind, Grants, Liveblocks,
    LiveblocksUser, Minted, Permissions, RequestHead, Resolver, RoomPattern, UserInfo, UserResolver, policy_fn,
};
use tracing::Level;

use crate::log::{Log, Written};
use crate::support::{Person, REPLY, acme, alice, asking_for, code, good, head, inside, later, never, post, send};

/// The behavior of a part of the application.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Does {
    #[default]
    Work,
    Fail,
    Panic,
    Hang,
}

use Does::{Fail, Hang, Panic};

impl Does {
    fn now(self, part: &str) -> Result<(), BoxError> {
        match self {
            Self::Work | Self::Hang => Ok(()),
            Self::Fail => Err(format!("the {part} is down").into()),
            // Without the panic message, which would bury the messages of other panics.
            Self::Panic => resume_unwind(Box::new("a panic of this test")),
        }
    }

    async fn run(self, part: &str) -> Result<(), BoxError> {
        if self == Self::Hang {
            std::future::pending::<()>().await;
        }
        self.now(part)
    }
}

/// The origin of a page that can use the endpoint.
const APP: &str = "https://app.example.com";

/// An application that resolves the header `x-user`, grants the rooms of acme, and mints in this
/// process.
#[derive(Debug, Clone, Copy, Default)]
struct App {
    resolver: Does,
    user: Does,
    policy: Does,
    issuer: Does,
}

struct Guest {
    name: String,
    does: Does,
}

impl LiveblocksUser for Guest {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.name)
    }
    fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
        self.does.now("user").map(|()| None)
    }
}

impl UserResolver for App {
    type User = Guest;
    async fn resolve(&self, head: &RequestHead) -> Result<Option<Guest>, BoxError> {
        self.resolver.run("resolver").await?;
        Ok(head.header("x-user").map(|name| Guest { name: name.to_owned(), does: self.user }))
    }
}

#[derive(serde::Deserialize)]
struct Wish {
    #[serde(default, rename = "number")]
    _number: u8,
}

impl AccessPolicy<Guest> for App {
    async fn grant(&self, _: &Guest, request: &AuthRequest) -> Result<Grants, BoxError> {
        request.data::<Wish>()?;
        self.policy.run("policy").await?;
        Ok(acme())
    }
}

#[async_trait]
impl TokenIssuer for App {
    async fn issue(&self, _: &MintRequest) -> Result<Minted, Error> {
        self.issuer.run("issuer").await.map_err(Error::unreachable)?;
        Minted::from_reply(REPLY)
    }
}

impl App {
    fn liveblocks(self) -> Liveblocks {
        Liveblocks::builder().issuer(self).allow_origins([APP]).build().unwrap()
    }

    async fn handle(self, request: http::Request<Vec<u8>>) -> AuthReply {
        let endpoint = AuthEndpoint::access_tokens(self.liveblocks(), self, self);
        endpoint.handle(head(&request), Bytes::from(request.into_body())).await
    }

    async fn admit(self, request: http::Request<Vec<u8>>) -> Result<AuthRequest, AuthReply> {
        admit(&self.liveblocks(), head(&request), Bytes::from(request.into_body())).await
    }

    async fn authorize(self, name: Option<&str>, request: AuthRequest) -> AuthReply {
        let guest = name.map(|name| Guest { name: name.to_owned(), does: self.user });
        Authorizer::access_tokens(self.liveblocks(), self).authorize(guest, request).await
    }

    /// A handler of the application's own, with another step between the user and the session.
    async fn answer(self, request: AuthRequest, step: Does) -> AuthReply {
        let liveblocks = self.liveblocks();
        request
            .answer(async {
                let user = request.user(&self).await?;
                step.run("handler").await?;
                let mut session = request.prepare_session(&liveblocks, &user)?;
                for (pattern, permissions) in self.grant(&user, &request).await?.iter() {
                    session.allow(pattern.clone(), permissions)?;
                }
                Ok(session.authorize().await?)
            })
            .await
    }
}

fn get() -> http::Request<Vec<u8>> {
    let mut request = good();
    *request.method_mut() = http::Method::GET;
    request
}

/// A request by a page on another origin.
fn foreign() -> http::Request<Vec<u8>> {
    let mut request = good();
    request.headers_mut().insert("origin", "https://elsewhere.example".parse().unwrap());
    request
}

fn preflight(origin: &str) -> http::Request<Vec<u8>> {
    let request = http::Request::options("/").header("origin", origin);
    request.header("access-control-request-method", "POST").body(Vec::new()).unwrap()
}

fn anonymous() -> http::Request<Vec<u8>> {
    let mut request = good();
    request.headers_mut().remove("x-user");
    request
}

/// Creates alice's admitted request for a room.
fn admitted(room: &str) -> AuthRequest {
    asking_for(room).with_head(head(&good()))
}

fn unfit() -> AuthRequest {
    admitted("acme:plan").with_data(&serde_json::json!({"number": "seven"})).unwrap()
}

/// The one expected entry.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    level: Level,
    event: String,
    code: Option<&'static str>,
    /// The end of `why`, or the field `stage`.
    place: Option<&'static str>,
    room: Option<&'static str>,
    user: Option<&'static str>,
}

const PLAN: Option<&str> = Some("acme:plan");
const ALICE: Option<&str> = Some("alice");

fn entry(level: Level, event: &str, room: Option<&'static str>, user: Option<&'static str>) -> Entry {
    Entry { level, event: event.to_owned(), code: None, place: None, room, user }
}

fn minted() -> Entry {
    entry(Level::INFO, "minted", PLAN, ALICE)
}

fn goes_on(event: &str, room: Option<&'static str>) -> Entry {
    entry(Level::DEBUG, event, room, None)
}

fn refused(code: &'static str, room: Option<&'static str>, user: Option<&'static str>) -> Entry {
    Entry { code: Some(code), ..entry(Level::INFO, "refused", room, user) }
}

fn unavailable(why: &'static str, room: Option<&'static str>, user: Option<&'static str>) -> Entry {
    Entry { code: Some("unavailable"), place: Some(why), ..entry(Level::ERROR, "unavailable", room, user) }
}

fn abandoned(stage: &'static str, room: Option<&'static str>, user: Option<&'static str>) -> Entry {
    Entry { place: Some(stage), ..entry(Level::INFO, "abandoned", room, user) }
}

impl Entry {
    /// Returns the difference between this entry and a written one.
    fn compare(&self, written: &Written) -> Result<(), String> {
        let quoted = |value: Option<&str>| value.map(|value| format!("{value:?}"));
        let field = |name: &str| written.field(name).map(str::to_owned);
        let place = match self.event.as_str() {
            "abandoned" => written.field("stage").map(|stage| stage.trim_matches('"')) == self.place,
            _ => self.place.is_none_or(|place| field("why").unwrap_or_default().ends_with(&format!("{place}\""))),
        };
        let same = written.level == self.level
            && written.event == self.event
            && field("code") == quoted(self.code)
            && field("room.id") == quoted(self.room)
            && field("user.id") == quoted(self.user)
            && field("elapsed_ms").is_some();
        if same && place { Ok(()) } else { Err(format!("expected {self:?}\n   found {written:?}")) }
    }
}

/// The table. Runs every row, and reports all rows that are wrong.
struct Table {
    log: Log,
    text: String,
    wrong: String,
}

impl Table {
    fn start() -> Self {
        let text = "| entry point | what happens | result | entry | level | says | room | user |\n".to_owned();
        Self { log: Log::start(), text: text + "|---|---|---|---|---|---|---|---|\n", wrong: String::new() }
    }

    async fn row<O: Outcome>(&mut self, point: &str, what: &str, run: impl Future<Output = O>, expected: Entry) {
        self.log.take();
        let result = run.await.name();
        self.check(point, what, &result, &expected);
        let coded = expected.code.is_none_or(|code| code == result);
        if !coded {
            writeln!(self.wrong, "{point}, {what}: the result is {result}").unwrap();
        }
    }

    #[allow(clippy::needless_pass_by_value, reason = "the table reads like one")]
    /// Runs the future until its first await that is not ready, then drops it, like a server whose
    /// client has gone away.
    fn dropped<O>(&mut self, point: &str, what: &str, run: impl Future<Output = O>, expected: Entry) {
        self.log.take();
        if run.now_or_never().is_some() {
            writeln!(self.wrong, "{point}, {what}: it was done at once").unwrap();
        }
        self.check(point, &format!("dropped in the {what}"), "none", &expected);
    }

    fn check(&mut self, point: &str, what: &str, result: &str, expected: &Entry) {
        let written = self.log.take();
        let compared = match &written[..] {
            [only] => expected.compare(only),
            _ => Err(format!("expected one entry, found {written:#?}")),
        };
        if let Err(wrong) = compared {
            writeln!(self.wrong, "{point}, {what}: {wrong}").unwrap();
        }
        let Entry { level, event, code: _, place, room, user } = expected;
        let [place, room, user] = [place, room, user].map(|value| value.unwrap_or("-"));
        let level = level.to_string().to_lowercase();
        writeln!(self.text, "| {point} | {what} | {result} | `{event}` | {level} | {place} | {room} | {user} |")
            .unwrap();
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        println!("{}", self.text);
        if !std::thread::panicking() {
            assert!(self.wrong.is_empty(), "{}", self.wrong);
        }
    }
}

/// The result of an entry point: the code of its reply, or the request that goes on.
trait Outcome {
    fn name(self) -> String;
}

impl Outcome for AuthReply {
    fn name(self) -> String {
        if self.body().is_empty() { "preflight".to_owned() } else { code(&self) }
    }
}

impl<T> Outcome for Result<T, AuthReply> {
    fn name(self) -> String {
        self.map_or_else(Outcome::name, |_| "goes on".to_owned())
    }
}

const WORKS: App = App { resolver: Does::Work, user: Does::Work, policy: Does::Work, issuer: Does::Work };

fn resolver(resolver: Does) -> App {
    App { resolver, ..WORKS }
}

fn user(user: Does) -> App {
    App { user, ..WORKS }
}

fn policy(policy: Does) -> App {
    App { policy, ..WORKS }
}

fn issuer(issuer: Does) -> App {
    App { issuer, ..WORKS }
}

#[tokio::test(start_paused = true)]
async fn handle_writes_one_entry() {
    let mut table = Table::start();
    let point = "`AuthEndpoint::handle`";
    table.row(point, "minted", WORKS.handle(good()), minted()).await;
    table.row(point, "another method", WORKS.handle(get()), refused("method", None, None)).await;
    table.row(point, "a preflight", WORKS.handle(preflight(APP)), goes_on("preflight", None)).await;
    table.row(point, "a foreign preflight", WORKS.handle(preflight("null")), refused("method", None, None)).await;
    table.row(point, "a foreign page", WORKS.handle(foreign()), refused("foreign_origin", None, None)).await;
    table.row(point, "no JSON object", WORKS.handle(post(b"[]")), refused("body", None, None)).await;
    table.row(point, "no room id", WORKS.handle(post(br#"{"room":7}"#)), refused("room", None, None)).await;
    let endpoint = AuthEndpoint::access_tokens(WORKS.liveblocks(), WORKS, WORKS);
    let late = endpoint.handle(head(&good()), never());
    table.row(point, "a late body", late, refused("body_timeout", None, None)).await;
    table.row(point, "anonymous", WORKS.handle(anonymous()), refused("unauthenticated", PLAN, None)).await;
    let elsewhere = WORKS.handle(post(br#"{"room":"globex:plan"}"#));
    table.row(point, "denied", elsewhere, refused("denied", Some("globex:plan"), ALICE)).await;
    let unfit = WORKS.handle(post(br#"{"room":"acme:plan","number":"seven"}"#));
    table.row(point, "unfit data", unfit, refused("body", PLAN, ALICE)).await;
    for (part, app, known) in [
        ("resolver", resolver as fn(Does) -> App, None),
        ("user", user, ALICE),
        ("policy", policy, ALICE),
        ("issuer", issuer, ALICE),
    ] {
        let [fails, panics, late] = says(part);
        table.row(point, "a failure", app(Fail).handle(good()), unavailable(fails, PLAN, known)).await;
        table.row(point, "a panic", app(Panic).handle(good()), unavailable(panics, PLAN, known)).await;
        if part != "user" {
            table.row(point, "the deadline", app(Hang).handle(good()), unavailable(late, PLAN, known)).await;
            table.dropped(point, part, app(Hang).handle(good()), abandoned(part, PLAN, known));
        }
    }
    let panics = endpoint.handle(head(&good()), later(async { resume_unwind(Box::new(())) }));
    table.row(point, "a panic", panics, unavailable("a panic in the admission", None, None)).await;
    table.dropped(point, "admission", endpoint.handle(head(&good()), never()), abandoned("admission", None, None));
}

/// The text of an entry for a part that fails, that panics, or that is running at the deadline.
fn says(part: &str) -> [&'static str; 3] {
    match part {
        "resolver" => ["the resolver is down", "a panic in the resolver", "the deadline passed in the resolver"],
        "user" => ["the user is down", "a panic in the user", ""],
        "policy" => ["the policy is down", "a panic in the policy", "the deadline passed in the policy"],
        "issuer" => ["the issuer is down", "a panic in the issuer", "the deadline passed in the issuer"],
        _ => ["the handler is down", "a panic in the handler", "the deadline passed in the handler"],
    }
}

#[tokio::test(start_paused = true)]
async fn authorize_writes_one_entry() {
    let mut table = Table::start();
    let point = "`Authorizer::authorize`";
    let plan = || admitted("acme:plan");
    table.row(point, "minted", WORKS.authorize(ALICE, plan()), minted()).await;
    table.row(point, "anonymous", WORKS.authorize(None, plan()), refused("unauthenticated", PLAN, None)).await;
    let elsewhere = WORKS.authorize(ALICE, admitted("globex:plan"));
    table.row(point, "denied", elsewhere, refused("denied", Some("globex:plan"), ALICE)).await;
    table.row(point, "unfit data", WORKS.authorize(ALICE, unfit()), refused("body", PLAN, ALICE)).await;
    for (part, app) in [("user", user as fn(Does) -> App), ("policy", policy), ("issuer", issuer)] {
        let [fails, panics, late] = says(part);
        table.row(point, "a failure", app(Fail).authorize(ALICE, plan()), unavailable(fails, PLAN, ALICE)).await;
        table.row(point, "a panic", app(Panic).authorize(ALICE, plan()), unavailable(panics, PLAN, ALICE)).await;
        if part != "user" {
            let hangs = app(Hang).authorize(ALICE, plan());
            table.row(point, "the deadline", hangs, unavailable(late, PLAN, ALICE)).await;
            table.dropped(point, part, app(Hang).authorize(ALICE, plan()), abandoned(part, PLAN, ALICE));
        }
    }
}

/// An error that panics when it is dropped.
#[derive(Debug)]
struct Fragile;

impl std::fmt::Display for Fragile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("fragile")
    }
}

impl std::error::Error for Fragile {}

impl Drop for Fragile {
    fn drop(&mut self) {
        resume_unwind(Box::new(()));
    }
}

#[tokio::test]
async fn an_error_whose_drop_panics_is_one_entry() {
    let log = Log::start();
    let request = asking_for("acme:plan");
    assert_eq!(code(&request.answer(async { Err(Fragile.into()) }).await), "unavailable");
    let written = log.take();
    assert_eq!(written.len(), 1, "{written:?}");
    unavailable("a panic in the handler", PLAN, None).compare(&written[0]).unwrap();
}

/// The token was minted, but the browser didn't get it. The operator learns both.
#[tokio::test]
async fn a_token_that_is_lost_is_two_entries() {
    let log = Log::start();
    let request = admitted("acme:plan");
    let lost = async {
        request.identify_user(&WORKS.liveblocks(), "alice").await?;
        Err("the audit log is down".into())
    };
    assert_eq!(code(&request.answer(lost).await), "unavailable");
    let written = log.take();
    assert_eq!(written.len(), 2, "{written:?}");
    minted().compare(&written[0]).unwrap();
    unavailable("the audit log is down", PLAN, ALICE).compare(&written[1]).unwrap();
}

/// Logs an event of the application, after an await.
async fn note(what: &str) {
    tokio::task::yield_now().await;
    tracing::info!(target: "application", "{what}");
}

/// Events that the application logs inside an entry point have the room and the user.
#[tokio::test]
async fn one_span_holds_the_room_and_the_user() {
    let log = Log::start();
    let policy = policy_fn((), async |(), _: &Person, _| {
        note("policy").await;
        Ok(acme())
    });
    let liveblocks = WORKS.liveblocks();
    send(&AuthEndpoint::access_tokens(liveblocks.clone(), alice(), policy), &good()).await;
    let request = WORKS.admit(good()).await.unwrap();
    within(&request, note("login")).await.unwrap();
    let handler = async {
        note("before the user").await;
        let session = request.prepare_session(&liveblocks, "alice")?;
        note("after the user").await;
        Ok(session.authorize().await?)
    };
    request.answer(handler).await;
    within(&request, note("again")).await.unwrap();
    let text = log.text();
    let lines = text.lines().filter(|line| line.contains("application: "));
    let lines: Vec<_> = lines.map(|line| line.split_once("INFO ").unwrap().1).collect();
    assert_eq!(
        lines,
        [
            r#"request{room.id="acme:plan" user.id="alice"}: application: policy"#,
            r#"request{room.id="acme:plan"}: application: login"#,
            r#"request{room.id="acme:plan"}: application: before the user"#,
            r#"request{room.id="acme:plan" user.id="alice"}: application: after the user"#,
            r#"request{room.id="acme:plan" user.id="alice"}: application: again"#,
        ]
    );
}

/// After preparing a session, or waiting for its token in vain, the previous stage is current
/// again.
#[tokio::test(start_paused = true)]
async fn a_session_gives_its_stage_back() {
    let log = Log::start();
    let (request, liveblocks) = (admitted("acme:plan"), issuer(Hang).liveblocks());
    let handler = async {
        let mut session = request.prepare_session(&liveblocks, "alice")?;
        session.allow(RoomPattern::all(), Permissions::FULL)?;
        assert_eq!(session.authorize().await.unwrap_err().kind(), ErrorKind::Deadline);
        resume_unwind(Box::new("a panic of this test"))
    };
    request.answer(handler).await;
    let policy = policy_fn(liveblocks.clone(), async |liveblocks, _: &Guest, request: &AuthRequest| {
        let _session = request.prepare_session(liveblocks, "alice")?;
        std::future::pending().await
    });
    let guest = Guest { name: "alice".to_owned(), does: Does::Work };
    Authorizer::access_tokens(liveblocks, policy).authorize(Some(guest), admitted("acme:plan")).await;
    let written = log.take();
    assert_eq!(written.len(), 2, "{written:?}");
    unavailable("a panic in the handler", PLAN, ALICE).compare(&written[0]).unwrap();
    unavailable("the deadline passed in the policy", PLAN, ALICE).compare(&written[1]).unwrap();
}

/// Even without a policy.
#[tokio::test]
async fn a_panic_in_the_user_of_an_id_token_is_told() {
    let log = Log::start();
    let guest = Guest { name: "alice".to_owned(), does: Panic };
    Authorizer::id_tokens(WORKS.liveblocks()).authorize(Some(guest), admitted("acme:plan")).await;
    let written = log.take();
    assert_eq!(written.len(), 1, "{written:?}");
    unavailable("a panic in the user", PLAN, ALICE).compare(&written[0]).unwrap();
}

#[tokio::test(start_paused = true)]
async fn answer_writes_one_entry() {
    let mut table = Table::start();
    let point = "`AuthRequest::answer`";
    let plan = || admitted("acme:plan");
    table.row(point, "minted", WORKS.answer(plan(), Does::Work), minted()).await;
    let anonymous = WORKS.answer(asking_for("acme:plan"), Does::Work);
    table.row(point, "anonymous", anonymous, refused("unauthenticated", PLAN, None)).await;
    let elsewhere = WORKS.answer(admitted("globex:plan"), Does::Work);
    table.row(point, "denied", elsewhere, refused("denied", Some("globex:plan"), ALICE)).await;
    table.row(point, "unfit data", WORKS.answer(unfit(), Does::Work), refused("body", PLAN, ALICE)).await;
    let resolver = |does| resolver(does).answer(plan(), Does::Work);
    let handler = |does| WORKS.answer(plan(), does);
    let issuer = |does| issuer(does).answer(plan(), Does::Work);
    for (part, known) in [("resolver", None), ("handler", None), ("issuer", ALICE)] {
        let run = |does| match part {
            "resolver" => resolver(does).boxed_local(),
            "handler" => handler(does).boxed_local(),
            _ => issuer(does).boxed_local(),
        };
        let [fails, panics, late] = says(part);
        table.row(point, "a failure", run(Fail), unavailable(fails, PLAN, known)).await;
        table.row(point, "a panic", run(Panic), unavailable(panics, PLAN, known)).await;
        table.row(point, "the deadline", run(Hang), unavailable(late, PLAN, known)).await;
        table.dropped(point, part, run(Hang), abandoned(part, PLAN, known));
    }
}

#[tokio::test(start_paused = true)]
async fn admit_writes_one_entry() {
    let mut table = Table::start();
    let point = "`adapter::admit`";
    let liveblocks = WORKS.liveblocks();
    table.row(point, "admitted", WORKS.admit(good()), goes_on("admitted", PLAN)).await;
    table.row(point, "another method", WORKS.admit(get()), refused("method", None, None)).await;
    table.row(point, "a preflight", WORKS.admit(preflight(APP)), goes_on("preflight", None)).await;
    table.row(point, "a foreign preflight", WORKS.admit(preflight("null")), refused("method", None, None)).await;
    table.row(point, "a foreign page", WORKS.admit(foreign()), refused("foreign_origin", None, None)).await;
    table.row(point, "no JSON object", WORKS.admit(post(b"[]")), refused("body", None, None)).await;
    table.row(point, "no room id", WORKS.admit(post(br#"{"room":7}"#)), refused("room", None, None)).await;
    let cut_off = admit(&liveblocks, head(&good()), later(async { Err("reset".into()) }));
    table.row(point, "an unreadable body", cut_off, refused("body", None, None)).await;
    let late = admit(&liveblocks, head(&good()), never());
    table.row(point, "a late body", late, refused("body_timeout", None, None)).await;
    let panics = admit(&liveblocks, head(&good()), later(async { resume_unwind(Box::new(())) }));
    table.row(point, "a panic", panics, unavailable("a panic in the admission", None, None)).await;
    let dropped = admit(&liveblocks, head(&good()), never());
    table.dropped(point, "admission", dropped, abandoned("admission", None, None));
}

#[tokio::test(start_paused = true)]
async fn around_writes_one_entry() {
    let mut table = Table::start();
    let point = "`adapter::around`";
    let run = async |layers: Does, request: http::Request<Vec<u8>>| {
        let layers = async |_, _, _| layers.run("layers").await.unwrap();
        let body = Bytes::from(request.body().clone());
        around(&WORKS.liveblocks(), head(&request), body, layers).await.unwrap_err()
    };
    let late = unavailable("the deadline passed in the login", None, None);
    table.row(point, "the layers hang", run(Hang, good()), late).await;
    table.row(point, "the layers panic", run(Panic, good()), unavailable("a panic in the login", None, None)).await;
    table.row(point, "GET", run(Does::Work, get()), refused("method", None, None)).await;
    table.row(point, "a foreign page", run(Does::Work, foreign()), refused("foreign_origin", None, None)).await;
    table.row(point, "a preflight", run(Does::Work, preflight(APP)), goes_on("preflight", None)).await;
    table.dropped(point, "the browser goes away", run(Hang, good()), abandoned("login", None, None));
    let hangs = resolver(Hang);
    let endpoint = AuthEndpoint::access_tokens(hangs.liveblocks(), hangs, hangs);
    let layers = async |clock, head, body| inside(&endpoint, clock, head, body).await;
    let liveblocks = hangs.liveblocks();
    let running = around(&liveblocks, head(&good()), Bytes::from(good().into_body()), layers);
    table.dropped(point, "the browser goes away from the endpoint inside", running, abandoned("resolver", PLAN, None));
}

#[tokio::test(start_paused = true)]
async fn within_writes_one_entry() {
    let mut table = Table::start();
    let point = "`adapter::within`";
    let plan = || admitted("acme:plan");
    table.row(point, "the login returns", within(&plan(), async { 7 }), goes_on("login finished", PLAN)).await;
    let panics = async { Panic.run("login").await };
    table.row(point, "a panic", within(&plan(), panics), unavailable("a panic in the login", PLAN, None)).await;
    let late = unavailable("the deadline passed in the login", PLAN, None);
    table.row(point, "the deadline", within(&plan(), std::future::pending::<()>()), late).await;
    table.dropped(point, "login", within(&plan(), std::future::pending::<()>()), abandoned("login", PLAN, None));
}

#[tokio::test(start_paused = true)]
async fn current_user_writes_one_entry() {
    let mut table = Table::start();
    let point = "`adapter::current_user`";
    let of = |does| Resolver::new(resolver(does));
    let (alice, anonymous) = (head(&get()), RequestHead::default());
    table.row(point, "signed in", current_user(&of(Does::Work), &alice), goes_on("signed in", None)).await;
    let refusal = refused("unauthenticated", None, None);
    table.row(point, "anonymous", current_user(&of(Does::Work), &anonymous), refusal).await;
    let [fails, panics, late] = says("resolver");
    for (what, does, why) in [("a failure", Fail, fails), ("a panic", Panic, panics), ("the deadline", Hang, late)] {
        table.row(point, what, current_user(&of(does), &alice), unavailable(why, None, None)).await;
    }
    table.dropped(point, "resolver", current_user(&of(Hang), &alice), abandoned("resolver", None, None));
}

#[test]
fn checks_of_an_adapter_write_one_entry_when_they_reject() {
    let log = Log::start();
    let liveblocks = WORKS.liveblocks();
    check_head(&liveblocks, &head(&good())).unwrap();
    assert!(log.take().is_empty());
    let reply = check_head(&liveblocks, &head(&get())).unwrap_err();
    let written = log.take();
    assert_eq!((code(&reply).as_str(), written.len()), ("method", 1));
    refused("method", None, None).compare(&written[0]).unwrap();
    let reply = misconfigured("the state has no resolver");
    let written = log.take();
    assert_eq!((code(&reply).as_str(), written.len()), ("unavailable", 1));
    unavailable("the state has no resolver", None, None).compare(&written[0]).unwrap();
}

#[tokio::test]
async fn what_runs_inside_an_entry_point_writes_nothing_of_its_failures() {
    let log = Log::start();
    let request = admitted("acme:plan");
    for app in [resolver(Fail), WORKS] {
        let _ = request.user(&app).await;
    }
    let _ = asking_for("acme:plan").user(&WORKS).await.err().unwrap();
    let _ = Authorizer::access_tokens(WORKS.liveblocks(), policy(Fail));
    for liveblocks in [WORKS.liveblocks(), issuer(Fail).liveblocks()] {
        let denied = request.prepare_session(&liveblocks, "alice").unwrap();
        denied.authorize().await.unwrap_err();
    }
    let mut session = request.prepare_session(&issuer(Fail).liveblocks(), "alice").unwrap();
    session.allow(request.room().unwrap(), Permissions::FULL).unwrap();
    session.authorize().await.unwrap_err();
    request.identify_user(&issuer(Fail).liveblocks(), "alice").await.unwrap_err();
    issuer(Fail).liveblocks().identify_user("alice").await.unwrap_err();
    request.prepare_session(&WORKS.liveblocks(), "").unwrap_err();
    assert!(log.take().is_empty());
}

#[test]
fn making_a_reply_writes_nothing() {
    let log = Log::start();
    let replies = [
        AuthReply::from(ErrorKind::Unauthenticated),
        AuthReply::from(ErrorKind::Denied),
        AuthReply::from(ErrorKind::Resolver),
        AuthReply::from(Error::refused(403, None)),
        AuthReply::from(Minted::from_reply(REPLY).unwrap()),
    ];
    let codes: Vec<_> = replies.iter().map(code).collect();
    assert_eq!(codes, ["unauthenticated", "denied", "unavailable", "unavailable", "minted"]);
    assert!(log.take().is_empty());
}

#[tokio::test]
async fn a_session_outside_a_request_writes_that_it_minted() {
    let log = Log::start();
    WORKS.liveblocks().prepare_session("alice").unwrap().authorize().await.unwrap();
    let written = log.take();
    assert_eq!(written.len(), 1, "{written:?}");
    entry(Level::INFO, "minted", None, ALICE).compare(&written[0]).unwrap();
}
