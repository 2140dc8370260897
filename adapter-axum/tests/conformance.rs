//! Runs the conformance kit's table against every level of the adapter.

mod serve;

use std::process::ExitCode;

use liveblocks_auth_conformance::{Capabilities, Suite};

fn main() -> ExitCode {
    let all = Capabilities::all();
    Suite::new()
        .hold("ready", &all, serve::ready)
        .hold("own_login", &all, serve::own_login)
        .hold("by_hand", &all, serve::by_hand)
        .run()
}
