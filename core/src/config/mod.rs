//! The checked values of a configuration, and every fault that a configuration can have.

pub(crate) mod base_url;
pub(crate) mod error;
pub(crate) mod pasted;
pub(crate) mod secret_key;
