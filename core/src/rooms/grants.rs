//! What a policy returns: which rooms, and what may be done there.

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

/// Which rooms a token opens, and how far: up to ten patterns with their permissions. Empty by
/// default, which opens nothing.
///
/// Grants add up and never take away: an exact `*:read` does not weaken a wildcard `*:write`. Only
/// a feature can be narrowed for one room, with scopes such as `storage:none`. The order in which
/// patterns were first allowed is kept; the local dev server lets the first wildcard that matches
/// decide, so put the more specific ones first.
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
    /// Grants that open nothing: a denial.
    #[must_use]
    pub const fn none() -> Self {
        Self { entries: Vec::new() }
    }

    /// One room, opened this far. Nothing for [`Access::None`].
    #[must_use]
    pub fn room(room: &RoomId, access: Access) -> Self {
        let entries = Permissions::of(access).map(|permissions| (room.into(), permissions));
        Self { entries: entries.into_iter().collect() }
    }

    /// Allows `permissions` in every room of `pattern`, in addition to what is allowed already.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) when `permissions` is empty, or when `pattern`
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

    /// What a token of these grants would open in `room`, by the rules with which the browser
    /// client reads it. `None` when it would not open the room at all.
    #[must_use]
    pub fn opens(&self, room: &RoomId) -> Option<RoomAccess> {
        RoomAccess::resolve(&self.entries, room)
    }

    /// Whether a token of these grants would open `room` at all.
    pub(crate) fn open(&self, room: &RoomId) -> bool {
        RoomAccess::base_access(&self.entries, room).is_some()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The entries, in the order in which their patterns were first allowed.
    pub fn iter(&self) -> impl Iterator<Item = (&RoomPattern, Permissions)> + '_ {
        self.entries.iter().map(|(pattern, permissions)| (pattern, *permissions))
    }
}

/// Every entry as `pattern=scopes`, the pattern quoted and escaped, or `nothing`: what a log shows.
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
