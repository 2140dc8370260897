//! Grants, which a policy returns: rooms with permissions.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::error::Error;
use crate::limits::MAX_GRANTS;
use crate::rooms::access::Access;
use crate::rooms::id::RoomId;
use crate::rooms::opens::RoomAccess;
use crate::rooms::pattern::RoomPattern;
use crate::rooms::permissions::Permissions;

/// The rooms that a token opens: up to ten patterns with their permissions.
///
/// Empty by default, which opens nothing.
///
/// Grants add up: `*:read` on one room does not weaken `*:write` on a wildcard that matches that
/// room. The only way to narrow a room is one feature at a time, with scopes such as
/// `storage:none`.
///
/// Grants keep the order in which their patterns were first allowed. On the local dev server, the
/// first wildcard that matches decides, so allow the more specific patterns first.
///
/// # Examples
///
/// ```
/// use liveblocks_auth::{Grants, Permissions, RoomId, RoomPattern};
///
/// let mut grants = Grants::none();
/// grants
///     .allow(RoomPattern::under(["acme", "design"])?, Permissions::FULL)?
///     .allow(RoomPattern::under(["acme"])?, Permissions::READ)?;
///
/// let access = grants.opens(&RoomId::new("acme:design:logo")?).expect("a matching room opens");
/// assert!(access.storage().can_write());
/// assert_eq!(grants.opens(&RoomId::new("globex:plan")?), None);
/// # Ok::<(), liveblocks_auth::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Grants {
    entries: Vec<(RoomPattern, Permissions)>,
}

impl Grants {
    /// Creates grants that open nothing, which denies access.
    #[must_use]
    pub const fn none() -> Self {
        Self { entries: Vec::new() }
    }

    /// Grants `access` to one room. [`Access::None`] grants nothing.
    #[must_use]
    pub fn room(room: &RoomId, access: Access) -> Self {
        let entries = Permissions::of(access).map(|permissions| (room.into(), permissions));
        Self { entries: entries.into_iter().collect() }
    }

    /// Allows `permissions` in every room that `pattern` matches, in addition to earlier grants.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) if `permissions` is empty, or if `pattern`
    /// would be the eleventh.
    pub fn allow(
        &mut self,
        pattern: impl Into<RoomPattern>,
        permissions: impl Into<Permissions>,
    ) -> Result<&mut Self, Error> {
        let (pattern, permissions) = (pattern.into(), permissions.into());
        if permissions.is_empty() {
            return Err(Error::limit("the permission list is empty; leave the room out to deny it"));
        }
        if let Some((_, held)) = self.entries.iter_mut().find(|(held, _)| *held == pattern) {
            held.extend(permissions.iter());
        } else if self.entries.len() < MAX_GRANTS {
            self.entries.push((pattern, permissions));
        } else {
            return Err(Error::limit(format!("a token holds permissions for at most {MAX_GRANTS} rooms or patterns")));
        }
        Ok(self)
    }

    /// Returns what a token with these grants opens in `room`, by the rules of the browser client.
    ///
    /// `None` if the token doesn't open the room. See [`RoomAccess`] for the rules.
    #[must_use]
    pub fn opens(&self, room: &RoomId) -> Option<RoomAccess> {
        RoomAccess::resolve(&self.entries, room)
    }

    /// Returns whether a token with these grants opens `room` at all.
    pub(crate) fn open(&self, room: &RoomId) -> bool {
        RoomAccess::base_access(&self.entries, room).is_some()
    }

    /// Returns whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Iterates over the entries, in the order in which their patterns were first allowed.
    pub fn iter(&self) -> impl Iterator<Item = (&RoomPattern, Permissions)> + '_ {
        self.entries.iter().map(|(pattern, permissions)| (pattern, *permissions))
    }
}

/// Shows every entry as `pattern=scopes`, with the pattern quoted and escaped, or `nothing`.
impl fmt::Debug for Grants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing");
        }
        for (index, (pattern, permissions)) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{pattern:?}={permissions}")?;
        }
        Ok(())
    }
}

impl Serialize for Grants {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.entries.len()))?;
        for (pattern, permissions) in &self.entries {
            map.serialize_entry(pattern, permissions)?;
        }
        map.end()
    }
}
