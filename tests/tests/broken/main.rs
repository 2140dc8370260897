//! Deliberately broken adapters.
//!
//! The table must catch each of them, with exactly the cases in `caught.txt`. Each case must catch
//! at least one. `UPDATE_CAUGHT=1` writes that file again; review the changes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must say so"
)]
#![allow(clippy::result_large_err, reason = "an answer in place of another is as large as that")]

mod adapter;
mod caught;
mod fault;
mod faults;
mod issuer;
mod server;
mod trials;

use std::process::ExitCode;

fn main() -> ExitCode {
    trials::run()
}
