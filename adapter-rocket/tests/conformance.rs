//! Every level of the adapter, held to the table of the conformance kit.

mod serve;

use std::process::ExitCode;

use liveblocks_auth_conformance::{Capabilities, Capability, Suite};

fn main() -> ExitCode {
    // Rocket's logger prints in spite of `LogLevel::Off` where a process builds several applications: each sets it back. A logger that is set already
    // stays, and the one of nobody prints nothing.
    let _ = log::set_logger(log::logger());
    let rocket = Capabilities::all()
        .without(Capability::NonUtf8Headers, "Rocket drops headers that are not UTF-8")
        .without(Capability::EarlyAnswer, "Rocket waits for the first 14 bytes of a body before it asks anybody")
        .without(Capability::SentMethod, "Rocket takes the method from a form field _method");
    let by_hand = rocket
        .clone()
        .without(Capability::AdmitsFirst, "the handler asks for the user first, as the official sample does");
    Suite::new()
        .hold("ready", &rocket, serve::ready)
        .hold("own_login", &rocket, serve::own_login)
        .hold("by_hand", &by_hand, serve::by_hand)
        .run()
}
