//! Tests the adapter in Rocket's own client: everything that the conformance kit's table can't
//! check.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must say so"
)]

mod by_hand;
mod catchers;
#[path = "../../../tests/shared/handle.rs"]
mod handle;
#[path = "../../../tests/shared/log.rs"]
mod log;
mod own_login;
mod ready;
mod support;
