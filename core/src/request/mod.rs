//! A browser's request from its admission on: its content, its clock and its stage.

pub(crate) mod admission;
pub(crate) mod auth_request;
pub(crate) mod clock;
pub(crate) mod stage;
