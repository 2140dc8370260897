//! How a body is read, and how much of it.

use std::future::ready;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use http_body_util::{BodyExt as _, Limited};
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH, EXPECT};
use hyper::http::request::Parts;
use liveblocks_auth::{RequestHead, adapter};

use crate::adapter::{BAD_BODY, LIMIT, handed_over, like_core, plain, put};
use crate::fault::{Answer, Chunks, Fault, Own, Turn, chunks};
use crate::issuer::configured;

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
            chunks: |body, own| {
                bounded(chunks(body), LIMIT, move || put(&own, Ok(plain(413, "length limit exceeded"))))
            },
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
            chunks: |body, _| {
                let chunked = hyper::body::Body::size_hint(&body).exact().is_none();
                if chunked { stream::empty().boxed() } else { chunks(body) }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "has_a_limit_of_16_000_bytes",
            mistake: "Has a limit of 16 000 bytes, which is not 16 KiB.",
            chunks: |body, _| bounded(chunks(body), 16_000, || {}),
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
            chunks: |body, own| each_in_time(chunks(body), own),
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
            chunks: |body, _| chunks(body).take(1).boxed(),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_what_was_cut_off",
            mistake: "Takes a body that was cut off for complete, as rocket does.",
            chunks: |body, _| chunks(body).take_while(|chunk| ready(chunk.is_ok())).boxed(),
            ..Fault::RIGHT
        },
        Fault {
            name: "closes_where_a_body_is_cut_off",
            mistake: "Closes the connection where a body is cut off.",
            chunks: |body, own| {
                chunks(body)
                    .inspect(move |chunk| {
                        if chunk.is_err() {
                            put(&own, Err("cut off".into()));
                        }
                    })
                    .boxed()
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
fn announced(parts: &Parts) -> usize {
    parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok()).unwrap_or(0)
}

/// Chunks up to a limit of the adapter's own, and what it does beyond.
fn bounded(chunks: Chunks, limit: usize, beyond: impl Fn() + Send + 'static) -> Chunks {
    let mut len = 0;
    let bounded = chunks.map(move |chunk| {
        len += chunk.as_ref().map_or(0, |chunk| chunk.len());
        if len > limit {
            beyond();
            return Err("the body is too large".into());
        }
        chunk
    });
    bounded.boxed()
}

/// Chunks that each have their own time.
fn each_in_time(chunks: Chunks, own: Own) -> Chunks {
    let timed = stream::unfold(chunks, move |mut chunks| {
        let own = Own::clone(&own);
        async move {
            let next = tokio::time::timeout(Duration::from_millis(500), chunks.next()).await;
            let chunk = next.unwrap_or_else(|_| {
                put(&own, Ok(like_core(408, LATE_BODY)));
                Some(Err("the chunk is late".into()))
            });
            Some((chunk?, chunks))
        }
    });
    timed.boxed()
}

async fn read_first(turn: Turn) -> Answer {
    let Turn { endpoint, parts, body, peer, .. } = turn;
    let head = RequestHead::from(parts).with_peer_addr(Some(peer));
    // What core rejects by its head alone is not what this is about.
    if let Err(reply) = adapter::check_head(endpoint.liveblocks(), &head) {
        return Ok(reply.into_http());
    }
    let body = Limited::new(body, LIMIT).collect().await;
    let read = stream::once(ready(body.map(|body| body.to_bytes())));
    Ok(endpoint.handle(head, handed_over(read.boxed())).await.into_http())
}
