//! Runs the adapters' table against core alone, without a framework or sockets.
//!
//! If a case fails for an adapter but not here, the fault is in the adapter.

use std::io;
use std::process::ExitCode;

use liveblocks_auth_conformance::adapter::Adapter;
use liveblocks_auth_conformance::{Capabilities, Capability, Suite};

fn main() -> io::Result<ExitCode> {
    let core =
        Capabilities::all().without(Capability::StalledHeads, "a server reads the heads, and core gets whole ones");
    Ok(Suite::new().hold_adapter("core", &core, Adapter::in_process()?).run())
}
