//! Tests the adapter on real sockets: everything that the conformance kit's table can't check.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must say so"
)]

mod by_hand;
#[path = "../../../tests/shared/handle.rs"]
mod handle;
mod layer;
#[path = "../../../tests/shared/layer_tests.rs"]
mod layer_tests;
#[path = "../serve/listen.rs"]
mod listen;
#[path = "../../../tests/shared/log.rs"]
mod log;
mod own_login;
mod ready;
#[path = "../../../tests/shared/support.rs"]
mod support;
