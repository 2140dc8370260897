//! Deciding about access.

use std::panic::{AssertUnwindSafe, resume_unwind};

use futures_util::FutureExt as _;
use liveblocks_auth::{
    Access, AccessPolicy, AuthEndpoint, AuthReply, AuthRequest, BoxError, Error, Grants, LiveblocksUser as _,
    Permissions, RoomPattern, adapter, policy_fn,
};
use liveblocks_auth_conformance::Fixture;
use liveblocks_auth_conformance::fixture::{People, Person, Rooms};

use crate::fault::{Answer, Boxed, Fault, Turn};
use crate::issuer::configured;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "answers_200_for_an_empty_policy",
            mistake: "Mints a token for a user without any grants.",
            answer: |turn| by_hand(turn, |_, _| true),
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_200_for_grants_elsewhere",
            mistake: "Checks whether there are grants, not whether they open the room.",
            answer: |turn| by_hand(turn, |grants, request| request.room().is_none() || !grants.is_empty()),
            ..Fault::RIGHT
        },
        Fault {
            name: "folds_policy_errors_into_403",
            mistake: "Turns a policy error into a denial.",
            access: |fixture| {
                over(
                    fixture,
                    policy_fn((), async |(), person: &Person, request| {
                        Rooms
                            .grant(person, request)
                            .await
                            .or_else(|error| if error.is::<Error>() { Err(error) } else { Ok(Grants::none()) })
                    }),
                )
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "folds_broken_limits_into_403",
            mistake: "Turns grants over a limit into a denial.",
            access: |fixture| {
                over(
                    fixture,
                    policy_fn((), async |(), person: &Person, request| {
                        let limit = |error: &BoxError| {
                            error
                                .downcast_ref::<Error>()
                                .is_some_and(|error| error.kind() == liveblocks_auth::ErrorKind::Limit)
                        };
                        Rooms
                            .grant(person, request)
                            .await
                            .or_else(|error| if limit(&error) { Ok(Grants::none()) } else { Err(error) })
                    }),
                )
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_the_policy_without_a_clock",
            mistake: "Calls the policy without a deadline.",
            answer: |turn| ask_first(turn, true),
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_the_policy_without_a_net",
            mistake: "Calls the policy without catching panics.",
            answer: |turn| ask_first(turn, false),
            ..Fault::RIGHT
        },
        Fault {
            name: "compares_beginnings_without_the_sign",
            mistake: "Compares the prefix of a room without its separator.",
            access: |fixture| {
                over(
                    fixture,
                    policy_fn((), async |(), person: &Person, request| match request.room() {
                        Some(room) if room.as_str().starts_with("acme") && !room.as_str().starts_with("acme:") => {
                            Ok(Grants::room(room, Access::Write))
                        }
                        _ => Rooms.grant(person, request).await,
                    }),
                )
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "lets_readers_write",
            mistake: "Gives readers write access.",
            access: |fixture| {
                over(
                    fixture,
                    policy_fn((), async |(), person: &Person, request| {
                        let grants = Rooms.grant(person, request).await?;
                        Ok(if person.user_id() == "bob" {
                            request.room().map(|room| Grants::room(room, Access::Write)).unwrap_or_default()
                        } else {
                            grants
                        })
                    }),
                )
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "lets_nobody_write",
            mistake: "Gives every user read access only.",
            access: |fixture| {
                over(
                    fixture,
                    policy_fn((), async |(), person: &Person, request| {
                        let mut grants = Grants::none();
                        for (pattern, permissions) in Rooms.grant(person, request).await?.iter() {
                            let base = permissions == Permissions::FULL;
                            grants.allow(pattern.clone(), if base { Permissions::READ } else { permissions })?;
                        }
                        Ok(grants)
                    }),
                )
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "opens_the_room_asked_for",
            mistake: "Opens the requested room to any user with a grant.",
            access: |fixture| {
                over(
                    fixture,
                    policy_fn((), async |(), person: &Person, request| {
                        let grants = Rooms.grant(person, request).await?;
                        Ok(match request.room() {
                            Some(room)
                                if !grants.is_empty()
                                    && grants.iter().all(|(pattern, _)| *pattern != RoomPattern::from(room)) =>
                            {
                                Grants::room(room, Access::Write)
                            }
                            _ => grants,
                        })
                    }),
                )
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "wants_a_room",
            mistake: "Requires a room.",
            fixture: |fixture| configured(fixture, |builder| builder.room_required(true)),
            ..Fault::RIGHT
        },
        Fault {
            name: "opens_everything_without_a_room",
            mistake: "Opens every room if the request names none.",
            access: |fixture| {
                over(
                    fixture,
                    policy_fn((), async |(), person: &Person, request| {
                        let mut grants = Rooms.grant(person, request).await?;
                        if request.room().is_none() {
                            grants.allow(RoomPattern::all(), Permissions::READ)?;
                        }
                        Ok(grants)
                    }),
                )
            },
            ..Fault::RIGHT
        },
    ]
}

/// The endpoint for access tokens with another policy.
pub(super) fn over(fixture: &Fixture, policy: impl AccessPolicy<Person>) -> AuthEndpoint {
    AuthEndpoint::access_tokens(fixture.liveblocks().clone(), People, policy)
}

/// Handles the request by hand. If `enough` accepts the grants, the session ignores the requested
/// room.
fn by_hand(turn: Turn, enough: fn(&Grants, &AuthRequest) -> bool) -> Boxed<Answer> {
    Box::pin(async move {
        if !turn.access {
            return turn.ask_core().await;
        }
        let (fixture, _, request) = match turn.admit().await {
            Ok(admitted) => admitted,
            Err(reply) => return Ok(reply.into_http()),
        };
        let liveblocks = fixture.liveblocks();
        let work = async {
            let person = request.user(&People).await?;
            let grants = fixture.access_authorizer().evaluate(&person, &request).await?;
            let mut session = if enough(&grants, &request) {
                liveblocks.prepare_session(&person)?
            } else {
                request.prepare_session(liveblocks, &person)?
            };
            for (pattern, permissions) in grants.iter() {
                session.allow(pattern.clone(), permissions)?;
            }
            Ok(session.authorize().await?)
        };
        Ok(request.answer(work).await.into_http())
    })
}

/// Calls the policy before core does, with `net` without a deadline and otherwise without catching
/// panics.
fn ask_first(turn: Turn, net: bool) -> Boxed<Answer> {
    Box::pin(async move {
        if !turn.access {
            return turn.ask_core().await;
        }
        let answer = async {
            let (fixture, _, request) = turn.admit().await?;
            let person = adapter::within(&request, request.user(&People)).await??;
            let asked = AssertUnwindSafe(Rooms.grant(&person, &request)).catch_unwind();
            // The result is for core to judge, except for a panic that nothing catches.
            if net {
                _ = asked.await;
            } else if let Err(payload) = adapter::within(&request, asked).await? {
                resume_unwind(payload);
            }
            Ok(fixture.access_authorizer().authorize(Some(person), request).await)
        };
        Ok(answer.await.unwrap_or_else(|reply: AuthReply| reply).into_http())
    })
}
