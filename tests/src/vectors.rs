//! Vectors made by the official SDK: each line says what `@liveblocks/node` sent upstream for a
//! session, or what `@liveblocks/core` made of some grants in a room; this module lets
//! `liveblocks-auth` do the same and compares.
//!
//! Only the differences in [`Difference`] are allowed. Each of them has a condition that is checked
//! here without core's help, in both directions: core may differ only where the condition holds,
//! and where it holds and core does not differ, that is a bug too.

mod json;
mod resolution;
mod session;

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

pub use session::Sessions;

/// How many bugs a [`Summary`] keeps in full.
const KEPT_BUGS: usize = 20;

/// One line of vectors.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
enum Line {
    Access(session::AccessLine),
    Id(session::IdLine),
    Resolution(resolution::ResolutionLine),
}

/// What the comparison of one line came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Core does what the SDK does.
    Alike(Likeness),
    /// Core differs where it says that it differs.
    Allowed(Difference),
    /// Anything else, with what is wrong.
    Bug(String),
}

/// In which way core does what the SDK does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// The same bytes to the same path, and the same calls refused on the way.
    SameBytes,
    /// Both refuse the user.
    BothRefuse,
    /// Both open the room, and every resource as far.
    SameAccess,
    /// Both leave the room shut: no pattern reaches it.
    NoPattern,
    /// Both leave the room shut: a pattern reaches it, but without base access.
    NoBase,
}

/// In which way core may differ from the SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// JavaScript moves integer-like keys to the front of an object; core keeps the order in which
    /// they were given.
    IntegerKeys,
    /// JavaScript's strings can hold half of a character; those of Rust cannot.
    LoneSurrogate,
    /// The user id is longer than 128 UTF-16 code units.
    UserIdTooLong,
    /// The JSON of the user info is longer than 1024 UTF-16 code units.
    UserInfoTooLong,
    /// The user info is not a JSON object.
    UserInfoNotObject,
    /// `name` or `avatar` in the user info is not text.
    NameNotText,
    /// The organization id is empty.
    OrganizationEmpty,
}

impl Likeness {
    /// Every one there is.
    pub const ALL: [Self; 5] = [Self::SameBytes, Self::BothRefuse, Self::SameAccess, Self::NoPattern, Self::NoBase];
}

impl Difference {
    /// Every one there is.
    pub const ALL: [Self; 7] = [
        Self::IntegerKeys,
        Self::LoneSurrogate,
        Self::UserIdTooLong,
        Self::UserInfoTooLong,
        Self::UserInfoNotObject,
        Self::NameNotText,
        Self::OrganizationEmpty,
    ];
}

impl fmt::Display for Likeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SameBytes => "same bytes",
            Self::BothRefuse => "both refuse the user",
            Self::SameAccess => "same access",
            Self::NoPattern => "both shut: no pattern matches",
            Self::NoBase => "both shut: no base access",
        })
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IntegerKeys => "order of integer-like keys",
            Self::LoneSurrogate => "lone surrogate",
            Self::UserIdTooLong => "limit: user id over 128 units",
            Self::UserInfoTooLong => "limit: user info over 1024 units",
            Self::UserInfoNotObject => "limit: user info not an object",
            Self::NameNotText => "limit: name or avatar not text",
            Self::OrganizationEmpty => "limit: organization empty",
        })
    }
}

/// Compares lines, of whichever kind, and keeps count.
#[derive(Debug)]
pub struct Comparison {
    sessions: Sessions,
    summary: Summary,
}

impl Comparison {
    /// Nothing compared so far.
    ///
    /// # Errors
    ///
    /// When core cannot be configured.
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

    /// What the comparison came to so far.
    #[must_use]
    pub fn summary(&self) -> &Summary {
        &self.summary
    }
}

/// What the comparison of many lines came to.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    lines: usize,
    alike: BTreeMap<Likeness, usize>,
    allowed: BTreeMap<Difference, usize>,
    bugs: usize,
    kept: Vec<Bug>,
}

/// A line on which core does something else than the SDK and does not say so.
#[derive(Debug, Clone)]
pub struct Bug {
    /// Which line, counted from 1.
    pub number: usize,
    /// What is wrong.
    pub what: String,
    /// The line.
    pub line: String,
}

impl Summary {
    fn add(&mut self, line: &str, verdict: &Verdict) {
        self.lines += 1;
        match verdict {
            Verdict::Alike(likeness) => *self.alike.entry(*likeness).or_default() += 1,
            Verdict::Allowed(difference) => *self.allowed.entry(*difference).or_default() += 1,
            Verdict::Bug(what) => {
                self.bugs += 1;
                if self.kept.len() < KEPT_BUGS {
                    self.kept.push(Bug { number: self.lines, what: what.clone(), line: line.to_owned() });
                }
            }
        }
    }

    /// The number of lines.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.lines
    }

    /// On how many lines core does what the SDK does in this way.
    #[must_use]
    pub fn alike(&self, likeness: Likeness) -> usize {
        self.alike.get(&likeness).copied().unwrap_or(0)
    }

    /// On how many lines core differs in this way.
    #[must_use]
    pub fn allowed(&self, difference: Difference) -> usize {
        self.allowed.get(&difference).copied().unwrap_or(0)
    }

    /// The number of bugs.
    #[must_use]
    pub fn bugs(&self) -> usize {
        self.bugs
    }

    /// The first bugs, at most 20.
    #[must_use]
    pub fn kept_bugs(&self) -> &[Bug] {
        &self.kept
    }
}

/// A table, and under it the bugs.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lines, alike, allowed, bugs, kept } = self;
        writeln!(f, "{lines} lines")?;
        for (likeness, count) in alike {
            writeln!(f, "  alike    {count:>7}  {likeness}")?;
        }
        for (difference, count) in allowed {
            writeln!(f, "  allowed  {count:>7}  {difference}")?;
        }
        writeln!(f, "  bugs     {bugs:>7}")?;
        for Bug { number, what, line } in kept {
            writeln!(f, "bug in line {number}: {what}\n  {line}")?;
        }
        Ok(())
    }
}
