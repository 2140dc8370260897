//! How a body is read, and how much of it.

use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH, EXPECT};
use hyper::http::request::Parts;
use liveblocks_auth::BodyFailure;

use crate::adapter::{Own, Turn, plain, put};
use crate::fault::{Answer, faults, read};
use crate::issuer::configured;

const LIMIT: u64 = 16 * 1024;

faults! {
    /// Has a layer that refuses large bodies with 413, and lets that through.
    lets_a_413_through {
        early: |parts| (announced(parts) > LIMIT).then(|| Ok(plain(413, "length limit exceeded"))),
        read: |body, limit, own| Box::pin(read_or_413(body, limit, own)),
    }
    /// Refuses chunked bodies with 411.
    wants_a_length {
        early: |parts| parts.headers.contains_key("transfer-encoding").then(|| Ok(plain(411, "Length Required"))),
    }
    /// Reads as much as Content-Length says, which is nothing where the body comes in chunks.
    reads_no_chunks {
        read: |body, limit, _| Box::pin(async move {
            let chunked = hyper::body::Body::size_hint(&body).exact().is_none();
            if chunked { Ok(Bytes::new()) } else { read(body, limit).await }
        }),
    }
    /// Has a limit of 16 000 bytes, which is not 16 KiB.
    has_a_limit_of_16_000_bytes {
        read: |body, _, _| Box::pin(read(body, 16_000)),
    }
    /// Has a limit of its own that is larger.
    has_a_limit_of_100_000_bytes {
        fixture: |fixture| configured(fixture, |builder| builder.body_limit(100_000)),
    }
    /// Has a limit of two megabytes, as frameworks have.
    has_a_limit_of_2_500_000_bytes {
        fixture: |fixture| configured(fixture, |builder| builder.body_limit(2_500_000)),
    }
    /// Bounds bodies by what they announce, and those in chunks not at all.
    bounds_only_what_is_announced {
        fixture: |fixture| configured(fixture, |builder| builder.body_limit(2_500_000)),
        early: |parts| (announced(parts) > LIMIT).then(|| Ok(bad())),
    }
    /// Reads a body of which was announced that it is too large.
    reads_what_is_announced_too_large {
        head: |parts| _ = parts.headers.remove(CONTENT_LENGTH),
    }
    /// Takes the first piece for the whole body.
    reads_one_piece {
        read: |mut body, _, _| Box::pin(async move {
            match body.frame().await {
                Some(Ok(frame)) => Ok(frame.into_data().unwrap_or_default()),
                Some(Err(error)) => Err(BodyFailure::Unreadable(error.into())),
                None => Ok(Bytes::new()),
            }
        }),
    }
    /// Takes a body that was cut off for complete, as rocket does.
    takes_what_was_cut_off {
        read: |mut body, limit, _| Box::pin(async move {
            let mut read = Vec::new();
            while let Some(Ok(frame)) = body.frame().await {
                read.extend_from_slice(&frame.into_data().unwrap_or_default());
                if read.len() > limit {
                    return Err(BodyFailure::TooLarge);
                }
            }
            Ok(read.into())
        }),
    }
    /// Closes the connection where a body is cut off.
    closes_where_a_body_is_cut_off {
        read: |body, limit, own| Box::pin(async move {
            match Limited::new(body, limit).collect().await {
                Ok(body) => Ok(body.to_bytes()),
                Err(error) if error.is::<hyper::Error>() => {
                    put(&own, Err("cut off".into()));
                    Err(BodyFailure::Unreadable(error))
                }
                Err(error) => Err(BodyFailure::Unreadable(error)),
            }
        }),
    }
    /// Reads the body before it asks core, so that nobody looks at the clock.
    reads_without_a_clock {
        answer: |turn| Box::pin(read_first(turn)),
    }
    /// Answers that it is not available where a body does not come in time.
    own_503_for_late_bodies {
        reply: |_, reply| if reply.status() == 408 { Ok(plain(503, "")) } else { Ok(reply) },
    }
    /// Refuses to tell a client to go on.
    refuses_expectations {
        early: |parts| parts.headers.contains_key(EXPECT).then(|| Ok(plain(417, ""))),
    }
    /// Refuses compressed bodies with 415.
    own_415_for_compressed_bodies {
        early: |parts| parts.headers.contains_key(CONTENT_ENCODING).then(|| Ok(plain(415, ""))),
    }
}

/// What Content-Length says.
fn announced(parts: &Parts) -> u64 {
    parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok()).unwrap_or(0)
}

fn bad() -> hyper::Response<Bytes> {
    crate::adapter::like_core(
        400,
        r#"{"error":"forbidden","code":"body","reason":"the request must be a JSON object, sent as application/json"}"#,
    )
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

