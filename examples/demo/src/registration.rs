//! New accounts.

use std::fmt;

use serde::Deserialize;

use crate::api::{Declined, Refusal};
use crate::database::on;
use crate::{Person, Store, StoreError, secret};

/// What the form for a new account sends.
#[derive(Clone, Deserialize)]
pub struct Registration {
    /// The name that others will see.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
    /// The password.
    pub password: String,
}

/// Shows nothing of a person.
impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration").finish_non_exhaustive()
    }
}

/// The longest name, in characters. Liveblocks takes 1,024 of user info in all.
const NAME_MAX: usize = 60;

/// The longest address, in bytes, as mail itself has it.
const EMAIL_MAX: usize = 254;

/// The shortest password, in characters. What is long is bounded by the body.
const PASSWORD_MIN: usize = 8;

/// Colours in which white text can be read, and which can be told apart on white and on black.
const COLORS: [&str; 8] = ["#b45309", "#047857", "#0369a1", "#4338ca", "#a21caf", "#be123c", "#4d7c0f", "#0e7490"];

impl Store {
    /// Makes an account. The new person is in no team; somebody has to invite them.
    ///
    /// # Errors
    ///
    /// [`Declined`] when the account may not be as it was asked for, or could not be made.
    pub async fn register(&self, registration: Registration) -> Result<Person, Declined> {
        let name = registration.name.trim();
        if !is_name(name) {
            return Err(Refusal::NAME.into());
        }
        let email = registration.email.trim().to_lowercase();
        if !is_address(&email) {
            return Err(Refusal::EMAIL.into());
        }
        if registration.password.chars().count() < PASSWORD_MIN {
            return Err(Refusal::PASSWORD.into());
        }
        let (name, password) = (name.to_owned(), registration.password);
        let person = Person {
            // Random: whoever knows one id knows no other, and none is ever given to somebody else.
            id: format!("person-{}", secret::random_hex::<8>()?),
            color: color_of(&email).to_owned(),
            password_hash: self.hash(password).await?,
            email,
            name,
        };
        if self.insert(&person).await? { Ok(person) } else { Err(Refusal::TAKEN.into()) }
    }

    /// Writes a new person. False when the address has an account already, even one of this very
    /// moment.
    async fn insert(&self, person: &Person) -> Result<bool, StoreError> {
        let Person { id, email, name, color, password_hash } = person;
        let sql = "INSERT INTO people (id, email, name, color, password_hash) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (email) DO NOTHING RETURNING id";
        let written: Option<String> = on!(self.database(), sqlx::query_scalar(sql).bind(id).bind(email).bind(name).bind(color).bind(password_hash) => fetch_optional)?;
        Ok(written.is_some())
    }
}

/// Whether people would see it as a name, on one line, and only where it stands.
fn is_name(name: &str) -> bool {
    // They turn the text around them, for which names have no need: each script has its direction.
    let turns = |character| matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    name.chars().count() <= NAME_MAX
        && name.chars().any(|character| !character.is_whitespace() && !is_invisible(character))
        && !name.chars().any(|character| character.is_control() || turns(character))
}

/// What joins or parts letters and shows nothing itself.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Whether mail could be sent there, as far as a look can tell.
fn is_address(email: &str) -> bool {
    let unusual = |character: char| character.is_whitespace() || character.is_control();
    let parts = email.split_once('@');
    email.len() <= EMAIL_MAX
        && !email.contains(unusual)
        && parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'))
}

/// Always the same for the same address.
fn color_of(email: &str) -> &'static str {
    let sum = email.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    COLORS.get(sum % COLORS.len()).copied().unwrap_or("#4338ca")
}
