//! Rooms: their ids and patterns, permissions, and what a token opens.

pub(crate) mod access;
pub(crate) mod grants;
pub(crate) mod id;
pub(crate) mod opens;
pub(crate) mod pattern;
pub(crate) mod permission;
pub(crate) mod permissions;
