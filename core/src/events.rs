//! What is written for the operator: `tracing` events with stable names and fields.
//!
//! They are documented in the README, which is the crate's front page. Text that a client or a user chose is written with `Debug`, which
//! escapes it.

use std::time::Duration;

use crate::deadline::Deadline;
use crate::mint::MintRequest;
use crate::status_table::row;
use crate::{Error, Grants, RoomId, TokenKind};

pub(crate) const TARGET: &str = "liveblocks_auth";

/// What is known of a request at the time of an event.
#[derive(Clone, Copy, Default)]
pub(crate) struct Trail<'a> {
    pub(crate) user_id: Option<&'a str>,
    pub(crate) room: Option<&'a RoomId>,
    pub(crate) granted: Option<&'a Grants>,
    pub(crate) clock: Option<Deadline>,
}

impl<'a> Trail<'a> {
    pub(crate) fn new(clock: Deadline) -> Self {
        Self { clock: Some(clock), ..Self::default() }
    }
}

/// A token was minted.
pub(crate) fn minted(request: &MintRequest, room: Option<&RoomId>) {
    tracing::info!(
        target: TARGET,
        {
            token.kind = request.kind().as_str(),
            user.id = ?request.user_id(),
            room.id = room.map(tracing::field::debug),
            granted = (request.kind() == TokenKind::Access).then(|| tracing::field::debug(request.grants())),
            elapsed_ms = millis(request.deadline().elapsed()),
        },
        "minted"
    );
}

/// A request was refused or could not be answered. Marks the error, so that it is written once: where most is known of
/// the request, or else where the error becomes a reply.
pub(crate) fn refused(error: Error, trail: &Trail<'_>) -> Error {
    if error.is_logged() {
        return error;
    }
    let Trail { user_id, room, granted, clock } = *trail;
    let row = row(error.kind());
    let (status, code) = (row.status.as_u16(), row.code);
    let why = error.chain();
    let (user_id, room) = (user_id.map(tracing::field::debug), room.map(tracing::field::debug));
    let granted = granted.map(tracing::field::debug);
    let elapsed_ms = clock.map(|clock| millis(clock.elapsed()));
    if status >= 500 {
        tracing::error!(
            target: TARGET, status, code, why, user.id = user_id, room.id = room, granted, elapsed_ms,
            upstream.status = error.upstream_status(), "unavailable"
        );
    } else {
        tracing::info!(
            target: TARGET, status, code, why, user.id = user_id, room.id = room, granted, elapsed_ms, "refused"
        );
    }
    error.logged()
}

/// A list of permissions that opens nothing, or not what it seems to.
pub(crate) fn ineffective(grants: &Grants) {
    for (pattern, permissions) in grants.iter() {
        if let Err(error) = permissions.validate() {
            tracing::warn!(target: TARGET, ?pattern, why = %error, "ineffective grant");
        }
    }
}

/// Whole milliseconds, as an event shows them.
pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
