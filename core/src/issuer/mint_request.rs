//! The request to an issuer.

use std::fmt;
use std::time::Duration;

use crate::request::clock::Clock;
use crate::rooms::grants::Grants;
use crate::users::identity::Identity;
use crate::users::user_info::UserInfo;
use crate::wire::json::Writer;

/// The two kinds of Liveblocks tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// An access token: carries the permissions.
    Access,
    /// An ID token: says who the user is. The permissions live on the rooms at Liveblocks.
    Id,
}

impl TokenKind {
    /// Returns the value of the claim `k` in tokens of this kind.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "acc",
            Self::Id => "id",
        }
    }

    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Access => "/v2/authorize-user",
            Self::Id => "/v2/identify-user",
        }
    }
}

/// One token to mint: its kind, the user, and the grants.
#[derive(Clone)]
pub struct MintRequest {
    kind: TokenKind,
    identity: Identity,
    grants: Grants,
    clock: Clock,
}

impl MintRequest {
    pub(crate) fn new(kind: TokenKind, identity: Identity, grants: Grants, clock: Clock) -> Self {
        Self { kind, identity, grants, clock }
    }

    /// Returns the kind of token.
    #[must_use]
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// Returns the path in Liveblocks' REST API that mints this kind of token.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.kind.path()
    }

    /// Returns the JSON body for that path, byte for byte what the official Node SDK sends.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let identity = &self.identity;
        let mut body = Writer::new(256).member("userId", &*identity.user_id);
        match (self.kind, &identity.group_ids) {
            (TokenKind::Access, _) => body = body.member("permissions", &self.grants),
            (TokenKind::Id, Some(group_ids)) => body = body.member("groupIds", group_ids),
            (TokenKind::Id, None) => {}
        }
        if let Some(user_info) = &identity.user_info {
            body = body.json("userInfo", user_info.as_json());
        }
        if let Some(organization_id) = &identity.organization_id {
            body = body.member("organizationId", organization_id);
        }
        body.finish()
    }

    /// Returns the user id.
    #[must_use]
    pub fn user_id(&self) -> &str {
        &self.identity.user_id
    }

    /// Returns the public information about the user. Everyone in the room can read it.
    #[must_use]
    pub fn user_info(&self) -> Option<&UserInfo> {
        self.identity.user_info.as_ref()
    }

    /// Returns the organization in which the token is valid. `None` is the default organization.
    #[must_use]
    pub fn organization_id(&self) -> Option<&str> {
        self.identity.organization_id.as_deref()
    }

    /// Returns the groups of the user. Only ID tokens use them.
    #[must_use]
    pub fn group_ids(&self) -> Option<&[String]> {
        self.identity.group_ids.as_deref()
    }

    /// Returns what the token grants. Empty for ID tokens.
    #[must_use]
    pub fn grants(&self) -> &Grants {
        &self.grants
    }

    /// Returns the time until the deadline of the request; zero once it has passed.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.clock.remaining()
    }

    pub(crate) fn clock(&self) -> Clock {
        self.clock
    }
}

/// Shows the kind, the user id and the grants, but no user info.
impl fmt::Debug for MintRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, identity, grants, clock: _ } = self;
        f.debug_struct("MintRequest")
            .field("kind", kind)
            .field("user_id", &identity.user_id)
            .field("grants", grants)
            .finish_non_exhaustive()
    }
}
