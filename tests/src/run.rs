//! Runs the table, one named trial a case.

use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};

use crate::adapter::Adapter;
use crate::capability::Capabilities;
use crate::case::Case;
use crate::endpoints::Fixture;
use crate::judge::Difference;
use crate::table::cases;

/// Most of the time a trial waits for the network or for a limit, so more of them run at once than
/// there are processors.
const THREADS: usize = 8;

/// Holds an adapter to the whole table: a test harness in itself, for a test target with `harness =
/// false`.
///
/// `start` mounts the endpoints of the fixture it is given ([`Fixture::access_tokens`] at
/// [`ACCESS_PATH`](crate::endpoints::ACCESS_PATH), [`Fixture::id_tokens`] at [`ID_PATH`](crate::endpoints::ID_PATH)) in a
/// server on a free port of this machine, lets it run on a thread of its own for as long as the
/// process lives, and returns its address. It is called some ten times. Nothing is asked of it as
/// to async runtimes.
///
/// The arguments are those of every Rust test (`--list`, a part of a name, `--test-threads`).
///
/// # Examples
///
/// ```no_run
/// use liveblocks_auth_conformance::{Capabilities, Fixture, run};
///
/// fn main() -> std::process::ExitCode {
///     run("my framework", &Capabilities::all(), start)
/// }
///
/// fn start(fixture: Fixture) -> std::io::Result<std::net::SocketAddr> {
///     # let serve = |_: std::net::TcpListener, _: Fixture| {};
///     let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
///     let addr = listener.local_addr()?;
///     std::thread::spawn(move || serve(listener, fixture));
///     Ok(addr)
/// }
/// ```
pub fn run(
    name: &'static str,
    capabilities: &Capabilities,
    start: impl Fn(Fixture) -> io::Result<SocketAddr> + Send + Sync + 'static,
) -> ExitCode {
    Suite::new().hold(name, capabilities, start).run()
}

/// Several adapters, or several levels of one, held to the same table in one test target. [`run`]
/// is the one for a single adapter.
#[derive(Default)]
#[must_use = "a suite does nothing before run() is called"]
pub struct Suite {
    trials: Vec<Trial>,
}

impl Suite {
    /// Without any adapter yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With an adapter whose servers are started by `start`, as in [`run`]. The names of its trials
    /// begin with `name`.
    pub fn hold(
        self,
        name: &'static str,
        capabilities: &Capabilities,
        start: impl Fn(Fixture) -> io::Result<SocketAddr> + Send + Sync + 'static,
    ) -> Self {
        self.hold_adapter(name, capabilities, Adapter::new(start))
    }

    /// With an adapter that is at work already.
    pub fn hold_adapter(mut self, name: &'static str, capabilities: &Capabilities, adapter: Adapter) -> Self {
        let adapter = Arc::new(adapter);
        self.trials.extend(cases().into_iter().map(|case| trial(name, case, capabilities, &adapter)));
        self
    }

    /// Runs every trial that the arguments ask for.
    pub fn run(self) -> ExitCode {
        let mut arguments = Arguments::from_args();
        arguments.test_threads.get_or_insert(THREADS);
        libtest_mimic::run(&arguments, self.trials).exit_code()
    }
}

impl std::fmt::Debug for Suite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Suite").field("trials", &self.trials.len()).finish()
    }
}

fn trial(name: &str, case: Case, capabilities: &Capabilities, adapter: &Arc<Adapter>) -> Trial {
    let adapter = Arc::clone(adapter);
    let lacking = case.needs.and_then(|capability| Some((capability, capabilities.lacks(capability)?)));
    let title = format!("{name}::{}", case.name());
    match lacking {
        None => Trial::test(title, move || adapter.hold(&case).map_err(|differences| failed(&differences))),
        // It is put to the adapter all the same: a skip that is not needed any more shall be seen.
        Some((capability, reason)) => Trial::test(title, move || match adapter.hold(&case) {
            Ok(()) => {
                Err(format!("it passes, though {capability:?} was declared missing ({reason}); take that back").into())
            }
            Err(differences) if differences.iter().any(Difference::is_no_server) => Err(failed(&differences)),
            Err(_) => Ok(()),
        })
        .with_kind(format!("without {capability:?}: {reason}")),
    }
}

fn failed(differences: &[Difference]) -> Failed {
    differences.iter().map(Difference::to_string).collect::<Vec<_>>().join("\n").into()
}
