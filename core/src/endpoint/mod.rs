//! The entry points: the ready endpoint, the one over an application's own login, and the one for a
//! handler of its own.

pub(crate) mod auth_endpoint;
pub(crate) mod authorizer;
pub(crate) mod entry;
pub(crate) mod handler;
pub(crate) mod minting;
