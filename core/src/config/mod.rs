//! Configuration: what can be set, and every way in which it can be wrong.

mod base_url;
mod builder;
mod fault;

pub(crate) use base_url::BaseUrl;
pub use builder::LiveblocksBuilder;
pub(crate) use builder::{DEFAULT_DEADLINE, Limits};
pub use fault::{ConfigError, ConfigFault};
