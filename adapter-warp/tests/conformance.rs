//! Runs the conformance kit's table against every level of the adapter.

mod serve;

use std::process::ExitCode;

use liveblocks_auth_conformance::{Capabilities, Capability, Suite};

fn main() -> ExitCode {
    let warp = Capabilities::all().without(Capability::StalledHeads, "warp::serve has no time limit for request heads");
    let own_login = warp.clone().without(
        Capability::LoginDeadline,
        "warp can't stop a filter; the resolver in current_user has 8 s of its own",
    );
    Suite::new()
        .hold("ready", &warp, serve::ready)
        .hold("own_login", &own_login, serve::own_login)
        .hold("by_hand", &warp, serve::by_hand)
        .run()
}
