//! What the tests of this workspace share: an in-process double of Liveblocks with scripted faults, a raw HTTP client that can send what
//! real clients cannot, and vectors made by the official SDK.
//!
//! Everything is blocking and runs on plain threads, so that a test may use any async runtime, or none.

mod double;
mod headers;
mod raw;
pub mod vectors;

pub use double::{Answer, Call, Double};
pub use raw::{Exchange, Reply};
