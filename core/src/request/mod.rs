//! A browser's request, from its admission on: what it holds, its clock, and the stage it is in.

pub(crate) mod admission;
pub(crate) mod auth_request;
pub(crate) mod clock;
pub(crate) mod stage;
