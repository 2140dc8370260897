//! Levels of access.

/// A level of access to a room or to one feature of it. Ordered: `None < Read < Write`.
///
/// A room policy returns a level for the whole room (see
/// [`room_policy_fn`](crate::room_policy_fn)). [`RoomAccess`](crate::RoomAccess) reports a level
/// for each feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Access {
    /// No access. For a whole room: the room stays closed.
    #[default]
    None,
    /// Read only. For a whole room: [`Permissions::READ`](crate::Permissions::READ).
    Read,
    /// Read and write. For a whole room: [`Permissions::FULL`](crate::Permissions::FULL).
    Write,
}

impl Access {
    /// Returns whether this level includes reading.
    #[must_use]
    pub fn can_read(self) -> bool {
        self >= Self::Read
    }

    /// Returns whether this level includes writing.
    #[must_use]
    pub fn can_write(self) -> bool {
        self >= Self::Write
    }
}
