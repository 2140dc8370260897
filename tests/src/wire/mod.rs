//! Requests and replies down to their bytes: for a test that sends bytes no ordinary client can.

pub(crate) mod client;
pub(crate) mod headers;
pub(crate) mod message;
pub(crate) mod request;

pub use client::{Connection, Reply};
pub use request::Request;
