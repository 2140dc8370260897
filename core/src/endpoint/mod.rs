//! The entry points: the ready endpoint, the endpoint over an application's own login, and the
//! entry point for an application's own handler.

pub(crate) mod auth_endpoint;
pub(crate) mod authorizer;
pub(crate) mod entry;
pub(crate) mod handler;
pub(crate) mod minting;
