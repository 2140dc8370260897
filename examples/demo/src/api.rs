//! The JSON that the page and the application exchange, beside the Liveblocks endpoint, which has
//! its own.

use std::error::Error;
use std::fmt;

use http::StatusCode;
use liveblocks_auth::ErrorKind;
use serde::{Deserialize, Serialize};

use crate::tokens::Origin;
use crate::{Person, StoreError, seed};

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
    /// Where tokens come from, and where the page goes with them.
    #[serde(flatten)]
    pub origin: Origin,
    /// The accounts that may be tried. A real product has no such list.
    pub people: Vec<Login>,
    /// The password of all of them.
    pub password: &'static str,
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
    /// The colour, as CSS.
    pub color: &'static str,
    /// What may be expected, in a sentence.
    pub about: &'static str,
    /// The token for scripts, and for a page that asks for Liveblocks tokens with a header.
    pub api_token: String,
}

impl Me {
    /// The answer for this person, or for nobody.
    pub fn new(person: Option<&Person>, origin: &Origin) -> Self {
        let login = |one: &seed::Seeded| Login {
            email: one.email(),
            name: one.name,
            color: one.color,
            about: one.about,
            api_token: one.api_token(),
        };
        Self {
            person: person.map(|person| Own { profile: person.into(), email: person.email.clone() }),
            origin: origin.clone(),
            people: seed::PEOPLE.iter().map(login).collect(),
            password: seed::PASSWORD,
        }
    }
}

/// How large a body may be, in bytes.
pub const BODY_LIMIT: usize = 16 * 1024;

/// An answer that is an error; its body has the form that the Liveblocks endpoint has too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{reason}")]
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
    pub const UNREADABLE: Self = Self::new(
        StatusCode::BAD_REQUEST,
        "unreadable",
        "the body is not what was expected; send JSON with the fields that the page sends",
    );
    /// The login failed. It does not say whether the address is known.
    pub const WRONG_LOGIN: Self =
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "the e-mail address or the password is wrong");
    /// Nobody is signed in.
    pub const NOT_SIGNED_IN: Self =
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "nobody is signed in; sign in first");
    /// A new account has no name, or one that is too long.
    pub const NAME: Self = Self::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "name",
        "a name has 1 to 60 characters that can be seen, on one line",
    );
    /// A new account has no address.
    pub const EMAIL: Self =
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "email", "this is not an e-mail address; write name@example.com");
    /// The password of a new account is too short.
    pub const PASSWORD: Self =
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "password", "a password has 8 characters or more");
    /// There is an account with this address. Registering tells so, as it does almost everywhere; a
    /// login does not.
    pub const TAKEN: Self =
        Self::new(StatusCode::CONFLICT, "taken", "there is an account with this e-mail address; sign in instead");
    /// The document does not exist, or is not for this person: the same answer for both.
    pub const NO_SUCH_DOCUMENT: Self =
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is no such document, or it is not shared with you");
    /// Somebody else's document.
    pub const NOT_THE_OWNER: Self =
        Self::new(StatusCode::FORBIDDEN, "forbidden", "only an owner may invite people to this document");
    /// Nobody is invited as an owner.
    pub const ROLE_OF_INVITATION: Self =
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "role", "people are invited as editor or as viewer");
    /// Nobody has the address that was invited.
    pub const UNKNOWN_PERSON: Self = Self::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "unknown_person",
        "nobody has this e-mail address here; they have to register first",
    );
    /// An owner has more than an invitation gives.
    pub const OWNS_IT: Self =
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "owner", "this person owns the document already");
    /// The database or the session store failed. What exactly is in the log.
    pub const UNAVAILABLE: Self =
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "this did not work just now; try again");

    const fn new(status: StatusCode, error: &'static str, reason: &'static str) -> Self {
        Self { status, error, reason }
    }

    /// [`UNAVAILABLE`](Self::UNAVAILABLE). The details are for the log, not for the browser.
    pub fn unavailable(error: &(dyn Error + 'static)) -> Self {
        tracing::error!(error, "a request could not be answered");
        Self::UNAVAILABLE
    }
}

/// The kind of reply to the Liveblocks client when the application's own login failed: a 503. Core
/// doesn't see the error, so it is logged here.
#[must_use]
pub fn login_failed(error: &(dyn Error + 'static)) -> ErrorKind {
    tracing::error!(error, "the login failed");
    ErrorKind::Resolver
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Declined {
    /// It may not be done.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It could not be done.
    #[error(transparent)]
    Failed(#[from] StoreError),
}

impl From<Declined> for Refusal {
    fn from(declined: Declined) -> Self {
        match declined {
            Declined::Refused(refusal) => refusal,
            Declined::Failed(error) => Self::unavailable(&error),
        }
    }
}
