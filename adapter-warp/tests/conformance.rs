//! Runs the conformance kit's table against every level of the adapter.

mod serve;

use std::process::ExitCode;

use liveblocks_auth_conformance::{Capabilities, Capability, Suite};

fn main() -> ExitCode {
    let all = Capabilities::all();
    let own_login = all.clone().without(
        Capability::LoginDeadline,
        "warp can't stop a filter; the resolver in current_user has 8 s of its own",
    );
    Suite::new()
        .hold("ready", &all, serve::ready)
        .hold("own_login", &own_login, serve::own_login)
        .hold("by_hand", &all, serve::by_hand)
        .run()
}
