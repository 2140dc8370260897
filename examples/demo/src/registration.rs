//! New accounts.

use std::fmt;

use serde::Deserialize;

use crate::api::{Declined, Refusal};
use crate::database::on;
use crate::{Person, Store, StoreError, secret};

/// The data of the form for a new account.
#[derive(Clone, Deserialize)]
pub struct Registration {
    /// The name that others see.
    pub name: String,
    /// The address for signing in.
    pub email: String,
    /// The password.
    pub password: String,
}

/// Shows no personal data.
impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration").finish_non_exhaustive()
    }
}

/// The maximum length of a name, in characters. Liveblocks accepts 1,024 for the whole user info.
const NAME_MAX: usize = 60;

/// The maximum length of an address, in bytes, as for mail itself.
const EMAIL_MAX: usize = 254;

/// The minimum length of a password, in characters. The limit of the body bounds its maximum.
const PASSWORD_MIN: usize = 8;

/// Colors on which white text is readable, and which differ clearly on white and on black.
const COLORS: [&str; 8] = ["#b45309", "#047857", "#0369a1", "#4338ca", "#a21caf", "#be123c", "#4d7c0f", "#0e7490"];

impl Store {
    /// Creates an account. The new person is in no team, so another person must invite them.
    ///
    /// # Errors
    ///
    /// [`Declined`] if the account is not allowed or could not be created.
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
            // Random, so one id reveals no other, and no id is ever reused.
            id: format!("person-{}", secret::random_hex::<8>()?),
            color: color_of(&email).to_owned(),
            password_hash: self.hash(password).await?,
            email,
            name,
        };
        if self.insert(&person).await? { Ok(person) } else { Err(Refusal::TAKEN.into()) }
    }

    /// Stores a new person. Returns false if the address already has an account, even one that was
    /// created at the same moment.
    async fn insert(&self, person: &Person) -> Result<bool, StoreError> {
        let Person { id, email, name, color, password_hash } = person;
        let sql = "INSERT INTO people (id, email, name, color, password_hash) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (email) DO NOTHING RETURNING id";
        let written: Option<String> = on!(self.database(), sqlx::query_scalar(sql).bind(id).bind(email).bind(name).bind(color).bind(password_hash) => fetch_optional)?;
        Ok(written.is_some())
    }
}

/// Returns whether people can read the text as a name, on one line, without an effect on other
/// text.
fn is_name(name: &str) -> bool {
    // These characters change the direction of the text around them. Names don't need them, because
    // each script has its own direction.
    let turns = |character| matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    name.chars().count() <= NAME_MAX
        && name.chars().any(|character| !character.is_whitespace() && !is_invisible(character))
        && !name.chars().any(|character| character.is_control() || turns(character))
}

/// Returns whether a character joins or separates letters and is itself invisible.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Returns whether a text looks like an email address.
fn is_address(email: &str) -> bool {
    let unusual = |character: char| character.is_whitespace() || character.is_control();
    let parts = email.split_once('@');
    email.len() <= EMAIL_MAX
        && !email.contains(unusual)
        && parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'))
}

/// Returns the color of an address, always the same one.
fn color_of(email: &str) -> &'static str {
    let sum = email.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    COLORS.get(sum % COLORS.len()).copied().unwrap_or("#4338ca")
}
