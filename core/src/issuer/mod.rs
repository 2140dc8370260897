//! Who mints: Liveblocks over HTTP, or this process.

#[cfg(feature = "http-issuer")]
pub(crate) mod http;
#[cfg(feature = "http-issuer")]
mod refusal;
#[cfg(feature = "http-issuer")]
mod retry;

#[cfg(feature = "local-issuer")]
pub(crate) mod local;
