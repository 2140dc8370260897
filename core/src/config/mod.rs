//! Configuration: what can be set, and every way in which it can be wrong.

mod base_url;
mod builder;
mod fault;

pub(crate) use base_url::BaseUrl;
pub(crate) use builder::Limits;
pub use builder::LiveblocksBuilder;
pub use fault::{ConfigError, ConfigFault};
