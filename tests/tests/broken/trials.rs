//! One trial per fault, and two about all of them.

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

/// How many trials run at once.
const TRIALS: usize = 16;
/// How many cases each trial runs at once: most of the time a case waits.
const CASES: usize = 8;

/// The failure messages, by the names of the cases.
type Failures = BTreeMap<String, String>;

/// Runs the trials that the command line selects.
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

/// The correct adapter passes every case, so the others fail because of their fault.
fn right(cases: &Arc<Vec<Case>>) -> Trial {
    let cases = Arc::clone(cases);
    Trial::test("without_a_fault", move || compare(Fault::RIGHT, &Cases::new(), &hold(Fault::RIGHT, &cases)))
}

/// Fails if a case catches no fault, or if the file lists an unknown fault or case.
fn needed(names: &Names, known: BTreeMap<String, Cases>) -> Trial {
    let names = names.clone();
    Trial::test("every_case_catches_something", move || {
        let mut text = String::new();
        for name in names.0.iter().filter(|name| !known.values().any(|cases| cases.contains(*name))) {
            let _ = writeln!(text, "{name} catches no broken adapter");
        }
        for (fault, cases) in &known {
            if !faults().iter().any(|known| known.name == fault) {
                let _ = writeln!(text, "caught.txt lists the unknown fault {fault}");
            }
            if cases.is_empty() {
                let _ = writeln!(text, "no case catches {fault}");
            }
            for case in cases.iter().filter(|case| !names.0.contains(case)) {
                let _ = writeln!(text, "caught.txt lists the unknown case {case}");
            }
        }
        if text.is_empty() { Ok(()) } else { Err(text.into()) }
    })
}

/// Runs every case against an adapter with this fault, and returns the failures.
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
        let _ = writeln!(text, "{case} catches it but must not: {why}");
    }
    for case in due.iter().filter(|case| !failures.contains_key(*case)) {
        let _ = writeln!(text, "{case} must catch it but does not");
    }
    if due.is_empty() && failures.is_empty() && fault.name != Fault::RIGHT.name {
        text.push_str("nothing catches it\n");
    }
    if text.is_empty() { Ok(()) } else { Err(format!("{}\n{text}", fault.mistake).into()) }
}
