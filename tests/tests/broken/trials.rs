//! One trial a fault, and two about all of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Failed, Trial};
use liveblocks_auth_conformance::table::{self, Case};

use crate::caught::{self, Cases, Names};
use crate::fault::Fault;
use crate::faults::faults;
use crate::server::Servers;

/// Trials at once. Most of the time a case waits, so each puts several to its adapter at once.
const TRIALS: usize = 16;
const CASES: usize = 8;

/// What the cases that failed said, by their names.
type Failures = BTreeMap<String, String>;

/// Runs the trials that the arguments ask for.
pub(crate) fn run() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(TRIALS);
    let cases = Arc::new(table::cases());
    let names = Names(cases.iter().map(Case::name).collect());
    let update = std::env::var_os("UPDATE_CAUGHT").is_some();
    let known = caught::read(&names).unwrap_or_default();
    let seen = Arc::new(Mutex::new(known.clone()));

    let mut trials = vec![right(&cases)];
    trials.extend(faults().into_iter().map(|fault| {
        let (cases, seen) = (Arc::clone(&cases), Arc::clone(&seen));
        let due = known.get(fault.name).cloned();
        Trial::test(format!("caught::{}", fault.name), move || {
            let failures = hold(fault, &cases);
            let caught: Cases = failures.keys().cloned().collect();
            seen.lock().unwrap_or_else(PoisonError::into_inner).insert(fault.name.to_owned(), caught);
            if update { Ok(()) } else { compare(fault, &due.unwrap_or_default(), &failures) }
        })
    }));
    if !update {
        trials.push(needed(&names, known));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if update {
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        caught::write(&names, &faults(), &seen).expect("the file can be written");
    }
    conclusion.exit_code()
}

/// The adapter without a fault passes every case: what is caught is the fault.
fn right(cases: &Arc<Vec<Case>>) -> Trial {
    let cases = Arc::clone(cases);
    Trial::test("without_a_fault", move || compare(Fault::RIGHT, &Cases::new(), &hold(Fault::RIGHT, &cases)))
}

/// A case that catches nothing, or a fault that is not there any more.
fn needed(names: &Names, known: BTreeMap<String, Cases>) -> Trial {
    let names = names.clone();
    Trial::test("every_case_catches_something", move || {
        let mut text = String::new();
        for name in names.0.iter().filter(|name| !known.values().any(|cases| cases.contains(*name))) {
            let _ = writeln!(text, "no broken adapter is caught by {name}");
        }
        for (fault, cases) in &known {
            if !faults().iter().any(|known| known.name == fault) {
                let _ = writeln!(text, "caught.txt knows {fault}, which is not there");
            }
            if cases.is_empty() {
                let _ = writeln!(text, "no case catches {fault}");
            }
            for case in cases.iter().filter(|case| !names.0.contains(case)) {
                let _ = writeln!(text, "caught.txt knows the case {case}, which is not there");
            }
        }
        if text.is_empty() { Ok(()) } else { Err(text.into()) }
    })
}

/// Puts every case to an adapter with this fault; says which failed.
fn hold(fault: Fault, cases: &[Case]) -> Failures {
    let servers = Servers::of(fault);
    let shared = servers.adapter();
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Failures::new()));
    std::thread::scope(|scope| {
        for _ in 0..CASES {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let held = if fault.remembers { servers.adapter().hold(case) } else { shared.hold(case) };
                    if let Err(differences) = held {
                        let text: Vec<_> = differences.iter().map(ToString::to_string).collect();
                        failures.lock().unwrap_or_else(PoisonError::into_inner).insert(case.name(), text.join("; "));
                    }
                }
            });
        }
    });
    failures.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn compare(fault: Fault, due: &Cases, failures: &Failures) -> Result<(), Failed> {
    let mut text = String::new();
    for (case, why) in failures.iter().filter(|(case, _)| !due.contains(*case)) {
        let _ = writeln!(text, "{case} catches it, and should not: {why}");
    }
    for case in due.iter().filter(|case| !failures.contains_key(*case)) {
        let _ = writeln!(text, "{case} should catch it, and does not");
    }
    if due.is_empty() && failures.is_empty() && fault.name != Fault::RIGHT.name {
        text.push_str("nothing catches it\n");
    }
    if text.is_empty() { Ok(()) } else { Err(format!("{}\n{text}", fault.mistake).into()) }
}
