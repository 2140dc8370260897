//! The request to an issuer.

use std::fmt;
use std::time::Duration;

use crate::request::clock::Clock;
use crate::rooms::grants::Grants;
use crate::users::identity::Identity;
use crate::users::user_info::UserInfo;
use crate::wire::json::Writer;

/// The two kinds of token that Liveblocks has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// Carries the permissions itself.
    Access,
    /// Says who somebody is; the permissions live on the rooms at Liveblocks.
    Id,
}

impl TokenKind {
    /// What the claim `k` of such a token says.
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

/// One token to mint: for whom, with which grants, and where to ask for it.
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

    /// The kind of token.
    #[must_use]
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The path of Liveblocks' REST API that mints this kind.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.kind.path()
    }

    /// Writes the JSON body for that path, byte for byte what the official Node SDK sends.
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

    /// The id of the user.
    #[must_use]
    pub fn user_id(&self) -> &str {
        &self.identity.user_id
    }

    /// What everybody in the room can see of the user.
    #[must_use]
    pub fn user_info(&self) -> Option<&UserInfo> {
        self.identity.user_info.as_ref()
    }

    /// The organization in which the token is valid.
    #[must_use]
    pub fn organization_id(&self) -> Option<&str> {
        self.identity.organization_id.as_deref()
    }

    /// The groups of the user (ID tokens).
    #[must_use]
    pub fn group_ids(&self) -> Option<&[String]> {
        self.identity.group_ids.as_deref()
    }

    /// What is granted (access tokens).
    #[must_use]
    pub fn grants(&self) -> &Grants {
        &self.grants
    }

    /// The time that is left before the deadline of the request. Zero once it has passed.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.clock.remaining()
    }

    pub(crate) fn clock(&self) -> Clock {
        self.clock
    }
}

/// Shows who and what, but no user info.
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
