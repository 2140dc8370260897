//! Reading a body.

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
            mistake: "Has a layer that rejects large bodies with 413, and passes that on.",
            early: |parts| (announced(parts) > LIMIT).then(|| Ok(plain(413, "length limit exceeded"))),
            chunks: |body, own| {
                bounded(chunks(body), LIMIT, move || put(&own, Ok(plain(413, "length limit exceeded"))))
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "wants_a_length",
            mistake: "Rejects chunked bodies with 411.",
            early: |parts| parts.headers.contains_key("transfer-encoding").then(|| Ok(plain(411, "Length Required"))),
            ..Fault::RIGHT
        },
        Fault {
            name: "reads_no_chunks",
            mistake: "Reads as many bytes as Content-Length announces: none if the body is chunked.",
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
            mistake: "Has a larger limit of its own.",
            fixture: |fixture| configured(fixture, |builder| builder.body_limit(100_000)),
            ..Fault::RIGHT
        },
        Fault {
            name: "has_a_limit_of_2_500_000_bytes",
            mistake: "Has a limit of two megabytes, as many frameworks do.",
            fixture: |fixture| configured(fixture, |builder| builder.body_limit(2_500_000)),
            ..Fault::RIGHT
        },
        Fault {
            name: "times_each_piece_anew",
            mistake: "Restarts the time limit with each piece of a body, and has a longer deadline.",
            fixture: |fixture| configured(fixture, |builder| builder.deadline(LONG).body_timeout(LONG)),
            chunks: |body, own| each_in_time(chunks(body), own),
            ..Fault::RIGHT
        },
        Fault {
            name: "bounds_only_what_is_announced",
            mistake: "Limits bodies by their Content-Length, and chunked bodies not at all.",
            fixture: |fixture| configured(fixture, |builder| builder.body_limit(2_500_000)),
            early: |parts| (announced(parts) > LIMIT).then(|| Ok(like_core(400, BAD_BODY))),
            ..Fault::RIGHT
        },
        Fault {
            name: "reads_what_is_announced_too_large",
            mistake: "Reads a body although its Content-Length is too large.",
            head: |parts| _ = parts.headers.remove(CONTENT_LENGTH),
            ..Fault::RIGHT
        },
        Fault {
            name: "leaves_a_rejected_body_unread",
            mistake: "Rejects a request by its head, and leaves the body unread.",
            answer: |turn| {
                let head = RequestHead::from(turn.parts.clone());
                match adapter::check_head(turn.endpoint.liveblocks(), &head) {
                    Ok(()) => Box::pin(turn.ask_core()),
                    Err(reply) => Box::pin(ready(Ok(reply.into_http()))),
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "reads_one_piece",
            mistake: "Uses the first piece as the whole body.",
            chunks: |body, _| chunks(body).take(1).boxed(),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_what_was_cut_off",
            mistake: "Treats a body that was cut off as complete, as rocket does.",
            chunks: |body, _| chunks(body).take_while(|chunk| ready(chunk.is_ok())).boxed(),
            ..Fault::RIGHT
        },
        Fault {
            name: "closes_where_a_body_is_cut_off",
            mistake: "Closes the connection if a body is cut off.",
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
            mistake: "Reads the body before it calls core, without a time limit.",
            answer: |turn| Box::pin(read_first(turn)),
            ..Fault::RIGHT
        },
        Fault {
            name: "own_503_for_late_bodies",
            mistake: "Replies 503 if a body is late.",
            reply: |_, reply| if reply.status() == 408 { Ok(plain(503, "")) } else { Ok(reply) },
            ..Fault::RIGHT
        },
        Fault {
            name: "refuses_expectations",
            mistake: "Rejects `Expect: 100-continue`.",
            early: |parts| parts.headers.contains_key(EXPECT).then(|| Ok(plain(417, ""))),
            ..Fault::RIGHT
        },
        Fault {
            name: "own_415_for_compressed_bodies",
            mistake: "Rejects compressed bodies with 415.",
            early: |parts| parts.headers.contains_key(CONTENT_ENCODING).then(|| Ok(plain(415, ""))),
            ..Fault::RIGHT
        },
    ]
}

/// The announced length, or 0.
fn announced(parts: &Parts) -> usize {
    parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok()).unwrap_or(0)
}

/// Has a limit of the adapter and calls `beyond` there. Core then discards the rest.
fn bounded(chunks: Chunks, limit: usize, beyond: impl Fn() + Send + 'static) -> Chunks {
    let mut len = 0;
    let bounded = chunks.map(move |chunk| {
        len += chunk.as_ref().map_or(0, |chunk| chunk.len());
        if len > limit {
            beyond();
            return Ok(vec![b' '; LIMIT + 1].into());
        }
        chunk
    });
    bounded.boxed()
}

/// Gives each chunk its own time limit.
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
    // Core rejects a bad head as usual; this fault is about bodies.
    if adapter::check_head(endpoint.liveblocks(), &head).is_err() {
        return Ok(endpoint.handle(head, handed_over(chunks(body))).await.into_http());
    }
    let body = Limited::new(body, LIMIT).collect().await;
    let read = stream::once(ready(body.map(|body| body.to_bytes())));
    Ok(endpoint.handle(head, handed_over(read.boxed())).await.into_http())
}
