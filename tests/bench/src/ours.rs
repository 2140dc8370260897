//! The endpoint that the four adapters mount.

use liveblocks_auth::{Access, AuthEndpoint, ConfigError, Liveblocks, resolver_fn, room_policy_fn};

/// The path of every endpoint.
pub(crate) const PATH: &str = "/api/liveblocks-auth";

/// Takes the user from `x-user` and grants the requested room.
pub(crate) fn endpoint() -> Result<AuthEndpoint, ConfigError> {
    Ok(AuthEndpoint::access_tokens(
        Liveblocks::from_env()?,
        resolver_fn((), async |(), head| Ok(head.header("x-user").map(str::to_owned))),
        room_policy_fn((), async |(), _: &String, _| Ok(Access::Write)),
    ))
}
