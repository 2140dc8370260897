//! A minted token, with the reply that contained it.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use memchr::memchr_iter;

use crate::error::{Error, ErrorKind};
use crate::wire::json::Object;
use crate::wire::reply::AuthReply;

/// A minted token, with Liveblocks' whole reply.
#[derive(Clone)]
pub struct Minted {
    token: Token,
    reply: Bytes,
}

impl Minted {
    /// Parses the reply of an issuer: a JSON object whose `token` has the three parts of a JWT.
    ///
    /// Other members are allowed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidReply`] for any other reply. Such a reply must not reach the browser:
    /// the client there would retry forever.
    pub fn from_reply(reply: impl Into<Bytes>) -> Result<Self, Error> {
        let reply = reply.into();
        let fault = |what| Err(Error::new(ErrorKind::InvalidReply, what));
        let Some(object) = Object::parse(&reply) else {
            return fault("the reply with the token is not a JSON object");
        };
        let Some(token) = object.text("token") else {
            return fault("the reply with the token has no \"token\" of type string");
        };
        if !is_jwt(&token) {
            return fault("the token in the reply does not have the three parts of a JWT");
        }
        let token = Token(match token {
            // A slice of the reply, not a copy.
            Cow::Borrowed(token) => reply.slice_ref(token.as_bytes()),
            Cow::Owned(token) => token.into(),
        });
        Ok(Self { token, reply })
    }

    /// Takes a reply that this crate wrote, and the lengths of the text before and after its token.
    #[cfg(feature = "local-issuer")]
    pub(crate) fn written(reply: Bytes, before: usize, after: usize) -> Self {
        let token = Token(reply.slice(before..reply.len().saturating_sub(after).max(before)));
        Self { token, reply }
    }

    /// Returns the token.
    #[must_use]
    pub fn token(&self) -> &Token {
        &self.token
    }

    /// Returns the whole reply, byte for byte. It becomes the body of the 200.
    ///
    /// # Security
    ///
    /// It contains the token. Send it only to the browser that requested it.
    #[must_use]
    pub fn reply(&self) -> &Bytes {
        &self.reply
    }
}

/// Shows no part of the token.
impl fmt::Debug for Minted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Minted").field("token", &self.token).finish_non_exhaustive()
    }
}

/// Returns whether the text has three parts, and the first two are not empty.
///
/// An unsigned development token has an empty third part.
fn is_jwt(token: &str) -> bool {
    let mut dots = memchr_iter(b'.', token.as_bytes());
    let (Some(first), Some(second), None) = (dots.next(), dots.next(), dots.next()) else { return false };
    // No early exit, so that the compiler can check many bytes at once.
    first > 0 && second > first + 1 && token.bytes().fold(true, |graphic, byte| graphic & byte.is_ascii_graphic())
}

/// A Liveblocks token: a bearer credential, valid until it expires for anyone who holds it.
///
/// Opaque, and redacted in `Debug`. There is no public key to verify it with, so it can't replace
/// the application's own session.
#[derive(Clone)]
pub struct Token(Bytes);

impl Token {
    /// Returns the token's text.
    ///
    /// # Security
    ///
    /// Send it only to the browser that requested it.
    #[must_use]
    pub fn expose(&self) -> &str {
        // Already checked to be UTF-8.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Decodes the token's claims without verifying them. `None` if the token can't be decoded.
    ///
    /// For display and debugging only.
    ///
    /// # Security
    ///
    /// **Nothing is verified**: the maker of the token chose every claim. Never base a decision on
    /// them.
    #[must_use]
    pub fn unverified_claims(&self) -> Option<serde_json::Value> {
        let payload = self.expose().split('.').nth(1)?;
        let json = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        serde_json::from_slice(&json).ok()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token([redacted])")
    }
}

/// Replies with 200 and Liveblocks' own bytes.
impl From<Minted> for AuthReply {
    fn from(minted: Minted) -> Self {
        Self::minted(minted.reply)
    }
}
