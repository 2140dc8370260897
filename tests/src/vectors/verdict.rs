//! How core compares with the SDK on one line.

use std::fmt;

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
