//! The interface through which core mints.

use std::sync::Arc;

use async_trait::async_trait;

use crate::error::Error;
use crate::issuer::mint_request::MintRequest;
use crate::issuer::token::Minted;

/// Mints tokens: through Liveblocks, its dev server, or in this process.
///
/// An implementor
///
/// 1. sends [`MintRequest::body`] to [`MintRequest::path`], or mints the token itself;
/// 2. checks the bytes of the reply with [`Minted::from_reply`], and returns the result;
/// 3. never caches, shares or coalesces tokens: the browser client rejects a token that it has seen
///    before;
/// 4. fails with [`Error::unreachable`] or [`Error::refused`], and keeps secrets out of both.
///
/// Core drops the call at the deadline ([`MintRequest::remaining`]). Inside an entry point, such as
/// the endpoint, core also catches its panics.
///
/// # Examples
///
/// An issuer that wraps another one and counts its failures:
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
    ///
    /// # Errors
    ///
    /// [`Error::unreachable`], [`Error::refused`], or the error of [`Minted::from_reply`]. Core
    /// turns an error of any other kind except [`ErrorKind::Deadline`](crate::ErrorKind::Deadline)
    /// into the first.
    async fn issue(&self, request: &MintRequest) -> Result<Minted, Error>;
}

#[async_trait]
impl<T: TokenIssuer + ?Sized> TokenIssuer for Arc<T> {
    async fn issue(&self, request: &MintRequest) -> Result<Minted, Error> {
        (**self).issue(request).await
    }
}
