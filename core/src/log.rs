//! What the operator reads: `tracing` events with stable names and fields.
//!
//! The README documents them. Text that a client or a user chose is written with `Debug`, which
//! escapes it.

use crate::error::Error;
use crate::request::auth_request::AuthRequest;
use crate::rooms::grants::Grants;
use crate::wire::reply::AuthReply;
use crate::wire::status_table::row;

pub(crate) const TARGET: &str = "liveblocks_auth";

/// A request was rejected, or failed: turns the error into its reply.
///
/// The error is dropped before anything is written. Its cause is the application's own value: if
/// the drop panics, the entry of the panic is the only one.
pub(crate) fn failed(error: Error, request: Option<&AuthRequest>, elapsed_ms: u64) -> AuthReply {
    let row = row(error.kind());
    let (status, code) = (row.status.as_u16(), row.code);
    let (why, upstream_status) = (error.chain(), error.upstream_status());
    let reply = AuthReply::from(error);
    let user_id = request.and_then(AuthRequest::user_id).map(tracing::field::debug);
    let room = request.and_then(AuthRequest::room).map(tracing::field::debug);
    if status >= 500 {
        tracing::error!(
            target: TARGET, status, code, why, user.id = user_id, room.id = room, elapsed_ms,
            upstream.status = upstream_status, "unavailable"
        );
    } else {
        tracing::info!(
            target: TARGET, status, code, why, user.id = user_id, room.id = room, elapsed_ms, "refused"
        );
    }
    reply
}

/// An entry point did its part, and the request goes on.
pub(crate) fn passed(what: &'static str, request: Option<&AuthRequest>, elapsed_ms: u64) {
    let room = request.and_then(AuthRequest::room).map(tracing::field::debug);
    tracing::debug!(target: TARGET, { room.id = room, elapsed_ms }, "{what}");
}

/// The server dropped a request before there was a reply, because the browser went away.
pub(crate) fn abandoned(stage: &'static str, request: Option<&AuthRequest>, elapsed_ms: u64) {
    let user_id = request.and_then(AuthRequest::user_id).map(tracing::field::debug);
    let room = request.and_then(AuthRequest::room).map(tracing::field::debug);
    tracing::info!(target: TARGET, stage, user.id = user_id, room.id = room, elapsed_ms, "abandoned");
}

/// A list of permissions that opens nothing, or not what it seems to.
pub(crate) fn ineffective(grants: &Grants) {
    if !tracing::enabled!(target: TARGET, tracing::Level::WARN) {
        return;
    }
    for (pattern, permissions) in grants.iter() {
        if let Err(error) = permissions.validate() {
            tracing::warn!(target: TARGET, ?pattern, why = %error, "ineffective grant");
        }
    }
}
