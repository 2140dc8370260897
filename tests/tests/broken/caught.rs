//! The file that lists which cases catch which fault.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use crate::fault::Fault;

/// The cases that catch a fault.
pub(crate) type Cases = BTreeSet<String>;

const HEAD: &str = "\
# The cases that catch each broken adapter. `group::*` stands for every case of a group.
#
# Written by `UPDATE_CAUGHT=1 cargo test -p liveblocks-auth-conformance --test broken`. Review the changes before you commit them.
";

/// The name of every case, in the order of the table.
#[derive(Clone)]
pub(crate) struct Names(pub(crate) Vec<String>);

impl Names {
    fn group(&self, group: &str) -> impl Iterator<Item = &String> {
        self.0.iter().filter(move |name| group_of(name) == group)
    }
}

fn group_of(name: &str) -> &str {
    name.split("::").next().unwrap_or_default()
}

fn path() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "broken", "caught.txt"].iter().collect()
}

/// Reads the file: the cases by the names of the faults.
pub(crate) fn read(names: &Names) -> io::Result<BTreeMap<String, Cases>> {
    let mut caught: BTreeMap<String, Cases> = BTreeMap::new();
    let mut current = None;
    for line in std::fs::read_to_string(path())?.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match (line.strip_prefix("    "), &mut current) {
            (Some(case), Some(fault)) => {
                let cases = caught.entry(String::clone(fault)).or_default();
                match case.strip_suffix("::*") {
                    Some(group) => cases.extend(names.group(group).cloned()),
                    None => _ = cases.insert(case.to_owned()),
                }
            }
            _ => {
                let fault = line.split(':').next().unwrap_or_default().to_owned();
                caught.entry(fault.clone()).or_default();
                current = Some(fault);
            }
        }
    }
    Ok(caught)
}

/// Writes the file, in the order of the faults.
pub(crate) fn write(names: &Names, faults: &[Fault], caught: &BTreeMap<String, Cases>) -> io::Result<()> {
    let mut text = HEAD.to_owned();
    for fault in faults {
        let Some(cases) = caught.get(fault.name) else { continue };
        let _ = write!(text, "\n{}: {}\n", fault.name, fault.mistake);
        let mut whole = BTreeSet::new();
        for case in names.0.iter().filter(|case| cases.contains(*case)) {
            let group = group_of(case);
            if names.group(group).count() > 1 && names.group(group).all(|case| cases.contains(case)) {
                if whole.insert(group) {
                    let _ = writeln!(text, "    {group}::*");
                }
            } else {
                let _ = writeln!(text, "    {case}");
            }
        }
    }
    std::fs::write(path(), text)
}
