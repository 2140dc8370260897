//! What a token opens in one room: the rules with which the browser client reads the permissions of
//! a token.

use crate::rooms::access::Access;
use crate::rooms::id::RoomId;
use crate::rooms::pattern::RoomPattern;
use crate::rooms::permission::Resource;
use crate::rooms::permissions::Permissions;

/// What a set of [`Grants`](crate::Grants) opens in one room, resource by resource.
///
/// It exists only for a room that is opened at all: [`Grants::opens`](crate::Grants::opens) is
/// `None` otherwise. Presence is always writable there.
///
/// The rules, as the browser client has them:
///
/// 1. Base access (`*:read`, `*:write`) adds up over all matching patterns: the strongest wins,
///    however general its pattern.
/// 2. Without base access the room stays shut, whatever else is granted.
/// 3. Any other resource follows the most specific matching pattern that mentions it; among equals
///    the strongest wins. A pattern that mentions comments mentions public and private comments
///    too.
/// 4. What no pattern mentions follows the base; public and private comments follow comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RoomAccess {
    base: Access,
    storage: Access,
    comments: Access,
    public_comments: Access,
    private_comments: Access,
    feeds: Access,
}

impl RoomAccess {
    /// Base access: what every resource falls back on. Never [`Access::None`].
    #[must_use]
    pub fn base(&self) -> Access {
        self.base
    }

    /// Storage and Yjs. The client's `canWrite` is this level's
    /// [`can_write`](Access::can_write).
    #[must_use]
    pub fn storage(&self) -> Access {
        self.storage
    }

    /// Comments in general.
    #[must_use]
    pub fn comments(&self) -> Access {
        self.comments
    }

    /// Public threads.
    #[must_use]
    pub fn public_comments(&self) -> Access {
        self.public_comments
    }

    /// Private threads.
    #[must_use]
    pub fn private_comments(&self) -> Access {
        self.private_comments
    }

    /// Feeds.
    #[must_use]
    pub fn feeds(&self) -> Access {
        self.feeds
    }

    /// The base access in a room; without it the room stays closed.
    pub(crate) fn base_access(entries: &[(RoomPattern, Permissions)], room: &RoomId) -> Option<Access> {
        let matching = entries.iter().filter(|(pattern, _)| pattern.matches(room));
        matching.filter_map(|(_, permissions)| permissions.level(Resource::Base)).max()
    }

    pub(crate) fn resolve(entries: &[(RoomPattern, Permissions)], room: &RoomId) -> Option<Self> {
        let matching = || entries.iter().filter(|(pattern, _)| pattern.matches(room));

        let base = Self::base_access(entries, room)?;

        // The most specific pattern that says something, by one of these names in turn; among
        // equals the strongest.
        let most_specific = |names: &[Resource]| {
            matching()
                .filter_map(|(pattern, permissions)| {
                    let level = names.iter().find_map(|name| permissions.level(*name))?;
                    Some((pattern.specificity(), level))
                })
                .max()
                .map(|(_, level)| level)
        };

        let comments = most_specific(&[Resource::Comments]).unwrap_or(base);
        Some(Self {
            base,
            comments,
            storage: most_specific(&[Resource::Storage]).unwrap_or(base),
            feeds: most_specific(&[Resource::Feeds]).unwrap_or(base),
            public_comments: most_specific(&[Resource::PublicComments, Resource::Comments]).unwrap_or(comments),
            private_comments: most_specific(&[Resource::PrivateComments, Resource::Comments]).unwrap_or(comments),
        })
    }
}
