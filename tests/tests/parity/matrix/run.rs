//! Runs the table in every cell, and judges the differences.

use std::collections::BTreeSet;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use liveblocks_auth_conformance::adapter::Adapter;
use liveblocks_auth_conformance::table::{self, Case, Tokens};
use liveblocks_auth_conformance::wire::Request;
use liveblocks_auth_conformance::{ACCESS_PATH, Capability};

use super::Starts;
use super::excuses::{EXCUSES, Excuse, NOT_THERE};
use crate::FRAMEWORKS;

/// How many cases run at once. Most of them wait for the network or a time limit.
const AT_ONCE: usize = 40;

/// What stands between the client and the server.
type Front = Arc<dyn Fn(SocketAddr) -> io::Result<SocketAddr> + Send + Sync>;

/// An environment, with a server of each framework that can run in it.
pub(super) struct Environment {
    name: &'static str,
    starts: Starts,
    front: Front,
}

impl Environment {
    pub(super) fn new(name: &'static str, starts: Starts) -> Self {
        Self { name, starts, front: Arc::new(Ok) }
    }

    pub(super) fn behind(self, front: impl Fn(SocketAddr) -> io::Result<SocketAddr> + Send + Sync + 'static) -> Self {
        Self { front: Arc::new(front), ..self }
    }
}

/// A framework in an environment.
struct Cell {
    environment: &'static str,
    framework: &'static str,
    lacks: &'static [Capability],
    adapter: Adapter,
    right: AtomicUsize,
    excused: AtomicUsize,
    /// The numbers of the excuses that it needed.
    excuses: Mutex<BTreeSet<usize>>,
}

/// Runs every case of the table on every framework in every environment, and looks once at the path
/// that the resolver sees.
pub(super) fn run(environments: &[Environment]) {
    // Otherwise Rocket's logger prints what every server logs. A logger that is set stays in place.
    let _ = log::set_logger(log::logger());
    let cells = cells(environments);
    let mut cases: Vec<_> = table::cases().into_iter().map(Some).chain([None]).collect();
    // Without the capability that it needs, a case often waits as long as the client does, so these
    // start first.
    cases.sort_by_key(|case| case.as_ref().and_then(Case::needs).is_none());
    let faults = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    // A case runs in all cells before the next one does: few servers are busy at
                    // once then.
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(n / cells.len()) else { return };
                    if let Err(fault) = cells[n % cells.len()].judge(case.as_ref()) {
                        faults.lock().unwrap().push(fault);
                    }
                }
            });
        }
    });

    let mut faults = faults.into_inner().unwrap();
    let (mut right, mut excused) = (0, 0);
    for cell in &cells {
        let counts = [&cell.right, &cell.excused].map(|count| count.load(Ordering::Relaxed));
        println!("matrix: {cell}: {} cases, {} right, {} excused", cases.len(), counts[0], counts[1]);
        (right, excused) = (right + counts[0], excused + counts[1]);
        for (n, excuse) in cell.about() {
            if !cell.excuses.lock().unwrap().contains(&n) {
                faults.push(format!("{cell}: not needed any more: {excuse}"));
            }
        }
    }
    let total = cells.len() * cases.len();
    println!("matrix: {} cells, {total} cases, {right} right, {excused} excused", cells.len());
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

fn cells(environments: &[Environment]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for Environment { name: environment, starts, front } in environments {
        for (start, (framework, _, lacks)) in starts.iter().zip(FRAMEWORKS) {
            let reason =
                NOT_THERE.iter().find(|(not, on, _)| not == environment && *on == framework).map(|known| known.2);
            match (*start, reason) {
                (None, Some(reason)) => println!("matrix: {environment}, {framework}: left out: {reason}"),
                (Some(start), None) => {
                    let front = Arc::clone(front);
                    cells.push(Cell {
                        environment,
                        framework,
                        lacks,
                        adapter: Adapter::new(move |fixture| front(start(fixture)?)),
                        right: AtomicUsize::default(),
                        excused: AtomicUsize::default(),
                        excuses: Mutex::default(),
                    });
                }
                _ => panic!(
                    "{environment}, {framework}: NOT_THERE must list the frameworks without a server, and no other"
                ),
            }
        }
    }
    cells
}

impl Cell {
    /// Runs a case. `None` stands for the look at the path.
    fn judge(&self, case: Option<&Case>) -> Result<(), String> {
        let name = case.map_or("target::path".to_owned(), Case::name);
        let differences: Vec<String> = match case.map(|case| self.adapter.hold(case)) {
            Some(Ok(())) => Vec::new(),
            Some(Err(differences)) => differences.iter().map(ToString::to_string).collect(),
            None => self.path().err().into_iter().collect(),
        };
        let covering: Vec<_> = self.about().filter(|(_, excuse)| excuse.covers_case(&name)).collect();
        // A proxy can compensate for it. The adapter's own conformance test proves the lack.
        let lacking = case.and_then(Case::needs).filter(|needed| self.lacks.contains(needed));
        if differences.is_empty() {
            if let Some((_, excuse)) = covering.iter().find(|(_, excuse)| excuse.names(&name)) {
                return Err(format!("{self}: {name}: passes although it is excused: {excuse}"));
            }
            self.right.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        let explaining: Vec<_> =
            covering.iter().filter(|(_, excuse)| excuse.explains(&differences)).map(|(n, _)| *n).collect();
        let untested = differences.iter().any(|text| text.starts_with("no server started"));
        // No environment excuses a call to Liveblocks, or a reply that a foreign page can read.
        let grave = lacking.is_none() && differences.iter().any(|text| is_grave(text));
        if untested || grave || explaining.is_empty() && lacking.is_none() {
            return Err(format!("{self}: {name}: {}", differences.join("\n    ")));
        }
        self.excused.fetch_add(1, Ordering::Relaxed);
        self.excuses.lock().unwrap().extend(explaining);
        Ok(())
    }

    fn path(&self) -> Result<(), String> {
        let request = Request::room("acme:plan").person("path");
        let (reply, calls) = self.adapter.ask(&request, Tokens::Access, false, Vec::new())?;
        let seen = calls.first().map(|call| call.text()).unwrap_or_default();
        let due = format!(r#""userId":"{ACCESS_PATH}""#);
        if seen.contains(&due) { Ok(()) } else { Err(format!("{} and {seen} instead of {due}", reply.status)) }
    }

    /// The excuses for this cell.
    fn about(&self) -> impl Iterator<Item = (usize, &'static Excuse)> {
        EXCUSES.iter().enumerate().filter(|(_, excuse)| excuse.covers(self.environment, self.framework))
    }
}

/// Whether Liveblocks received more than it should, or a foreign page can read the reply.
fn is_grave(difference: &str) -> bool {
    let calls = difference.strip_prefix("Liveblocks requests: ").and_then(|calls| calls.split_once(" instead of "));
    let more = calls.is_some_and(|(seen, due)| seen.parse::<usize>().ok() > due.parse().ok());
    more || difference.starts_with("Liveblocks received") || difference.contains("page of another origin")
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, {}", self.environment, self.framework)
    }
}
