//! What may be done in a room: the scopes of Liveblocks, and an ordered set of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;

/// Declares the scopes once: the variant, its text, and what it says about which resource.
macro_rules! scopes {
    ($($variant:ident, $text:literal, $resource:ident, $level:ident, $doc:literal;)*) => {
        /// One of the 20 scopes that a token can carry.
        ///
        /// Every list needs a *base* scope, [`RoomRead`](Permission::RoomRead) or
        /// [`RoomWrite`](Permission::RoomWrite) or their legacy names: without one the other scopes
        /// open nothing. Presence is writable for everybody who may enter.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Permission {
            $(#[doc = concat!("`", $text, "`: ", $doc)] $variant,)*
        }

        impl Permission {
            /// Every scope that Liveblocks knows.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The scope as it goes over the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// What the scope says about what. Nothing for a scope without effect.
            pub(crate) const fn meaning(self) -> Option<(Resource, AccessLevel)> {
                match self { $(Self::$variant => scopes!(@meaning $resource, $level)),* }
            }
        }
    };
    (@meaning Nothing, $level:ident) => { None };
    (@meaning $resource:ident, $level:ident) => { Some((Resource::$resource, AccessLevel::$level)) };
}

scopes! {
    RoomRead, "*:read", Base, Read, "enter the room and read everything in it.";
    RoomWrite, "*:write", Base, Write, "enter the room and read and write everything in it.";
    LegacyRoomRead, "room:read", Base, Read, "the older name of `*:read`, known to clients before 3.20.";
    LegacyRoomWrite, "room:write", Base, Write, "the older name of `*:write`, known to clients before 3.20.";
    StorageRead, "storage:read", Storage, Read, "read Storage and Yjs.";
    StorageWrite, "storage:write", Storage, Write, "read and write Storage and Yjs.";
    StorageNone, "storage:none", Storage, None, "no access to Storage and Yjs.";
    CommentsRead, "comments:read", Comments, Read, "read comments.";
    CommentsWrite, "comments:write", Comments, Write, "read and write comments.";
    CommentsNone, "comments:none", Comments, None, "no access to comments.";
    PublicCommentsRead, "comments:public:read", PublicComments, Read, "read public threads.";
    PublicCommentsWrite, "comments:public:write", PublicComments, Write, "read and write public threads.";
    PublicCommentsNone, "comments:public:none", PublicComments, None, "no access to public threads.";
    PrivateCommentsRead, "comments:private:read", PrivateComments, Read, "read private threads.";
    PrivateCommentsWrite, "comments:private:write", PrivateComments, Write, "read and write private threads.";
    PrivateCommentsNone, "comments:private:none", PrivateComments, None, "no access to private threads.";
    FeedsRead, "feeds:read", Feeds, Read, "read feeds.";
    FeedsWrite, "feeds:write", Feeds, Write, "read and write feeds.";
    FeedsNone, "feeds:none", Feeds, None, "no access to feeds.";
    LegacyPresenceWrite, "room:presence:write", Nothing, None, "accepted for the sake of older code; without effect.";
}

/// What a scope speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resource {
    Base,
    Storage,
    Comments,
    PublicComments,
    PrivateComments,
    Feeds,
}

/// How far access to one thing goes. Ordered: `None < Read < Write`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum AccessLevel {
    /// No access.
    #[default]
    None,
    /// May read.
    Read,
    /// May read and write.
    Write,
}

impl AccessLevel {
    /// Whether this level lets one read.
    #[must_use]
    pub fn can_read(self) -> bool {
        self >= Self::Read
    }

    /// Whether this level lets one write.
    #[must_use]
    pub fn can_write(self) -> bool {
        self >= Self::Write
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Permission {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .iter()
            .copied()
            .find(|permission| permission.as_str() == text)
            .ok_or_else(|| Error::limit(format!("{text:?} is not a permission; see Permission for the 20 there are")))
    }
}

impl Serialize for Permission {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Permission {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A set of [`Permission`]s that keeps the order in which they were added. Empty by default.
///
/// # Examples
///
/// ```
/// use liveblocks_auth::{Permission, Permissions};
///
/// // Reads everything, comments, and cannot see private threads.
/// let reviewer = Permissions::READ.with(Permission::CommentsWrite).with(Permission::PrivateCommentsNone);
/// assert_eq!(reviewer.to_string(), "*:read comments:write comments:private:none");
/// assert_eq!(Permissions::parse(["*:read", "comments:write", "comments:private:none"])?, reviewer);
/// # Ok::<(), liveblocks_auth::Error>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Permissions {
    slots: [Option<Permission>; Permission::ALL.len()],
}

impl Permissions {
    /// Everything in the room, `*:write`: what the official SDKs call `FULL_ACCESS`.
    pub const FULL: Self = Self::none().first(Permission::RoomWrite);
    /// Reading everything in the room, `*:read`: what the official SDKs call `READ_ACCESS`.
    pub const READ: Self = Self::none().first(Permission::RoomRead);

    /// No permission at all.
    #[must_use]
    pub const fn none() -> Self {
        Self { slots: [None; Permission::ALL.len()] }
    }

    const fn first(mut self, permission: Permission) -> Self {
        let [slot, ..] = &mut self.slots;
        *slot = Some(permission);
        self
    }

    /// Reads a list of scopes as they go over the wire.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) when one of them is not a scope of Liveblocks.
    pub fn parse<I>(scopes: I) -> Result<Self, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        scopes.into_iter().map(|scope| scope.as_ref().parse::<Permission>()).collect()
    }

    /// The set with one permission more, if it was not in it.
    #[must_use]
    pub fn with(mut self, permission: Permission) -> Self {
        self.insert(permission);
        self
    }

    /// Adds a permission at the end; says whether it was new.
    pub fn insert(&mut self, permission: Permission) -> bool {
        if self.contains(permission) {
            return false;
        }
        // There are as many slots as permissions and none is in twice: one is free.
        if let Some(slot) = self.slots.iter_mut().find(|slot| slot.is_none()) {
            *slot = Some(permission);
        }
        true
    }

    /// Whether the set holds this permission.
    #[must_use]
    pub fn contains(&self, permission: Permission) -> bool {
        self.iter().any(|held| held == permission)
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// The number of permissions in the set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// The permissions in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = Permission> + '_ {
        self.slots.iter().map_while(|slot| *slot)
    }

    /// Checks the set by the rule that Liveblocks has for the permissions of a room: exactly one
    /// base scope, and at most one scope per feature.
    ///
    /// A token may break the rule (scopes add up), so nothing here depends on it; it is a lint for
    /// policies.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) with what is wrong.
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

    /// The strongest level that this set gives for a resource, if it speaks of it.
    pub(crate) fn level(&self, resource: Resource) -> Option<AccessLevel> {
        self.iter().filter_map(Permission::meaning).filter(|(of, _)| *of == resource).map(|(_, level)| level).max()
    }
}

/// Two sets are equal when they hold the same permissions, in whatever order.
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

/// The scopes with a space between them.
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
