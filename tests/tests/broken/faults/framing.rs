//! How a body is read, and how much of it.

use std::time::Duration;

use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH, EXPECT};
use hyper::http::request::Parts;
use liveblocks_auth::BodyFailure;

use crate::adapter::{BAD_BODY, Own, Turn, like_core, plain, put};
use crate::fault::{Answer, Fault, read};
use crate::issuer::configured;

const LIMIT: u64 = 16 * 1024;
/// Longer than any case waits.
const LONG: Duration = Duration::from_secs(9);
const LATE_BODY: &str =
    r#"{"error":"unavailable","code":"body_timeout","reason":"the request did not arrive in time"}"#;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "lets_a_413_through",
            mistake: "Has a layer that refuses large bodies with 413, and lets that through.",
            early: |parts| (announced(parts) > LIMIT).then(|| Ok(plain(413, "length limit exceeded"))),
            read: |body, limit, own| Box::pin(read_or_413(body, limit, own)),
            ..Fault::RIGHT
        },
        Fault {
            name: "wants_a_length",
            mistake: "Refuses chunked bodies with 411.",
            early: |parts| parts.headers.contains_key("transfer-encoding").then(|| Ok(plain(411, "Length Required"))),
            ..Fault::RIGHT
        },
        Fault {
            name: "reads_no_chunks",
            mistake: "Reads as much as Content-Length says, which is nothing where the body comes in chunks.",
            read: |body, limit, _| {
                Box::pin(async move {
                    let chunked = hyper::body::Body::size_hint(&body).exact().is_none();
                    if chunked { Ok(Bytes::new()) } else { read(body, limit).await }
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "has_a_limit_of_16_000_bytes",
            mistake: "Has a limit of 16 000 bytes, which is not 16 KiB.",
            read: |body, _, _| Box::pin(read(body, 16_000)),
            ..Fault::RIGHT
        },
        Fault {
            name: "has_a_limit_of_100_000_bytes",
            mistake: "Has a limit of its own that is larger.",
            fixture: |fixture| configured(fixture, |builder| builder.body_limit(100_000)),
            ..Fault::RIGHT
        },
        Fault {
            name: "has_a_limit_of_2_500_000_bytes",
            mistake: "Has a limit of two megabytes, as frameworks have.",
            fixture: |fixture| configured(fixture, |builder| builder.body_limit(2_500_000)),
            ..Fault::RIGHT
        },
        Fault {
            name: "times_each_piece_anew",
            mistake: "Gives each piece of a body its own time, and has put off the deadline for that.",
            fixture: |fixture| configured(fixture, |builder| builder.deadline(LONG).body_timeout(LONG)),
            read: |body, limit, own| Box::pin(read_piece_by_piece(body, limit, own)),
            ..Fault::RIGHT
        },
        Fault {
            name: "bounds_only_what_is_announced",
            mistake: "Bounds bodies by what they announce, and those in chunks not at all.",
            fixture: |fixture| configured(fixture, |builder| builder.body_limit(2_500_000)),
            early: |parts| (announced(parts) > LIMIT).then(|| Ok(like_core(400, BAD_BODY))),
            ..Fault::RIGHT
        },
        Fault {
            name: "reads_what_is_announced_too_large",
            mistake: "Reads a body of which was announced that it is too large.",
            head: |parts| _ = parts.headers.remove(CONTENT_LENGTH),
            ..Fault::RIGHT
        },
        Fault {
            name: "reads_one_piece",
            mistake: "Takes the first piece for the whole body.",
            read: |mut body, _, _| {
                Box::pin(async move {
                    match body.frame().await {
                        Some(Ok(frame)) => Ok(frame.into_data().unwrap_or_default()),
                        Some(Err(error)) => Err(BodyFailure::Unreadable(error.into())),
                        None => Ok(Bytes::new()),
                    }
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_what_was_cut_off",
            mistake: "Takes a body that was cut off for complete, as rocket does.",
            read: |mut body, limit, _| {
                Box::pin(async move {
                    let mut read = Vec::new();
                    while let Some(Ok(frame)) = body.frame().await {
                        read.extend_from_slice(&frame.into_data().unwrap_or_default());
                        if read.len() > limit {
                            return Err(BodyFailure::TooLarge);
                        }
                    }
                    Ok(read.into())
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "closes_where_a_body_is_cut_off",
            mistake: "Closes the connection where a body is cut off.",
            read: |body, limit, own| {
                Box::pin(async move {
                    match Limited::new(body, limit).collect().await {
                        Ok(body) => Ok(body.to_bytes()),
                        Err(error) if error.is::<hyper::Error>() => {
                            put(&own, Err("cut off".into()));
                            Err(BodyFailure::Unreadable(error))
                        }
                        Err(error) => Err(BodyFailure::Unreadable(error)),
                    }
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "reads_without_a_clock",
            mistake: "Reads the body before it asks core, so that nobody looks at the clock.",
            answer: |turn| Box::pin(read_first(turn)),
            ..Fault::RIGHT
        },
        Fault {
            name: "own_503_for_late_bodies",
            mistake: "Answers that it is not available where a body does not come in time.",
            reply: |_, reply| if reply.status() == 408 { Ok(plain(503, "")) } else { Ok(reply) },
            ..Fault::RIGHT
        },
        Fault {
            name: "refuses_expectations",
            mistake: "Refuses to tell a client to go on.",
            early: |parts| parts.headers.contains_key(EXPECT).then(|| Ok(plain(417, ""))),
            ..Fault::RIGHT
        },
        Fault {
            name: "own_415_for_compressed_bodies",
            mistake: "Refuses compressed bodies with 415.",
            early: |parts| parts.headers.contains_key(CONTENT_ENCODING).then(|| Ok(plain(415, ""))),
            ..Fault::RIGHT
        },
    ]
}

/// What Content-Length says.
fn announced(parts: &Parts) -> u64 {
    parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok()).unwrap_or(0)
}

async fn read_piece_by_piece(mut body: Incoming, limit: usize, own: Own) -> Result<Bytes, BodyFailure> {
    let mut read = Vec::new();
    loop {
        match tokio::time::timeout(Duration::from_millis(500), body.frame()).await {
            Ok(Some(Ok(frame))) => read.extend_from_slice(&frame.into_data().unwrap_or_default()),
            Ok(Some(Err(error))) => return Err(BodyFailure::Unreadable(error.into())),
            Ok(None) => return Ok(read.into()),
            Err(_) => {
                put(&own, Ok(like_core(408, LATE_BODY)));
                return Err(BodyFailure::TooLarge);
            }
        }
        if read.len() > limit {
            return Err(BodyFailure::TooLarge);
        }
    }
}

async fn read_or_413(body: Incoming, limit: usize, own: Own) -> Result<Bytes, BodyFailure> {
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => {
            put(&own, Ok(plain(413, "length limit exceeded")));
            Err(BodyFailure::TooLarge)
        }
        Err(error) => Err(BodyFailure::Unreadable(error)),
    }
}

async fn read_first(turn: Turn) -> Answer {
    let Turn { endpoint, parts, body, peer, .. } = turn;
    // What core refuses by its head alone is not what this is about.
    let head = liveblocks_auth::RequestHead::from(&parts).with_peer_addr(peer);
    if let Err(reply) = endpoint.liveblocks().check_head(head) {
        return Ok(reply.into_http());
    }
    let body: Result<Bytes, BodyFailure> = read(body, endpoint.liveblocks().body_limit()).await;
    Ok(endpoint.handle(head, async { body }).await.into_http())
}
