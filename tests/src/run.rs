//! Runs the table, with one named trial per case.

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
use crate::table::all::cases;

/// How many trials run at once. Most of the time a trial waits for the network or a time limit, so
/// this exceeds the number of processors.
const THREADS: usize = 16;

/// Runs the whole table against an adapter.
///
/// This is a complete test harness, for a test target with `harness = false`.
///
/// `start` mounts the endpoints of its fixture ([`Fixture::access_tokens`] at
/// [`ACCESS_PATH`](crate::endpoints::ACCESS_PATH), [`Fixture::id_tokens`] at
/// [`ID_PATH`](crate::endpoints::ID_PATH)) in a server on a free local port, runs it on its own
/// thread for the lifetime of the process, and returns its address. The kit calls it about ten
/// times. Any async runtime works.
///
/// The command line takes the arguments of every Rust test: `--list`, a part of a name,
/// `--test-threads`.
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

/// Runs the table against several adapters, or several levels of one, in one test target.
///
/// For a single adapter, [`run`] is shorter.
#[derive(Default)]
#[must_use = "a suite does nothing before run() is called"]
pub struct Suite {
    trials: Vec<Trial>,
}

impl Suite {
    /// Creates an empty suite.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an adapter whose servers `start` starts, as in [`run`].
    ///
    /// The names of its trials begin with `name`.
    pub fn hold(
        self,
        name: &'static str,
        capabilities: &Capabilities,
        start: impl Fn(Fixture) -> io::Result<SocketAddr> + Send + Sync + 'static,
    ) -> Self {
        self.hold_adapter(name, capabilities, Adapter::new(start))
    }

    /// Adds an [`Adapter`].
    pub fn hold_adapter(mut self, name: &'static str, capabilities: &Capabilities, adapter: Adapter) -> Self {
        let adapter = Arc::new(adapter);
        self.trials.extend(cases().into_iter().map(|case| trial(name, case, capabilities, &adapter)));
        self
    }

    /// Runs the trials that the command line selects.
    pub fn run(mut self) -> ExitCode {
        // Cases that must fail often wait as long as the client does, so they start first.
        self.trials.sort_by_key(|trial| trial.kind().is_empty());
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
        // The case still runs, so that an outdated declaration fails.
        Some((capability, reason)) => Trial::test(title, move || match adapter.hold(&case) {
            Ok(()) => {
                Err(format!("passes although {capability:?} is declared missing ({reason}); remove the declaration")
                    .into())
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
