//! The result for one line.

use std::fmt;

/// The result of comparing one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Core and the SDK agree.
    Alike(Likeness),
    /// Core differs in a documented way.
    Allowed(Difference),
    /// Core differs in any other way. The text describes the difference.
    Bug(String),
}

/// How closely core and the SDK agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// They send the same bytes to the same path, and reject the same calls.
    SameBytes,
    /// Both reject the user.
    BothRefuse,
    /// Both open the room, with the same access to every resource.
    SameAccess,
    /// Both deny the room: no pattern matches it.
    NoPattern,
    /// Both deny the room: a pattern matches it, but without base access.
    NoBase,
}

/// How core may differ from the SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// JavaScript moves integer-like keys to the front of an object; core keeps their order.
    IntegerKeys,
    /// A JavaScript string can contain half of a surrogate pair; a Rust string cannot.
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
    /// All variants.
    pub const ALL: [Self; 5] = [Self::SameBytes, Self::BothRefuse, Self::SameAccess, Self::NoPattern, Self::NoBase];
}

impl Difference {
    /// All variants.
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
            Self::BothRefuse => "both reject the user",
            Self::SameAccess => "same access",
            Self::NoPattern => "both deny: no pattern matches",
            Self::NoBase => "both deny: no base access",
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
