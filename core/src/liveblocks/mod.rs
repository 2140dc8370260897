//! The configured handle, and what builds it.

pub(crate) mod builder;
pub(crate) mod handle;
