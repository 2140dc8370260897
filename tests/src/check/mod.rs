//! The checker of running endpoints in any language: for a program like `liveblocks-auth-check`.
//!
//! It runs the table against the endpoint and plays Liveblocks on a local port. It rates each
//! difference by its effect on a browser or an operator.

mod checker;
#[cfg(feature = "check")]
mod junit;
mod outcome;
mod weigh;

pub use crate::browser::Reaction;
pub use checker::{Check, to_json};
#[cfg(feature = "check")]
pub use junit::to_junit;
pub use outcome::{Outcome, Verdict};
