//! Minting the right token for the right user.

use std::borrow::Cow;
use std::marker::PhantomData;

use liveblocks_auth::{
    AccessPolicy, AuthEndpoint, AuthRequest, BoxError, Grants, LiveblocksUser, RequestHead, UserInfo, UserResolver,
};
use liveblocks_auth_conformance::Fixture;
use liveblocks_auth_conformance::fixture::{People, Person, Rooms};

use crate::adapter::put;
use crate::fault::Fault;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "mints_access_tokens_for_ids",
            mistake: "Mints access tokens at the endpoint for ID tokens.",
            id: Fixture::access_tokens,
            ..Fault::RIGHT
        },
        Fault {
            name: "mints_ids_for_access_tokens",
            mistake: "Mints ID tokens at the endpoint for access tokens.",
            access: Fixture::id_tokens,
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_the_policy_for_ids",
            mistake: "Calls the policy for ID tokens, too.",
            body: Some(|parts, body, own| {
                if parts.uri.path().ends_with("-id") && body.windows(6).any(|part| part == b"globex") {
                    put(own, Ok(liveblocks_auth::AuthReply::from(liveblocks_auth::ErrorKind::Denied).into_http()));
                }
                body
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "ignores_rooms_of_ids",
            mistake: "Ignores the room of a request for an ID token.",
            body: Some(|parts, body, _| {
                if parts.uri.path().ends_with("-id") && body.contains(&b'*') { (&b"{}"[..]).into() } else { body }
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "lets_nobody_have_an_id",
            mistake: "Forgets to check the login for ID tokens.",
            head: |parts| {
                if parts.uri.path().ends_with("-id") && !parts.headers.contains_key("authorization") {
                    parts.headers.insert("authorization", "Bearer alice".parse().unwrap());
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_get_for_ids",
            mistake: "Accepts GET for ID tokens.",
            head: |parts| {
                if parts.uri.path().ends_with("-id") && parts.method == hyper::Method::GET {
                    parts.method = hyper::Method::POST;
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "ignores_bodies_of_ids",
            mistake: "Ignores the body of a request for an ID token.",
            body: Some(|parts, body, _| {
                if parts.uri.path().ends_with("-id") && body.starts_with(b"[") { (&b"{}"[..]).into() } else { body }
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "forgets_the_organization",
            mistake: "Omits the user's organization.",
            access: |fixture| access::<NoOrganization>(fixture),
            id: |fixture| id::<NoOrganization>(fixture),
            ..Fault::RIGHT
        },
        Fault {
            name: "forgets_the_groups",
            mistake: "Omits the user's groups.",
            access: |fixture| access::<NoGroups>(fixture),
            id: |fixture| id::<NoGroups>(fixture),
            ..Fault::RIGHT
        },
        Fault {
            name: "swallows_user_info_errors",
            mistake: "Continues without user info after an error.",
            access: |fixture| access::<NoErrors>(fixture),
            id: |fixture| id::<NoErrors>(fixture),
            ..Fault::RIGHT
        },
        Fault {
            name: "forgets_the_user_info",
            mistake: "Omits the user info.",
            access: |fixture| access::<NoInfo>(fixture),
            id: |fixture| id::<NoInfo>(fixture),
            ..Fault::RIGHT
        },
        Fault {
            name: "writes_user_info_in_ascii",
            mistake: "Writes user info in ASCII.",
            access: |fixture| access::<InAscii>(fixture),
            id: |fixture| id::<InAscii>(fixture),
            ..Fault::RIGHT
        },
        Fault {
            name: "cuts_user_ids_off",
            mistake: "Truncates a user id that is too long.",
            access: |fixture| access::<Short>(fixture),
            id: |fixture| id::<Short>(fixture),
            ..Fault::RIGHT
        },
    ]
}

/// Another way to present a user.
trait Look: Send + Sync + 'static {
    fn id(person: &Person) -> Cow<'_, str> {
        person.user_id()
    }
    fn info(person: &Person) -> Result<Option<UserInfo>, BoxError> {
        person.user_info()
    }
    fn organization(person: &Person) -> Option<Cow<'_, str>> {
        person.organization_id()
    }
    fn groups(person: &Person) -> Option<Vec<Cow<'_, str>>> {
        person.group_ids()
    }
}

struct NoOrganization;

impl Look for NoOrganization {
    fn organization(_: &Person) -> Option<Cow<'_, str>> {
        None
    }
}

struct NoGroups;

impl Look for NoGroups {
    fn groups(_: &Person) -> Option<Vec<Cow<'_, str>>> {
        None
    }
}

struct NoErrors;

impl Look for NoErrors {
    fn info(person: &Person) -> Result<Option<UserInfo>, BoxError> {
        Ok(person.user_info().unwrap_or_default())
    }
}

struct NoInfo;

impl Look for NoInfo {
    fn info(person: &Person) -> Result<Option<UserInfo>, BoxError> {
        person.user_info().map(|_| None)
    }
}

struct InAscii;

impl Look for InAscii {
    fn info(person: &Person) -> Result<Option<UserInfo>, BoxError> {
        let ascii = |c: char| if c.is_ascii() { c } else { '?' };
        let info = person.user_info()?;
        Ok(info.map(|info| UserInfo::from_json(info.as_json().chars().map(ascii).collect::<String>())).transpose()?)
    }
}

struct Short;

impl Look for Short {
    fn id(person: &Person) -> Cow<'_, str> {
        person.user_id().chars().take(128).collect::<String>().into()
    }
}

/// A user with another presentation.
struct Shown<L>(Person, PhantomData<L>);

impl<L: Look> LiveblocksUser for Shown<L> {
    fn user_id(&self) -> Cow<'_, str> {
        L::id(&self.0)
    }

    fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
        L::info(&self.0)
    }

    fn organization_id(&self) -> Option<Cow<'_, str>> {
        L::organization(&self.0)
    }

    fn group_ids(&self) -> Option<Vec<Cow<'_, str>>> {
        L::groups(&self.0)
    }
}

struct Showing<L>(PhantomData<L>);

impl<L: Look> UserResolver for Showing<L> {
    type User = Shown<L>;

    async fn resolve(&self, head: &RequestHead) -> Result<Option<Shown<L>>, BoxError> {
        Ok(People.resolve(head).await?.map(|person| Shown(person, PhantomData)))
    }
}

impl<L: Look> AccessPolicy<Shown<L>> for Showing<L> {
    async fn grant(&self, shown: &Shown<L>, request: &AuthRequest) -> Result<Grants, BoxError> {
        Rooms.grant(&shown.0, request).await
    }
}

fn access<L: Look>(fixture: &Fixture) -> AuthEndpoint {
    AuthEndpoint::access_tokens(fixture.liveblocks().clone(), Showing::<L>(PhantomData), Showing::<L>(PhantomData))
}

fn id<L: Look>(fixture: &Fixture) -> AuthEndpoint {
    AuthEndpoint::id_tokens(fixture.liveblocks().clone(), Showing::<L>(PhantomData))
}
