//! Secrets that must not be guessed, or must not be readable in the database.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::StoreError;

/// Returns `N` random bytes in hexadecimal.
///
/// # Errors
///
/// [`StoreError::Random`] if the system has no randomness.
pub fn random_hex<const N: usize>() -> Result<String, StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(to_hex(&bytes))
}

/// Returns the stored form of an API token or a session id: its SHA-256.
///
/// Unlike passwords, these are long and random, so one round is enough.
#[must_use]
pub fn digest(random: &str) -> String {
    to_hex(&Sha256::digest(random))
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a `String` can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Parses hexadecimal text. `None` if it is anything else.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.chars().map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()));
    let digits = digits.collect::<Option<Vec<u8>>>()?;
    let bytes = digits.chunks_exact(2);
    bytes
        .remainder()
        .is_empty()
        .then(|| bytes.map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}
