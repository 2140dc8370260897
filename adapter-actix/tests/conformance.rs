//! Every level of the adapter, held to the table of the conformance kit.

mod serve;

use std::process::ExitCode;

use liveblocks_auth_conformance::{Capabilities, Capability, Suite};

fn main() -> ExitCode {
    let by_hand = Capabilities::all()
        .without(Capability::KeptUnread, "actix-web closes the connection where an extractor before the body refuses")
        .without(Capability::AdmitsFirst, "the handler asks for the user first, as the official sample does");
    Suite::new()
        .hold("ready", &Capabilities::all(), serve::ready)
        .hold("own_login", &Capabilities::all(), serve::own_login)
        .hold("by_hand", &by_hand, serve::by_hand)
        .run()
}
