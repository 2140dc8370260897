//! Runs the conformance kit's table against every level of the adapter.

mod serve;

use std::process::ExitCode;

use liveblocks_auth_conformance::{Capabilities, Capability, Suite};

fn main() -> ExitCode {
    // In a process that builds several applications, Rocket's logger prints despite
    // `LogLevel::Off`, because each application resets it. A logger that is already set stays in
    // place, and this one prints nothing.
    let _ = log::set_logger(log::logger());
    let rocket = Capabilities::all()
        .without(Capability::NonUtf8Headers, "Rocket drops headers that are not UTF-8")
        .without(Capability::EarlyAnswer, "Rocket waits for the first 14 bytes of a body before it calls a handler")
        .without(Capability::UnknownMethodBodies, "Rocket calls only a catcher, which can't read the body")
        .without(Capability::SentMethod, "Rocket takes the method from a form field _method")
        .without(Capability::StalledHeads, "Rocket turns off hyper's time limit for request heads");
    Suite::new()
        .hold("ready", &rocket, serve::ready)
        .hold("own_login", &rocket, serve::own_login)
        .hold("by_hand", &rocket, serve::by_hand)
        .run()
}
