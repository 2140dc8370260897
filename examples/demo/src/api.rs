//! The JSON that the page and the application exchange. The Liveblocks endpoint has its own.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use http::StatusCode;
use liveblocks_auth::ErrorKind;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use crate::tokens::Origin;
use crate::{Person, StoreError, seed};

/// The data of the sign-in form.
#[derive(Clone, Deserialize)]
pub struct Credentials {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// Shows neither field: login middleware can log this value.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

/// A person as others can see them. The reply to a login.
#[derive(Debug, Clone, Serialize)]
pub struct Profile {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The color, as CSS.
    pub color: String,
}

impl From<&Person> for Profile {
    fn from(person: &Person) -> Self {
        Self { id: person.id.clone(), name: person.name.clone(), color: person.color.clone() }
    }
}

/// The data that the page requests first.
#[derive(Debug, Clone, Serialize)]
pub struct Me {
    /// The signed-in person.
    pub person: Option<Own>,
    /// The source of the tokens, and the server that accepts them.
    #[serde(flatten)]
    pub origin: Origin,
    /// The accounts to try. A real product has no such list.
    pub people: Vec<Login>,
    /// The password of all these accounts.
    pub password: &'static str,
}

/// A person as they see themselves.
#[derive(Debug, Clone, Serialize)]
pub struct Own {
    /// The part that others can see.
    #[serde(flatten)]
    pub profile: Profile,
    /// The address.
    pub email: String,
}

/// An account to try.
#[derive(Debug, Clone, Serialize)]
pub struct Login {
    /// The address.
    pub email: String,
    /// The name.
    pub name: &'static str,
    /// The color, as CSS.
    pub color: &'static str,
    /// The access that this account has, in a sentence.
    pub about: &'static str,
    /// The token for scripts, and for a page that requests Liveblocks tokens with a header.
    pub api_token: String,
}

impl Me {
    /// Creates the reply for this person, or for an anonymous request.
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

/// The maximum size of a request body, in bytes.
pub const BODY_LIMIT: usize = 16 * 1024;

/// The time for a request body to arrive: that of the Liveblocks endpoint.
const BODY_TIMEOUT: Duration = Duration::from_secs(5);

/// Waits for the body of a request.
///
/// # Errors
///
/// [`Refusal::TOO_SLOW`] if it doesn't arrive in time, [`Refusal::UNREADABLE`] if it fails.
pub async fn in_time<T, E>(body: impl Future<Output = Result<T, E>>) -> Result<T, Refusal> {
    let body = timeout(BODY_TIMEOUT, body).await.map_err(|_| Refusal::TOO_SLOW)?;
    body.map_err(|_| Refusal::UNREADABLE)
}

/// A reply that is an error. Its body has the same form as those of the Liveblocks endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{reason}")]
pub struct Refusal {
    /// The status.
    #[serde(skip)]
    pub status: StatusCode,
    /// The kind of error, in one word.
    pub error: &'static str,
    /// The reason, for people.
    pub reason: &'static str,
}

impl Refusal {
    /// The body of a request is not in the expected format.
    pub const UNREADABLE: Self = Self::new(
        StatusCode::BAD_REQUEST,
        "unreadable",
        "the body is not what was expected; send JSON with the fields that the page sends",
    );
    /// The body of a request did not arrive in time.
    pub const TOO_SLOW: Self =
        Self::new(StatusCode::REQUEST_TIMEOUT, "timeout", "the body did not arrive in time; try again");
    /// The login failed. The reply doesn't reveal whether the address has an account.
    pub const WRONG_LOGIN: Self =
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "the e-mail address or the password is wrong");
    /// The request is anonymous.
    pub const NOT_SIGNED_IN: Self =
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "nobody is signed in; sign in first");
    /// The name of a new account is missing or too long.
    pub const NAME: Self = Self::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "name",
        "a name has 1 to 60 characters that can be seen, on one line",
    );
    /// The address of a new account is missing.
    pub const EMAIL: Self =
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "email", "this is not an e-mail address; write name@example.com");
    /// The password of a new account is too short.
    pub const PASSWORD: Self =
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "password", "a password has 8 characters or more");
    /// The address already has an account. Registration reveals that, as it does almost everywhere.
    /// A login doesn't.
    pub const TAKEN: Self =
        Self::new(StatusCode::CONFLICT, "taken", "there is an account with this e-mail address; sign in instead");
    /// The document doesn't exist, or this person has no access. The reply is the same for both.
    pub const NO_SUCH_DOCUMENT: Self =
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is no such document, or it is not shared with you");
    /// The person is not the owner of the document.
    pub const NOT_THE_OWNER: Self =
        Self::new(StatusCode::FORBIDDEN, "forbidden", "only an owner may invite people to this document");
    /// An invitation can't make a person an owner.
    pub const ROLE_OF_INVITATION: Self =
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "role", "people are invited as editor or as viewer");
    /// The invited address has no account.
    pub const UNKNOWN_PERSON: Self = Self::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "unknown_person",
        "nobody has this e-mail address here; they have to register first",
    );
    /// The invited person is already an owner, which is more than an invitation gives.
    pub const OWNS_IT: Self =
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "owner", "this person owns the document already");
    /// The database or the session store failed. The details are in the log.
    pub const UNAVAILABLE: Self =
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "this did not work just now; try again");

    const fn new(status: StatusCode, error: &'static str, reason: &'static str) -> Self {
        Self { status, error, reason }
    }

    /// Logs the error, and returns [`UNAVAILABLE`](Self::UNAVAILABLE) without its details.
    pub fn unavailable(error: &(dyn Error + 'static)) -> Self {
        tracing::error!(error, "a request could not be answered");
        Self::UNAVAILABLE
    }
}

/// Logs the error of the application's own login, and returns the kind of the reply to the
/// Liveblocks client: a 503.
///
/// Core doesn't see the error, so it must be logged here.
#[must_use]
pub fn login_failed(error: &(dyn Error + 'static)) -> ErrorKind {
    tracing::error!(error, "the login failed");
    ErrorKind::Resolver
}

/// The reason why an operation was not done.
#[derive(Debug, thiserror::Error)]
pub enum Declined {
    /// The operation is not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The operation failed.
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
