//! Token issuers: mint tokens through another transport, or in this process.
//!
//! You don't need this module to call the Liveblocks cloud or the official dev server. To use
//! another transport, or to wrap [`Liveblocks::issuer`](crate::Liveblocks::issuer), implement
//! [`TokenIssuer`] and pass it to [`LiveblocksBuilder::issuer`](crate::LiveblocksBuilder::issuer).
//! [`LocalIssuer`] mints development tokens.

#[cfg(feature = "http-issuer")]
mod dns;
#[cfg(feature = "http-issuer")]
pub(crate) mod http;
#[cfg(feature = "local-issuer")]
pub(crate) mod local;
pub(crate) mod mint_request;
#[cfg(feature = "http-issuer")]
mod refusal;
#[cfg(feature = "http-issuer")]
mod retry;
pub(crate) mod token;
pub(crate) mod token_issuer;

pub use async_trait::async_trait;

#[cfg(feature = "local-issuer")]
pub use local::LocalIssuer;
pub use mint_request::{MintRequest, TokenKind};
pub use token_issuer::TokenIssuer;
