//! The checked values of a configuration, and everything that can be wrong with one.

pub(crate) mod base_url;
pub(crate) mod error;
pub(crate) mod secret_key;
