//! What is written for the operator: `tracing` events with stable names and fields.
//!
//! | event (message) | level | fields |
//! |---|---|---|
//! | `minted` | info | `token.kind`, `user.id`, `room.id`, `granted`, `elapsed_ms` |
//! | `refused` | info | `status`, `code`, `why`, `user.id`, `room.id`, `granted`, `elapsed_ms` |
//! | `unavailable` | error | the same, and `upstream.status` |
//! | `upstream` | debug | `attempt`, `path`, `upstream.status` or `fault`, `elapsed_ms` |
//! | `misconfigured` | error | `upstream.status`, `upstream.code`, `upstream.field`, `hint` |
//! | `ineffective grant` | warn | `pattern`, `why` |
//!
//! All have the target `liveblocks_auth`. Text that a client or a user chose is escaped. No secret, token, header value or user info is
//! in any of them; what the application's own code failed with is in `why`, as the application wrote it.

use crate::deadline::Deadline;
use crate::mint::MintRequest;
use crate::reply::answer;
use crate::{Error, Grants, RoomId};

pub(crate) const TARGET: &str = "liveblocks_auth";

/// What is known of a request at the time of an event.
#[derive(Clone, Copy)]
pub(crate) struct Trail<'a> {
    pub(crate) user_id: Option<&'a str>,
    pub(crate) room: Option<&'a RoomId>,
    pub(crate) granted: Option<&'a Grants>,
    pub(crate) clock: Deadline,
}

impl<'a> Trail<'a> {
    pub(crate) fn new(clock: Deadline) -> Self {
        Self { user_id: None, room: None, granted: None, clock }
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
            granted = ?request.grants(),
            elapsed_ms = millis(request.deadline()),
        },
        "minted"
    );
}

/// A request was refused or could not be answered. Marks the error, so that it is written once.
pub(crate) fn refused(error: Error, trail: &Trail<'_>) -> Error {
    if error.is_logged() {
        return error;
    }
    let Trail { user_id, room, granted, clock } = *trail;
    write(&error, user_id, room, granted, Some(millis(clock)));
    error.logged()
}

/// Writes an error that nobody has written yet, because it came from a handler of the application's own.
pub(crate) fn ensure_logged(error: Error) -> Error {
    if error.is_logged() {
        return error;
    }
    write(&error, None, None, None, None);
    error.logged()
}

fn write(
    error: &Error,
    user_id: Option<&str>,
    room: Option<&RoomId>,
    granted: Option<&Grants>,
    elapsed_ms: Option<u64>,
) {
    let (status, code) = answer(error.kind());
    let why = error.chain();
    let (user_id, room) = (user_id.map(tracing::field::debug), room.map(tracing::field::debug));
    let granted = granted.map(tracing::field::debug);
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
}

/// A list of permissions that opens nothing, or not what it seems to.
pub(crate) fn ineffective(grants: &Grants) {
    for (pattern, permissions) in grants.iter() {
        if let Err(error) = permissions.validate() {
            tracing::warn!(target: TARGET, ?pattern, why = %error, "ineffective grant");
        }
    }
}

fn millis(clock: Deadline) -> u64 {
    u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX)
}
