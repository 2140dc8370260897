//! Sends the same requests to the four adapters and compares the replies.
//!
//! The requests are those of the table and thousands of generated ones. `PARITY_SEED` and
//! `PARITY_COUNT` select others; every difference is printed with its seed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must say so"
)]

mod compare;
mod generate;
mod layers;
mod matrix;
mod over_http2;

#[path = "../../../adapter-actix/tests/serve/mod.rs"]
#[allow(dead_code, reason = "only the ready endpoint is compared")]
mod actix;
#[path = "../../../adapter-axum/tests/serve/mod.rs"]
#[allow(dead_code, reason = "only the ready endpoint is compared")]
mod axum;
#[path = "../../../adapter-rocket/tests/serve/mod.rs"]
#[allow(dead_code, reason = "only the ready endpoint is compared")]
mod rocket;
#[path = "../../../adapter-warp/tests/serve/mod.rs"]
#[allow(dead_code, reason = "only the ready endpoint is compared")]
mod warp;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use liveblocks_auth_conformance::adapter::Adapter;
use liveblocks_auth_conformance::{Capability, Fixture};

use crate::compare::{Observed, listed, observe};
use crate::generate::{Ask, generated, of_the_table};

/// The default number of generated requests.
const COUNT: usize = 6_000;
/// How many requests run at once: most of them wait for the network or a time limit.
const AT_ONCE: usize = 12;

/// The capabilities that Rocket lacks. The conformance test of its adapter proves each of them.
const ROCKET_LACKS: [Capability; 5] = [
    Capability::NonUtf8Headers,
    Capability::EarlyAnswer,
    Capability::SentMethod,
    Capability::UnknownMethodBodies,
    Capability::StalledHeads,
];

/// Starts a server with the endpoints of a fixture.
type Start = fn(Fixture) -> io::Result<SocketAddr>;

/// The frameworks with their ready endpoints, and what each lacks.
const FRAMEWORKS: [(&str, Start, &[Capability]); 4] = [
    ("axum", axum::ready, &[Capability::StalledHeads]),
    ("actix", actix::ready, &[]),
    ("rocket", rocket::ready, &ROCKET_LACKS),
    ("warp", warp::ready, &[Capability::StalledHeads]),
];

#[test]
fn the_four_answer_alike() {
    let seed = from_env("PARITY_SEED").unwrap_or(2026);
    let count = from_env("PARITY_COUNT").unwrap_or(COUNT as u64);
    let frameworks = FRAMEWORKS.map(|(name, start, lacks)| (name, Adapter::new(start), lacks));
    let asks: Vec<Ask> = of_the_table().into_iter().chain(generated(seed, count)).collect();

    let next = AtomicUsize::new(0);
    let rows = Mutex::new(BTreeMap::<String, usize>::new());
    let (upstream, differences) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(ask) = asks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let observed: Vec<(&str, Observed)> = frameworks
                        .iter()
                        .filter(|(_, _, lacks)| ask.needs.is_none_or(|needed| !lacks.contains(&needed)))
                        .map(|(name, adapter, _)| (*name, observe(adapter, ask)))
                        .collect();
                    let first = &observed[0].1;
                    *rows.lock().unwrap().entry(first.row()).or_default() += 1;
                    upstream.fetch_add(usize::from(first.reached_liveblocks()), Ordering::Relaxed);
                    if observed.iter().any(|(_, other)| other != first || other.allowed_origins().len() > 1) {
                        differences.lock().unwrap().push(listed(ask, &observed));
                    }
                }
            });
        }
    });

    let (rows, differences) = (rows.into_inner().unwrap(), differences.into_inner().unwrap());
    let upstream = upstream.into_inner();
    println!("{} requests to each framework, seed {seed}; {} reach Liveblocks", asks.len(), upstream);
    for (row, times) in &rows {
        println!("{times:>6}  {row}");
    }
    println!("{} differences", differences.len());
    for difference in differences.iter().take(5) {
        println!("\nseed {seed}: {difference}");
    }
    assert!(
        differences.is_empty(),
        "seed {seed}: {} of {} requests get different replies",
        differences.len(),
        asks.len()
    );
    assert!(!rows.contains_key("no answer"), "seed {seed}: some requests get no reply");
    if count as usize >= COUNT {
        for row in [
            "200",
            "204",
            "400 body",
            "401 unauthenticated",
            "403 denied",
            "403 foreign_origin",
            "405 method",
            "408 body_timeout",
            "422 room",
            "503 unavailable",
        ] {
            assert!(rows.get(row).is_some_and(|times| *times >= 100), "seed {seed}: fewer than 100 requests for {row}");
        }
        assert!(upstream * 5 >= asks.len(), "seed {seed}: fewer than a fifth of the requests reach Liveblocks");
    }
}

fn from_env(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}
