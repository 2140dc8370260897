//! Resolves what a token opens in one room, by the rules of the browser client.

use crate::rooms::access::Access;
use crate::rooms::id::RoomId;
use crate::rooms::pattern::RoomPattern;
use crate::rooms::permission::Resource;
use crate::rooms::permissions::Permissions;

/// What a token opens in one room: a level of access for each feature.
///
/// [`Grants::opens`](crate::Grants::opens) returns one for a room that the token opens. In such a
/// room, presence is always writable.
///
/// The rules are those of the browser client:
///
/// 1. Base access (`*:read`, `*:write`) adds up over all matching patterns: the strongest level
///    wins, however general its pattern is.
/// 2. Without base access the room stays closed, whatever else is granted.
/// 3. Each feature follows the most specific matching pattern that mentions it. If two patterns are
///    equally specific, the stronger level wins. A pattern that mentions comments also mentions
///    public and private comments.
/// 4. A feature that no pattern mentions follows the base access. Public and private comments
///    follow comments.
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
    /// Returns the base access, the fallback for every feature. Never [`Access::None`].
    #[must_use]
    pub fn base(&self) -> Access {
        self.base
    }

    /// Returns the access to Storage and Yjs.
    ///
    /// The browser client's `canWrite` is true if [`can_write`](Access::can_write) is true for it.
    #[must_use]
    pub fn storage(&self) -> Access {
        self.storage
    }

    /// Returns the access to comments in general.
    #[must_use]
    pub fn comments(&self) -> Access {
        self.comments
    }

    /// Returns the access to public threads.
    #[must_use]
    pub fn public_comments(&self) -> Access {
        self.public_comments
    }

    /// Returns the access to private threads.
    #[must_use]
    pub fn private_comments(&self) -> Access {
        self.private_comments
    }

    /// Returns the access to feeds.
    #[must_use]
    pub fn feeds(&self) -> Access {
        self.feeds
    }

    /// Returns the base access in a room. Without it the room stays closed.
    pub(crate) fn base_access(entries: &[(RoomPattern, Permissions)], room: &RoomId) -> Option<Access> {
        let matching = entries.iter().filter(|(pattern, _)| pattern.matches(room));
        matching.filter_map(|(_, permissions)| permissions.level(Resource::Base)).max()
    }

    pub(crate) fn resolve(entries: &[(RoomPattern, Permissions)], room: &RoomId) -> Option<Self> {
        let matching = || entries.iter().filter(|(pattern, _)| pattern.matches(room));

        let base = Self::base_access(entries, room)?;

        // Finds the most specific pattern that mentions one of these names, and prefers earlier
        // names. If two patterns are equally specific, the stronger level wins.
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
