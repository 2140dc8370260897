//! The page shows the same steps on both sides, and names that exist.

#![allow(
    clippy::panic,
    clippy::redundant_clone,
    reason = "a test that cannot go on must say so; a line of the page is compiled as it is"
)]

use std::collections::{BTreeMap, BTreeSet};

use from_node::yours::{Sessions, User};
use liveblocks_auth::{
    AuthEndpoint, AuthReply, AuthRequest, BoxError, Liveblocks, Minted, Permission, Permissions, RoomPattern, Session,
};

const PAGE: &str = include_str!("../README.md");
const FRAMEWORKS: [&str; 4] = ["axum", "actix-web", "Rocket", "warp"];

/// The text below a heading, up to the next one.
fn section(heading: &str) -> &'static str {
    let rest = PAGE.split_once(&format!("\n## {heading}\n")).map(|(_, rest)| rest);
    let section = rest.and_then(|rest| rest.split("\n## ").next());
    section.unwrap_or_else(|| panic!("no section {heading}"))
}

fn express(heading: &str) -> &'static str {
    let sample = section(heading).split_once("```js\n").and_then(|(_, rest)| rest.split("```").next());
    sample.unwrap_or_else(|| panic!("no Express sample in {heading}"))
}

#[test]
fn the_page_shows_all_of_yours() {
    assert!(PAGE.contains(include_str!("../src/yours.rs")));
}

#[test]
fn every_framework_is_beside_the_same_express_sample() {
    let [first, rest @ ..] = FRAMEWORKS.map(express);
    assert_eq!(rest.iter().collect::<BTreeSet<_>>().len(), 1, "the shortened samples differ");
    // The full sample breaks lines where the shortened ones leave something out.
    let packed = |code: &str| code.split_whitespace().collect::<String>();
    let full = packed(first);
    for line in rest.concat().lines() {
        let mut left = full.as_str();
        for part in line.trim_end_matches(");").split('…').map(packed) {
            let found = left.split_once(part.as_str());
            left = found.unwrap_or_else(|| panic!("not in the full sample: {line}")).1;
        }
    }
}

#[test]
fn both_sides_take_the_same_steps_in_the_same_order() {
    const STEPS: [&str; 6] =
        ["1. The secret key", "2. The user", "3. The session", "4. The rooms", "5. The token", "6. The reply"];
    let [_, user, _, rooms, token, reply] = STEPS;
    let id_tokens = ("ID tokens", vec![user, token, reply]);
    let one_room = ("One room instead of a pattern", vec![rooms]);
    let frameworks = FRAMEWORKS.map(|framework| (framework, STEPS.to_vec()));
    for (heading, expected) in frameworks.into_iter().chain([id_tokens, one_room]) {
        let steps = section(heading).lines().filter_map(|line| line.trim_start().strip_prefix("// "));
        let steps = steps.filter(|comment| comment.starts_with(|c: char| c.is_ascii_digit())).collect::<Vec<_>>();
        assert_eq!(steps, expected.repeat(2), "{heading}");
    }
}

/// Checks that the page shows an expression over `$endpoint`, and that it compiles.
macro_rules! shown {
    (|$endpoint:ident| -> $type:ty, $code:expr) => {{
        let _ = |$endpoint: AuthEndpoint| -> $type { $code };
        let code = concat!("`", stringify!($code), "`");
        assert!(PAGE.contains(code), "not on the page: {code}");
    }};
}

#[test]
fn the_page_shows_how_to_mount_the_ready_endpoint() {
    {
        use axum::Router;
        use liveblocks_auth_axum::auth_endpoint;
        shown!(|endpoint| -> Router, Router::new().route("/api/liveblocks-auth", auth_endpoint(endpoint)));
    }
    {
        use actix_web::App;
        use liveblocks_auth_actix_web::auth_endpoint;
        shown!(|endpoint| -> App<_>, App::new().service(auth_endpoint("/api/liveblocks-auth", endpoint.clone())));
    }
    {
        use liveblocks_auth_rocket::auth_endpoint;
        use rocket::{Build, Rocket};
        shown!(|endpoint| -> Rocket<Build>, rocket::build().attach(auth_endpoint("/api/liveblocks-auth", endpoint)));
    }
    {
        use liveblocks_auth_warp::auth_endpoint;
        use warp::Filter;
        shown!(|endpoint| -> _, warp::path!("api" / "liveblocks-auth").and(auth_endpoint(endpoint)));
    }
}

/// The right column of "Where to find what": that it compiles is the test.
#[allow(dead_code, reason = "names and types, with nothing to run")]
async fn the_names_exist(request: AuthRequest, sessions: Sessions, mut session: Session<'_>) -> Result<(), BoxError> {
    let _: [Liveblocks; 2] = [Liveblocks::from_env()?, Liveblocks::local_dev()?];
    let liveblocks = Liveblocks::builder().secret_key("sk_").base_url("https://example.com").build()?;
    let user: User = request.user(&sessions).await?;
    let _: [Session<'_>; 2] = [request.prepare_session(&liveblocks, &user)?, liveblocks.prepare_session(&user)?];
    let _: BTreeMap<String, bool> = request.data()?;
    if let Some(room) = request.room() {
        session.allow(room, Permissions::READ.with(Permission::CommentsWrite))?;
    }
    session.allow(RoomPattern::under(["acme", "docs"])?, Permissions::parse(["*:read", "comments:write"])?)?;
    session.allow(RoomPattern::exact("acme:docs:7")?, Permissions::FULL)?;
    session.allow(RoomPattern::all(), Permissions::READ.with(Permission::LegacyRoomWrite))?;
    let minted: Minted = session.authorize().await?;
    let _ = (minted.token(), minted.reply());
    let _ = AuthReply::from(minted);
    let _: AuthReply = request.answer(async { Ok(request.identify_user(&liveblocks, &user).await?) }).await;
    let _ = AuthEndpoint::id_tokens(Liveblocks::from_env()?, Sessions::default());
    if let Err(error) = liveblocks.identify_user(&user).await {
        let _ = (error.kind(), std::error::Error::source(&error));
        let _ = AuthReply::from(error);
    }
    Ok(())
}
