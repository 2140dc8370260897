//! The checked values of a configuration, and every fault that a configuration can have.

pub(crate) mod base_url;
pub(crate) mod error;
pub(crate) mod pasted;
#[cfg(feature = "http-issuer")]
pub(crate) mod proxy;
pub(crate) mod secret_key;
