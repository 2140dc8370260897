//! Tests the examples' shared part without HTTP.
//!
//! Tests with a database run on SQLite, and on PostgreSQL if `DEMO_TEST_POSTGRES` names a server
//! (see CONTRIBUTING.md).

// An assertion that fails in a test must panic.
#![allow(clippy::panic, reason = "tests")]

#[macro_use]
mod place;

mod connections;
mod environment;
mod network;
mod page;
mod policy;
mod registration;
mod session;
mod sharing;
mod store;
