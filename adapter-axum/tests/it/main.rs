//! The adapter on real sockets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on shall say so"
)]

mod by_hand;
mod own_login;
mod ready;
mod support;
