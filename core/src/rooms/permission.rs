//! Liveblocks' scopes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;
use crate::rooms::access::Access;

/// Declares each scope once: its variant, its text, its resource and its level.
macro_rules! scopes {
    ($($variant:ident, $text:literal, $resource:ident, $level:ident, $doc:literal;)*) => {
        /// One of the 20 scopes that a token can carry.
        ///
        /// Every set needs a *base* scope: [`RoomRead`](Permission::RoomRead),
        /// [`RoomWrite`](Permission::RoomWrite) or one of their legacy names. Without one, the
        /// other scopes open nothing. Presence is writable for everyone who can enter the room.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Permission {
            $(#[doc = concat!("`", $text, "`: ", $doc)] $variant,)*
        }

        impl Permission {
            /// Every scope that Liveblocks knows.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the scope's text, as Liveblocks writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// Returns the resource and the level of access. `None` for a scope without effect.
            pub(crate) const fn meaning(self) -> Option<(Resource, Access)> {
                match self { $(Self::$variant => scopes!(@meaning $resource, $level)),* }
            }
        }
    };
    (@meaning Nothing, $level:ident) => { None };
    (@meaning $resource:ident, $level:ident) => { Some((Resource::$resource, Access::$level)) };
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
    LegacyPresenceWrite, "room:presence:write", Nothing, None, "no effect; accepted for older code.";
}

/// The resource that a scope is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resource {
    Base,
    Storage,
    Comments,
    PublicComments,
    PrivateComments,
    Feeds,
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
