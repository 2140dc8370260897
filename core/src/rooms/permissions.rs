//! An ordered set of scopes.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;
use crate::rooms::access::Access;
use crate::rooms::permission::{Permission, Resource};

/// A set of [`Permission`]s that keeps the order in which they were added.
///
/// Empty by default.
///
/// # Examples
///
/// ```
/// use liveblocks_auth::{Permission, Permissions};
///
/// // Reads everything except private threads, and writes comments.
/// let reviewer = Permissions::READ
///     .with(Permission::CommentsWrite)
///     .with(Permission::PrivateCommentsNone);
/// assert_eq!(reviewer.to_string(), "*:read comments:write comments:private:none");
/// let scopes = ["*:read", "comments:write", "comments:private:none"];
/// assert_eq!(Permissions::parse(scopes)?, reviewer);
/// # Ok::<(), liveblocks_auth::Error>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Permissions {
    slots: [Option<Permission>; Permission::ALL.len()],
}

impl Permissions {
    /// Read and write everything in the room (`*:write`). The official SDKs call it `FULL_ACCESS`.
    pub const FULL: Self = Self::none().first(Permission::RoomWrite);
    /// Read everything in the room (`*:read`). The official SDKs call it `READ_ACCESS`.
    pub const READ: Self = Self::none().first(Permission::RoomRead);

    /// Creates an empty set.
    #[must_use]
    pub const fn none() -> Self {
        Self { slots: [None; Permission::ALL.len()] }
    }

    /// Returns the permissions for access to a whole room. `None` for [`Access::None`].
    pub(crate) fn of(access: Access) -> Option<Self> {
        match access {
            Access::None => None,
            Access::Read => Some(Self::READ),
            Access::Write => Some(Self::FULL),
        }
    }

    const fn first(mut self, permission: Permission) -> Self {
        let [slot, ..] = &mut self.slots;
        *slot = Some(permission);
        self
    }

    /// Parses scopes in Liveblocks' text form.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) if a text is not a scope of Liveblocks.
    pub fn parse<I>(scopes: I) -> Result<Self, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        scopes.into_iter().map(|scope| scope.as_ref().parse::<Permission>()).collect()
    }

    /// Returns the set with `permission` added.
    #[must_use]
    pub fn with(mut self, permission: Permission) -> Self {
        self.insert(permission);
        self
    }

    /// Adds a permission at the end, and returns whether it was new.
    pub fn insert(&mut self, permission: Permission) -> bool {
        if self.contains(permission) {
            return false;
        }
        // A slot is free: there are as many slots as permissions, and each permission is in the set
        // only once.
        if let Some(slot) = self.slots.iter_mut().find(|slot| slot.is_none()) {
            *slot = Some(permission);
        }
        true
    }

    /// Returns whether the set contains `permission`.
    #[must_use]
    pub fn contains(&self, permission: Permission) -> bool {
        self.iter().any(|held| held == permission)
    }

    /// Returns whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Returns the number of permissions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Iterates over the permissions, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = Permission> + '_ {
        self.slots.iter().map_while(|slot| *slot)
    }

    /// Checks Liveblocks' rule for the permissions of a room.
    ///
    /// The rule is: exactly one base scope, and at most one scope per feature. Liveblocks documents
    /// it for the permissions of a room. The official SDKs don't check it for tokens, and neither
    /// does this crate. Use it as a lint for policies.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) with the fault and its fix.
    pub fn validate(&self) -> Result<(), Error> {
        let count = |resource| self.iter().filter(|p| p.meaning().is_some_and(|(of, _)| of == resource)).count();
        match count(Resource::Base) {
            0 => return Err(Error::limit("no base permission; add *:read or *:write, or the rest opens nothing")),
            1 => {}
            _ => return Err(Error::limit("more than one base permission; keep one of *:read and *:write")),
        }
        for (resource, name) in [
            (Resource::Storage, "storage"),
            (Resource::Comments, "comments"),
            (Resource::PublicComments, "comments:public"),
            (Resource::PrivateComments, "comments:private"),
            (Resource::Feeds, "feeds"),
        ] {
            if count(resource) > 1 {
                return Err(Error::limit(format!("more than one {name} permission; keep one")));
            }
        }
        Ok(())
    }

    /// Returns the strongest level for a resource. `None` if the set doesn't mention it.
    pub(crate) fn level(&self, resource: Resource) -> Option<Access> {
        self.iter().filter_map(Permission::meaning).filter(|(of, _)| *of == resource).map(|(_, level)| level).max()
    }
}

/// Compares two sets without regard to order.
impl PartialEq for Permissions {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|permission| other.contains(permission))
    }
}

impl Eq for Permissions {}

impl From<Permission> for Permissions {
    fn from(permission: Permission) -> Self {
        Self::none().with(permission)
    }
}

impl<const N: usize> From<[Permission; N]> for Permissions {
    fn from(permissions: [Permission; N]) -> Self {
        permissions.into_iter().collect()
    }
}

impl From<&[Permission]> for Permissions {
    fn from(permissions: &[Permission]) -> Self {
        permissions.iter().copied().collect()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        let mut set = Self::none();
        set.extend(permissions);
        set
    }
}

impl Extend<Permission> for Permissions {
    fn extend<I: IntoIterator<Item = Permission>>(&mut self, permissions: I) {
        for permission in permissions {
            self.insert(permission);
        }
    }
}

/// Prints the scopes, separated by spaces.
impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, permission) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(permission.as_str())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Permission::as_str)).finish()
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Permission>::deserialize(deserializer)?.into_iter().collect())
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
