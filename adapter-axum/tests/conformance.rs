//! Runs the conformance kit's table against every level of the adapter.

mod serve;

use std::process::ExitCode;

use liveblocks_auth_conformance::{Capabilities, Capability, Suite};

fn main() -> ExitCode {
    let axum = Capabilities::all().without(Capability::StalledHeads, "axum::serve has no time limit for request heads");
    let layer = axum.clone().without(Capability::BodyBeforeLogin, "the login is a layer around the endpoint");
    Suite::new()
        .hold("ready", &axum, serve::ready)
        .hold("own_login", &axum, serve::own_login)
        .hold("login_layer", &layer, serve::login_layer)
        .hold("by_hand", &axum, serve::by_hand)
        .run()
}
