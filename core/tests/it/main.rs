//! Tests of core that need no private access, in one binary. Each module tests one promise.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must say so"
)]

mod admission;
mod answer;
mod body;
mod config;
mod deadline;
mod decisions;
mod entries;
mod http_issuer;
mod limits;
mod local_issuer;
mod log;
mod origins;
mod panics;
mod permissions;
mod raw_value;
mod request_head;
mod rooms;
mod secrecy;
mod sessions;
mod status_table;
mod support;
mod wildcards;
