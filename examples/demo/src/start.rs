//! The messages that the program prints.

use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;

use tracing_subscriber::EnvFilter;

use crate::tokens::Origin;
use crate::{Store, seed};

/// Writes events to stderr, with those of `liveblocks_auth` enabled. `RUST_LOG` selects others.
pub fn log() {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn,sqlx=warn"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // Fails if a test has already set another subscriber, which then takes precedence.
    let _ = subscriber.with_ansi(io::stderr().is_terminal()).try_init();
}

/// Prints all addresses and locations. Call it once the port is open.
pub fn announce(framework: &str, origin: &Origin, store: &Store, address: SocketAddr) {
    say(format_args!("liveblocks-auth demo on {framework}"));
    say(format_args!("tokens:   {}", origin.tokens));
    say(format_args!("database: {}", store.location()));
    say(format_args!("sign in with the password {:?} as", seed::PASSWORD));
    for person in &seed::PEOPLE {
        say(format_args!("  {:<18}  {}", person.email(), person.about));
    }
    say(format_args!("listening on http://{address}"));
}

/// Ends the program: prints `stopped`, or the error and its causes.
pub fn end(result: Result<(), liveblocks_auth::BoxError>) -> ExitCode {
    let Err(error) = result else {
        say(format_args!("stopped"));
        return ExitCode::SUCCESS;
    };
    let mut text = format!("error: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!("\n  because: {error}"));
        cause = error.source();
    }
    let _ = writeln!(io::stderr(), "{text}");
    ExitCode::FAILURE
}

/// Prints a line for the person who started the program. A closed output doesn't stop the program.
fn say(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(io::stdout(), "{line}");
}
