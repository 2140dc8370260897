//! What the page shows twice is the same twice.

use std::collections::{BTreeMap, BTreeSet};

use from_node::yours::{Sessions, User};
use liveblocks_auth::{
    AuthReply, AuthRequest, BoxError, Liveblocks, Minted, Permission, Permissions, RoomPattern, Session,
};

const PAGE: &str = include_str!("../README.md");
const FRAMEWORKS: [&str; 4] = ["axum", "actix-web", "Rocket", "warp"];

#[test]
fn what_is_yours_is_shown_as_it_is() {
    assert!(PAGE.contains(include_str!("../src/yours.rs")));
}

#[test]
fn every_framework_stands_beside_the_same_three_samples() {
    let mut samples = BTreeMap::<_, Vec<_>>::new();
    for folded in PAGE.split("<summary>").skip(1) {
        let sample = folded.split("</details>").next().unwrap_or_default();
        let (name, code) = sample.split_once("</summary>").unwrap_or_default();
        samples.entry(name).or_default().push(code);
    }
    assert_eq!(samples.keys().copied().collect::<Vec<_>>(), ["Express", "Next.js", "Remix"]);
    for (name, shown) in samples {
        assert_eq!(shown.len(), FRAMEWORKS.len(), "{name}");
        assert_eq!(shown.iter().collect::<BTreeSet<_>>().len(), 1, "{name} reads differently from section to section");
    }
}

#[test]
fn the_six_steps_stand_in_the_same_order_on_both_sides() {
    const STEPS: [&str; 6] = [
        "1. The client, with the secret",
        "2. Who is asking",
        "3. The session",
        "4. What they may open",
        "5. The token",
        "6. The answer",
    ];
    for framework in FRAMEWORKS {
        let section = PAGE.split(&format!("\n### {framework}\n")).nth(1).and_then(|rest| rest.split("\n### ").next());
        let steps = section.unwrap_or_default().lines().filter_map(|line| line.trim_start().strip_prefix("// "));
        let steps = steps.filter(|comment| comment.starts_with(|c: char| c.is_ascii_digit())).collect::<Vec<_>>();
        // Three samples of Node, and ours.
        assert_eq!(steps, STEPS.repeat(4), "{framework}");
    }
}

#[test]
fn the_differences_are_those_that_core_lists() {
    let core = include_str!("../../../core/src/differences.md").lines().collect::<BTreeSet<_>>();
    let section = PAGE.split("\n## What differs on purpose\n").nth(1).unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with('|')).collect::<Vec<_>>();
    assert!(rows.len() > 2);
    for row in rows {
        assert!(core.contains(row), "not in core/src/differences.md: {row}");
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
    session.allow(RoomPattern::all(), Permissions::READ)?;
    let minted: Minted = session.authorize().await?;
    let _ = (minted.token(), minted.reply());
    let _ = AuthReply::from(minted);
    let _: AuthReply = request.answer(async { Ok(request.identify_user(&liveblocks, &user).await?) }).await;
    if let Err(error) = liveblocks.identify_user(&user).await {
        let _ = (error.kind(), std::error::Error::source(&error));
        let _ = AuthReply::from(error);
    }
    Ok(())
}
