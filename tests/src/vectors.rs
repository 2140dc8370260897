//! Vectors made by the official SDK: for a test that compares core with the SDK.
//!
//! Each line records the request that `@liveblocks/node` sent for a session, or the access that
//! `@liveblocks/core` resolved from some grants in a room. `liveblocks-auth` does the same, and the
//! results are compared.
//!
//! Only the differences in [`Difference`] are allowed. Each has a condition that is checked here
//! without core's help, in both directions: core may differ only if the condition holds, and if it
//! holds, core must differ. Everything else is a bug.

mod json;
mod resolution;
mod session;
mod verdict;

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use self::session::Sessions;
pub use self::verdict::{Difference, Likeness, Verdict};

/// How many bugs a [`Summary`] prints in full.
const KEPT_BUGS: usize = 20;

/// One line of vectors.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
enum Line {
    Access(session::AccessLine),
    Id(session::IdLine),
    Resolution(resolution::ResolutionLine),
}

/// Compares lines of every kind and counts the results.
#[derive(Debug)]
pub struct Comparison {
    sessions: Sessions,
    summary: Summary,
}

impl Comparison {
    /// Creates an empty comparison.
    ///
    /// # Errors
    ///
    /// Fails if core cannot be configured.
    pub fn new() -> Result<Self, liveblocks_auth::ConfigError> {
        Ok(Self { sessions: Sessions::new()?, summary: Summary::default() })
    }

    /// Compares one line.
    pub async fn line(&mut self, text: &str) -> Verdict {
        let verdict = match serde_json::from_str(text) {
            Ok(Line::Access(line)) => self.sessions.access(&line).await,
            Ok(Line::Id(line)) => self.sessions.identify(&line).await,
            Ok(Line::Resolution(line)) => line.compare(),
            Err(error) => Verdict::Bug(format!("the line cannot be read: {error}")),
        };
        self.summary.add(text, &verdict);
        verdict
    }

    /// The results so far.
    #[must_use]
    pub fn summary(&self) -> &Summary {
        &self.summary
    }
}

/// The results of a comparison.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    lines: usize,
    alike: BTreeMap<Likeness, usize>,
    allowed: BTreeMap<Difference, usize>,
    bugs: usize,
    first_bugs: Vec<Bug>,
}

/// A line on which core differs from the SDK without a documented reason.
#[derive(Debug, Clone)]
struct Bug {
    /// The line number, counted from 1.
    number: usize,
    /// What is wrong.
    what: String,
    /// The line.
    line: String,
}

impl Summary {
    fn add(&mut self, line: &str, verdict: &Verdict) {
        self.lines += 1;
        match verdict {
            Verdict::Alike(likeness) => *self.alike.entry(*likeness).or_default() += 1,
            Verdict::Allowed(difference) => *self.allowed.entry(*difference).or_default() += 1,
            Verdict::Bug(what) => {
                self.bugs += 1;
                if self.first_bugs.len() < KEPT_BUGS {
                    self.first_bugs.push(Bug { number: self.lines, what: what.clone(), line: line.to_owned() });
                }
            }
        }
    }

    /// The number of lines.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.lines
    }

    /// The number of lines on which core and the SDK agree in this way.
    #[must_use]
    pub fn alike(&self, likeness: Likeness) -> usize {
        self.alike.get(&likeness).copied().unwrap_or(0)
    }

    /// The number of lines on which core differs in this way.
    #[must_use]
    pub fn allowed(&self, difference: Difference) -> usize {
        self.allowed.get(&difference).copied().unwrap_or(0)
    }

    /// The number of bugs.
    #[must_use]
    pub fn bugs(&self) -> usize {
        self.bugs
    }
}

/// Prints the counts, then the first bugs.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lines, alike, allowed, bugs, first_bugs } = self;
        writeln!(f, "{lines} lines")?;
        for (likeness, count) in alike {
            writeln!(f, "  alike    {count:>7}  {likeness}")?;
        }
        for (difference, count) in allowed {
            writeln!(f, "  allowed  {count:>7}  {difference}")?;
        }
        writeln!(f, "  bugs     {bugs:>7}")?;
        for Bug { number, what, line } in first_bugs {
            writeln!(f, "bug in line {number}: {what}\n  {line}")?;
        }
        Ok(())
    }
}
