//! Core itself, without a framework and without sockets, held to the table that every adapter is
//! held to: what fails there and not here is the adapter's fault.

use std::io;
use std::process::ExitCode;

use liveblocks_auth_conformance::adapter::Adapter;
use liveblocks_auth_conformance::{Capabilities, Suite};

fn main() -> io::Result<ExitCode> {
    Ok(Suite::new().hold_adapter("core", &Capabilities::all(), Adapter::in_process()?).run())
}
