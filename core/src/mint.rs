//! The request to the issuer, and its reply.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use memchr::memchr_iter;

use crate::clock::Clock;
use crate::error::{Error, ErrorKind};
use crate::grants::Grants;
use crate::json::{Object, Writer};
use crate::user::{Identity, UserInfo};

/// Mints tokens: Liveblocks itself, its dev server, or this process.
///
/// An implementor
///
/// 1. sends [`MintRequest::body`] to [`MintRequest::path`], or mints itself;
/// 2. returns the bytes it got, checked by [`Minted::from_reply`];
/// 3. never caches, shares or coalesces: the browser client rejects a token that it has seen
///    before;
/// 4. fails with [`Error::unreachable`] or [`Error::refused`], and keeps secrets out of both.
///
/// Core stops it at the deadline ([`MintRequest::remaining`]). Inside an entry point, the endpoint
/// for example, it also catches its panics.
///
/// # Examples
///
/// An issuer around another one, to count what it does:
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use liveblocks_auth::{Error, MintRequest, Minted, TokenIssuer, async_trait};
///
/// struct Counted { inner: Arc<dyn TokenIssuer>, failures: AtomicU64 }
///
/// #[async_trait]
/// impl TokenIssuer for Counted {
///     async fn issue(&self, request: &MintRequest) -> Result<Minted, Error> {
///         let minted = self.inner.issue(request).await;
///         if minted.is_err() {
///             self.failures.fetch_add(1, Ordering::Relaxed);
///         }
///         minted
///     }
/// }
/// ```
#[async_trait]
pub trait TokenIssuer: Send + Sync + 'static {
    /// Mints one token.
    async fn issue(&self, request: &MintRequest) -> Result<Minted, Error>;
}

#[async_trait]
impl<T: TokenIssuer + ?Sized> TokenIssuer for Arc<T> {
    async fn issue(&self, request: &MintRequest) -> Result<Minted, Error> {
        (**self).issue(request).await
    }
}

/// The two kinds of token that Liveblocks has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// Carries the permissions itself.
    Access,
    /// Says who somebody is; the permissions live on the rooms at Liveblocks.
    Id,
}

impl TokenKind {
    /// What the claim `k` of such a token says.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "acc",
            Self::Id => "id",
        }
    }

    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Access => "/v2/authorize-user",
            Self::Id => "/v2/identify-user",
        }
    }
}

/// One token to mint: for whom, with which grants, and where to ask for it.
#[derive(Clone)]
pub struct MintRequest {
    kind: TokenKind,
    identity: Identity,
    grants: Grants,
    clock: Clock,
}

impl MintRequest {
    pub(crate) fn new(kind: TokenKind, identity: Identity, grants: Grants, clock: Clock) -> Self {
        Self { kind, identity, grants, clock }
    }

    /// The kind of token.
    #[must_use]
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The path of Liveblocks' REST API that mints this kind.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.kind.path()
    }

    /// Writes the JSON body for that path, byte for byte what the official Node SDK sends.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let identity = &self.identity;
        let mut body = Writer::new(256).member("userId", &*identity.user_id);
        match (self.kind, &identity.group_ids) {
            (TokenKind::Access, _) => body = body.member("permissions", &self.grants),
            (TokenKind::Id, Some(group_ids)) => body = body.member("groupIds", group_ids),
            (TokenKind::Id, None) => {}
        }
        if let Some(user_info) = &identity.user_info {
            body = body.json("userInfo", user_info.as_json());
        }
        if let Some(organization_id) = &identity.organization_id {
            body = body.member("organizationId", organization_id);
        }
        body.finish()
    }

    /// The id of the user.
    #[must_use]
    pub fn user_id(&self) -> &str {
        &self.identity.user_id
    }

    /// What everybody in the room can see of the user.
    #[must_use]
    pub fn user_info(&self) -> Option<&UserInfo> {
        self.identity.user_info.as_ref()
    }

    /// The organization in which the token is valid.
    #[must_use]
    pub fn organization_id(&self) -> Option<&str> {
        self.identity.organization_id.as_deref()
    }

    /// The groups of the user (ID tokens).
    #[must_use]
    pub fn group_ids(&self) -> Option<&[String]> {
        self.identity.group_ids.as_deref()
    }

    /// What is granted (access tokens).
    #[must_use]
    pub fn grants(&self) -> &Grants {
        &self.grants
    }

    /// The time that is left before the deadline of the request. Zero once it has passed.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.clock.remaining()
    }

    pub(crate) fn clock(&self) -> Clock {
        self.clock
    }
}

/// Shows who and what, but no user info.
impl fmt::Debug for MintRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, identity, grants, clock: _ } = self;
        f.debug_struct("MintRequest")
            .field("kind", kind)
            .field("user_id", &identity.user_id)
            .field("grants", grants)
            .finish_non_exhaustive()
    }
}

/// A token, and the reply that it came in.
#[derive(Clone)]
pub struct Minted {
    token: Token,
    reply: Bytes,
}

impl Minted {
    /// Takes the reply of an issuer: a JSON object whose `token` has the three parts of a JWT.
    /// Other members are allowed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidReply`] if the reply is anything else. The browser client would retry it
    /// forever.
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
            // A part of the reply, not a copy.
            Cow::Borrowed(token) => reply.slice_ref(token.as_bytes()),
            Cow::Owned(token) => token.into(),
        });
        Ok(Self { token, reply })
    }

    /// A reply that this crate wrote itself, and the length of what stands before and after its
    /// token.
    #[cfg(feature = "local-issuer")]
    pub(crate) fn written(reply: Bytes, before: usize, after: usize) -> Self {
        let token = Token(reply.slice(before..reply.len().saturating_sub(after).max(before)));
        Self { token, reply }
    }

    /// The token.
    #[must_use]
    pub fn token(&self) -> &Token {
        &self.token
    }

    /// The whole reply, byte for byte: what the browser gets as the body of the 200.
    #[must_use]
    pub fn reply(&self) -> &Bytes {
        &self.reply
    }

    pub(crate) fn into_reply(self) -> Bytes {
        self.reply
    }
}

/// Shows no part of the token.
impl fmt::Debug for Minted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Minted").field("token", &self.token).finish_non_exhaustive()
    }
}

/// Three parts, the first two not empty; an unsigned development token has an empty third.
fn is_jwt(token: &str) -> bool {
    let mut dots = memchr_iter(b'.', token.as_bytes());
    let (Some(first), Some(second), None) = (dots.next(), dots.next(), dots.next()) else { return false };
    // Without an early end, which would keep the compiler from looking at many bytes at once.
    first > 0 && second > first + 1 && token.bytes().fold(true, |graphic, byte| graphic & byte.is_ascii_graphic())
}

/// A Liveblocks token: a bearer credential, valid for anyone who holds it until it expires.
///
/// Opaque, and redacted in `Debug`. There is no public key to verify it with, so it is no
/// substitute for the application's own session.
#[derive(Clone)]
pub struct Token(Bytes);

impl Token {
    /// The token itself. Send it to the browser that asked, and nowhere else.
    #[must_use]
    pub fn expose(&self) -> &str {
        // It was text when it was checked.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// What the token says of itself, for display and debugging only. `None` when it cannot be
    /// read.
    ///
    /// # Security
    ///
    /// **Nothing is verified**: whoever made the token chose every claim. Never decide anything by
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
