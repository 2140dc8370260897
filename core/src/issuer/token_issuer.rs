//! The port through which core mints.

use std::sync::Arc;

use async_trait::async_trait;

use crate::error::Error;
use crate::issuer::mint_request::MintRequest;
use crate::issuer::token::Minted;

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
/// use liveblocks_auth::issuer::{MintRequest, TokenIssuer, async_trait};
/// use liveblocks_auth::{Error, Minted};
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
