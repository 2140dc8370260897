//! What must not be guessed, or must not be readable in the database.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::StoreError;

/// `N` random bytes in hexadecimal.
///
/// # Errors
///
/// [`StoreError::Random`] when the system has no randomness.
pub fn random_hex<const N: usize>() -> Result<String, StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(to_hex(&bytes))
}

/// The form in which an API token or the id of a session is stored: its SHA-256. They are random
/// and long, unlike a password: one round is enough.
#[must_use]
pub fn digest(random: &str) -> String {
    to_hex(&Sha256::digest(random))
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads hexadecimal text back. `None` when it is something else.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.chars().map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()));
    let digits = digits.collect::<Option<Vec<u8>>>()?;
    let bytes = digits.chunks_exact(2);
    bytes
        .remainder()
        .is_empty()
        .then(|| bytes.map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}
