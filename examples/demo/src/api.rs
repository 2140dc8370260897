//! The JSON that the page and the application exchange, beside the Liveblocks endpoint, which has its own.

use std::error::Error;
use std::fmt;

use http::StatusCode;
use liveblocks_auth::TokenSource;
use serde::{Deserialize, Serialize};

use crate::{Person, seed};

/// What the sign-in form sends.
#[derive(Clone, Deserialize)]
pub struct Credentials {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// Shows neither: login middleware may write it to the log.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

/// Who somebody is, as others may see it: the answer to a login.
#[derive(Debug, Clone, Serialize)]
pub struct Profile {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The colour, as CSS.
    pub color: String,
}

impl From<&Person> for Profile {
    fn from(person: &Person) -> Self {
        Self { id: person.id.clone(), name: person.name.clone(), color: person.color.clone() }
    }
}

/// What the page asks for first.
#[derive(Debug, Clone, Serialize)]
pub struct Me {
    /// Who is signed in.
    pub person: Option<Own>,
    /// Where tokens come from, in a sentence.
    pub tokens: String,
    /// The accounts that may be tried. A real product has no such list.
    pub people: Vec<Login>,
}

/// What somebody sees of themselves.
#[derive(Debug, Clone, Serialize)]
pub struct Own {
    /// What others see.
    #[serde(flatten)]
    pub profile: Profile,
    /// The address.
    pub email: String,
}

/// An account that may be tried.
#[derive(Debug, Clone, Serialize)]
pub struct Login {
    /// The address.
    pub email: String,
    /// The name.
    pub name: &'static str,
    /// What may be expected, in a sentence.
    pub about: &'static str,
}

impl Me {
    /// The answer for this person, or for nobody.
    pub fn new(person: Option<&Person>, tokens: &TokenSource) -> Self {
        let people = seed::PEOPLE.iter();
        Self {
            person: person.map(|person| Own { profile: person.into(), email: person.email.clone() }),
            tokens: tokens.to_string(),
            people: people.map(|one| Login { email: one.email(), name: one.name, about: one.about }).collect(),
        }
    }
}

/// How large a body may be, in bytes.
pub const BODY_LIMIT: usize = 16 * 1024;

/// An answer that is an error; its body has the form that the Liveblocks endpoint has too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The status.
    #[serde(skip)]
    pub status: StatusCode,
    /// What kind of error, in a word.
    pub error: &'static str,
    /// Why, for people.
    pub reason: &'static str,
}

impl Refusal {
    /// The body of a request is not what was expected.
    pub const UNREADABLE: Self = Self {
        status: StatusCode::BAD_REQUEST,
        error: "unreadable",
        reason: "the body is not what was expected; send JSON with an email and a password",
    };
    /// The login failed. It does not say whether the address is known.
    pub const WRONG_LOGIN: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        error: "unauthorized",
        reason: "the e-mail address or the password is wrong",
    };
    /// Nobody is signed in.
    pub const NOT_SIGNED_IN: Self =
        Self { status: StatusCode::UNAUTHORIZED, error: "unauthorized", reason: "nobody is signed in; sign in first" };
    /// The database or the session store failed. What exactly is in the log.
    pub const UNAVAILABLE: Self = Self {
        status: StatusCode::SERVICE_UNAVAILABLE,
        error: "unavailable",
        reason: "this did not work just now; try again",
    };

    /// [`UNAVAILABLE`](Self::UNAVAILABLE). The details are for the log, not for the browser.
    pub fn unavailable(error: &(dyn Error + 'static)) -> Self {
        tracing::error!(error, "a request could not be answered");
        Self::UNAVAILABLE
    }
}
