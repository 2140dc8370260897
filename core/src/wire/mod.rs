//! The bytes on the wire: the head and the body of a request, JSON, and the reply.

pub(crate) mod body;
pub(crate) mod head;
pub(crate) mod json;
pub(crate) mod media_type;
pub(crate) mod origins;
pub(crate) mod reply;
pub(crate) mod status_table;
