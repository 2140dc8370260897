//! Handling the data beside the room.

use liveblocks_auth::{Access, AccessPolicy as _, AuthRequest, Grants, policy_fn};
use liveblocks_auth_conformance::fixture::{Person, Rooms};
use serde_json::{Map, Value};

use crate::fault::Fault;
use crate::faults::decisions::over;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "hands_over_only_the_room",
            mistake: "Drops all data but the room.",
            access: |fixture| {
                over(
                    fixture,
                    policy_fn((), async |(), person: &Person, request| Rooms.grant(person, &bare(request)).await),
                )
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_any_wish_for_true",
            mistake: "Treats a present flag as true.",
            access: |fixture| {
                over(
                    fixture,
                    policy_fn((), async |(), person: &Person, request| {
                        let grants = Rooms.grant(person, request).await?;
                        let wishes = data(request).contains_key("read_only") && !grants.is_empty();
                        Ok(request.room().filter(|_| wishes).map_or(grants, |room| Grants::room(room, Access::Read)))
                    }),
                )
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_an_unfit_wish_for_none",
            mistake: "Ignores an invalid flag.",
            access: |fixture| {
                over(
                    fixture,
                    policy_fn((), async |(), person: &Person, request| {
                        let unfit = data(request).get("read_only").is_some_and(|wish| !wish.is_boolean());
                        if unfit {
                            Rooms.grant(person, &bare(request)).await
                        } else {
                            Rooms.grant(person, request).await
                        }
                    }),
                )
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "believes_the_page_what_is_allowed",
            mistake: "Lets the page choose its user's permissions.",
            access: |fixture| {
                over(
                    fixture,
                    policy_fn((), async |(), person: &Person, request| {
                        let grants = Rooms.grant(person, request).await?;
                        let owner = data(request).get("role").is_some_and(|role| role == "owner");
                        Ok(request.room().filter(|_| owner).map_or(grants, |room| Grants::room(room, Access::Write)))
                    }),
                )
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "knows_no_escaped_fields",
            mistake: "Ignores field names written with escapes.",
            body: Some(|_, body, _| match std::str::from_utf8(&body) {
                Ok(text) => text.replace(r#""re\u0061d_only":"#, r#""other":"#).into(),
                Err(_) => body,
            }),
            ..Fault::RIGHT
        },
    ]
}

fn data(request: &AuthRequest) -> Map<String, Value> {
    request.data().unwrap_or_default()
}

/// The request without its data.
fn bare(request: &AuthRequest) -> AuthRequest {
    request.room().cloned().map_or_else(AuthRequest::without_room, AuthRequest::for_room)
}
