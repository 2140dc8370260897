//! The table of cases: for a test that runs them in its own way.

pub(crate) mod all;
mod bodies;
mod callback;
mod common;
mod connections;
mod credentials;
mod data;
mod decisions;
pub(crate) mod entry;
mod framing;
mod happy;
mod headers;
mod heads;
mod id_tokens;
mod media_types;
mod methods;
mod origins;
mod room_ids;
mod upstream;

pub use crate::case::{Case, Tokens};
pub use all::cases;
