//! Runs the adapters' table against core alone, without a framework or sockets.
//!
//! If a case fails for an adapter but not here, the fault is in the adapter.

use std::io;
use std::process::ExitCode;

use liveblocks_auth_conformance::adapter::Adapter;
use liveblocks_auth_conformance::{Capabilities, Suite};

fn main() -> io::Result<ExitCode> {
    Ok(Suite::new().hold_adapter("core", &Capabilities::all(), Adapter::in_process()?).run())
}
