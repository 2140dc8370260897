//! What may be opened, decided otherwise.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use hyper::body::Bytes;
use liveblocks_auth::{
    Access, AccessPolicy, AuthEndpoint, AuthReply, AuthRequest, BoxError, Error, Grants, LiveblocksUser as _,
    Permissions, RequestHead, RoomPattern, async_trait,
};
use liveblocks_auth_conformance::{Fixture, People, Person, Rooms};

use crate::adapter::Turn;
use crate::fault::{Answer, Boxed, Fault, read};
use crate::issuer::configured;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "answers_200_for_an_empty_policy",
            mistake: "Answers 200 to somebody to whom nothing was granted.",
            answer: |turn| by_hand(turn, |_, _| true),
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_200_for_grants_elsewhere",
            mistake: "Looks whether anything was granted, and not whether it opens the room.",
            answer: |turn| by_hand(turn, |grants, request| request.room().is_none() || !grants.is_empty()),
            ..Fault::RIGHT
        },
        Fault {
            name: "folds_policy_errors_into_403",
            mistake: "Takes a policy that could not decide for one that denies.",
            access: |fixture| {
                over(fixture, |person, request| {
                    Box::pin(async move {
                        Rooms
                            .grant(person, request)
                            .await
                            .or_else(|error| if error.is::<Error>() { Err(error) } else { Ok(Grants::none()) })
                    })
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "folds_broken_limits_into_403",
            mistake: "Takes a policy that granted too much for one that denies.",
            access: |fixture| {
                over(fixture, |person, request| {
                    Box::pin(async move {
                        let limit = |error: &BoxError| {
                            error
                                .downcast_ref::<Error>()
                                .is_some_and(|error| error.kind() == liveblocks_auth::ErrorKind::Limit)
                        };
                        Rooms
                            .grant(person, request)
                            .await
                            .or_else(|error| if limit(&error) { Ok(Grants::none()) } else { Err(error) })
                    })
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_the_policy_without_a_clock",
            mistake: "Asks the policy without a clock.",
            answer: |turn| ask_first(turn, true),
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_the_policy_without_a_net",
            mistake: "Asks the policy, and does not catch a panic.",
            answer: |turn| ask_first(turn, false),
            ..Fault::RIGHT
        },
        Fault {
            name: "compares_beginnings_without_the_sign",
            mistake: "Compares the beginning of a room without the sign behind it.",
            access: |fixture| {
                over(fixture, |person, request| {
                    Box::pin(async move {
                        match request.room() {
                            Some(room) if room.as_str().starts_with("acme") && !room.as_str().starts_with("acme:") => {
                                Ok(Grants::room(room, Access::Full))
                            }
                            _ => Rooms.grant(person, request).await,
                        }
                    })
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "lets_readers_write",
            mistake: "Lets everybody write who may read.",
            access: |fixture| {
                over(fixture, |person, request| {
                    Box::pin(async move {
                        let grants = Rooms.grant(person, request).await?;
                        Ok(if person.user_id() == "bob" {
                            request.room().map(|room| Grants::room(room, Access::Full)).unwrap_or_default()
                        } else {
                            grants
                        })
                    })
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "lets_nobody_write",
            mistake: "Lets nobody write.",
            access: |fixture| {
                over(fixture, |person, request| {
                    Box::pin(async move {
                        let mut grants = Grants::none();
                        for (pattern, permissions) in Rooms.grant(person, request).await?.iter() {
                            let base = permissions == Permissions::FULL;
                            grants.allow(pattern.clone(), if base { Permissions::READ } else { permissions })?;
                        }
                        Ok(grants)
                    })
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "opens_the_room_asked_for",
            mistake: "Opens the room asked for to whomever anything is granted.",
            access: |fixture| {
                over(fixture, |person, request| {
                    Box::pin(async move {
                        let grants = Rooms.grant(person, request).await?;
                        Ok(match request.room() {
                            Some(room)
                                if !grants.is_empty()
                                    && grants.iter().all(|(pattern, _)| *pattern != RoomPattern::from(room)) =>
                            {
                                Grants::room(room, Access::Full)
                            }
                            _ => grants,
                        })
                    })
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "wants_a_room",
            mistake: "Wants a room to be asked for.",
            fixture: |fixture| configured(fixture, |builder| builder.room_required(true)),
            ..Fault::RIGHT
        },
        Fault {
            name: "opens_everything_without_a_room",
            mistake: "Opens everything to whoever asks for no room.",
            access: |fixture| {
                over(fixture, |person, request| {
                    Box::pin(async move {
                        let mut grants = Rooms.grant(person, request).await?;
                        if request.room().is_none() {
                            grants.allow(RoomPattern::all(), Permissions::READ)?;
                        }
                        Ok(grants)
                    })
                })
            },
            ..Fault::RIGHT
        },
    ]
}

/// A policy out of a function.
pub(super) struct Policy(pub(super) for<'a> fn(&'a Person, &'a AuthRequest) -> BoxFuture<'a, Result<Grants, BoxError>>);

#[async_trait]
impl AccessPolicy<Person> for Policy {
    async fn grant(&self, person: &Person, request: &AuthRequest) -> Result<Grants, BoxError> {
        (self.0)(person, request).await
    }
}

/// The endpoint for access tokens with another policy.
pub(super) fn over(
    fixture: &Fixture,
    grant: for<'a> fn(&'a Person, &'a AuthRequest) -> BoxFuture<'a, Result<Grants, BoxError>>,
) -> AuthEndpoint {
    AuthEndpoint::access_tokens(fixture.liveblocks().clone(), People, Policy(grant))
}

/// Who asks for what, as core finds it out.
async fn admitted(turn: Turn) -> Result<(Fixture, Person, AuthRequest), AuthReply> {
    let Turn { fixture, endpoint, parts, body, peer, .. } = turn;
    let liveblocks = endpoint.liveblocks();
    let head = RequestHead::from(&parts).with_peer_addr(peer).with_deadline(liveblocks.start_clock());
    let request = liveblocks.admit(head, read(body, liveblocks.body_limit())).await?;
    let person = liveblocks.current_user(&People, head).await?;
    Ok((fixture, person.ok_or_else(AuthReply::unauthenticated)?, request))
}

/// A session by hand that does not know the room asked for, where that is found `enough`.
fn by_hand(turn: Turn, enough: fn(&Grants, &AuthRequest) -> bool) -> Boxed<Answer> {
    Box::pin(async move {
        if !turn.access {
            return turn.ask_core().await;
        }
        let answer = async {
            let (fixture, person, request) = admitted(turn).await?;
            let grants = request.within(fixture.access_authorizer().evaluate(&person, &request)).await??;
            if !enough(&grants, &request) {
                return Err(AuthReply::denied());
            }
            let mut session = fixture.liveblocks().prepare_session(&person)?;
            for (pattern, permissions) in grants.iter() {
                session.allow(pattern.clone(), permissions)?;
            }
            Ok(request.within(session.authorize()).await??)
        };
        Ok(answer.await.map_or_else(AuthReply::into_http::<Bytes>, |minted| AuthReply::from(minted).into_http()))
    })
}

/// Asks the policy once more than core does, and before: with a net or with a clock, but not with both.
fn ask_first(turn: Turn, net: bool) -> Boxed<Answer> {
    Box::pin(async move {
        if !turn.access {
            return turn.ask_core().await;
        }
        let (fixture, person, request) = match admitted(turn).await {
            Ok(admitted) => admitted,
            Err(reply) => return Ok(reply.into_http()),
        };
        if net {
            // What comes of it is core's to judge.
            let _ = AssertUnwindSafe(Rooms.grant(&person, &request)).catch_unwind().await;
        } else if let Err(reply) = request.within(Rooms.grant(&person, &request)).await {
            return Ok(reply.into_http());
        }
        Ok(fixture.access_authorizer().authorize(Some(person), request).await.into_http())
    })
}
