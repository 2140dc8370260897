//! What the examples share, asked without HTTP. What is stored is asked twice: on SQLite, and on
//! PostgreSQL where `DEMO_TEST_POSTGRES` names a server (see CONTRIBUTING.md).

// An assertion that fails in a test is a panic, which is what it shall be.
#![allow(clippy::panic, reason = "tests")]

#[macro_use]
mod place;

mod environment;
mod page;
mod policy;
mod registration;
mod session;
mod sharing;
mod store;
