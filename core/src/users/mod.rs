//! Users: who sent a request, and how Liveblocks sees them.

pub(crate) mod identity;
pub(crate) mod liveblocks_user;
pub(crate) mod resolver;
pub(crate) mod user_info;
