//! What the program says for itself.

use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;

use tracing_subscriber::EnvFilter;

use crate::tokens::Origin;
use crate::{Store, seed};

/// Writes events to stderr, so that those of `liveblocks_auth` can be seen. `RUST_LOG` chooses
/// others.
pub fn log() {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn,sqlx=warn"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // It fails where a test has set another one, which is then the one to use.
    let _ = subscriber.with_ansi(io::stderr().is_terminal()).try_init();
}

/// Says where everything is. Call it once the port is open.
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

/// Ends the program: says `stopped`, or what went wrong and why.
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

/// Writes a line for whoever started the program. Nobody reading it is no reason to stop.
fn say(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(io::stdout(), "{line}");
}
