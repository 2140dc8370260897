//! The log entries for the operator: `tracing` events with stable names and fields.
//!
//! The README documents them. Text that a client or a user chose is written with `Debug`, which
//! escapes it.

use crate::error::Error;
use crate::request::admission::Admitted;
use crate::request::auth_request::AuthRequest;
use crate::rooms::grants::Grants;
use crate::wire::reply::AuthReply;
use crate::wire::status_table::row;

pub(crate) const TARGET: &str = "liveblocks_auth";

/// Logs a request that was rejected or failed, and turns the error into its reply.
///
/// Drops the error before writing the entry, because its cause is the application's own value: if
/// the drop panics, the entry for the panic is the only one.
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

impl<T> Admitted<T> {
    /// Returns what was admitted, or else the reply to the preflight, which it logs.
    pub(crate) fn or_preflight(self, elapsed_ms: u64) -> Result<T, AuthReply> {
        match self {
            Self::Request(admitted) => Ok(admitted),
            Self::Preflight(reply) => {
                passed("preflight", None, elapsed_ms);
                Err(reply)
            }
        }
    }
}

/// Logs that an entry point has finished its part and the request goes on.
pub(crate) fn passed(what: &'static str, request: Option<&AuthRequest>, elapsed_ms: u64) {
    let room = request.and_then(AuthRequest::room).map(tracing::field::debug);
    tracing::debug!(target: TARGET, { room.id = room, elapsed_ms }, "{what}");
}

/// Logs that the server dropped a request before the reply, because the browser went away.
pub(crate) fn abandoned(stage: &'static str, request: Option<&AuthRequest>, elapsed_ms: u64) {
    let user_id = request.and_then(AuthRequest::user_id).map(tracing::field::debug);
    let room = request.and_then(AuthRequest::room).map(tracing::field::debug);
    tracing::info!(target: TARGET, stage, user.id = user_id, room.id = room, elapsed_ms, "abandoned");
}

/// Logs grants that open nothing, or don't open what they seem to open.
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
