//! Runs the conformance kit's table against every level of the adapter.

mod serve;

use std::process::ExitCode;

use liveblocks_auth_conformance::{Capabilities, Capability, Suite};

fn main() -> ExitCode {
    let all = Capabilities::all();
    let middleware = all.clone().without(Capability::BodyBeforeLogin, "the login is a middleware around the endpoint");
    Suite::new()
        .hold("ready", &all, serve::ready)
        .hold("own_login", &all, serve::own_login)
        .hold("login_layer", &middleware, serve::login_layer)
        .hold("by_hand", &all, serve::by_hand)
        .run()
}
