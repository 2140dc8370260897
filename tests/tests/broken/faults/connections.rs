//! Handling connections.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use hyper::header::CONNECTION;
use hyper::rt::{Sleep, Timer};
use hyper::{Method, Version};
use liveblocks_auth::Liveblocks;
use liveblocks_auth_conformance::fixture::ALLOWED_ORIGINS;

use crate::adapter::plain;
use crate::fault::Fault;
use crate::server::HEAD_TIMEOUT;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "has_times_of_its_own",
            mistake: "Ignores the configured time limits and uses its own.",
            fixture: |fixture| {
                let issuer = fixture.liveblocks().issuer();
                fixture.over(Liveblocks::builder().issuer(issuer).allow_origins(ALLOWED_ORIGINS).build().unwrap())
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "closes_connections",
            mistake: "Closes every connection after one reply.",
            server: |server| _ = server.keep_alive(false),
            ..Fault::RIGHT
        },
        Fault {
            name: "waits_for_every_head",
            mistake: "Has no time limit for heads.",
            server: |server| _ = server.header_read_timeout(None),
            ..Fault::RIGHT
        },
        Fault {
            name: "times_each_byte_of_a_head_anew",
            mistake: "Restarts the time limit for a head with each byte.",
            server: |server| _ = server.timer(Restarting),
            ..Fault::RIGHT
        },
        Fault {
            name: "closes_after_a_refusal",
            mistake: "Closes the connection after a rejection.",
            reply: |_, mut reply| {
                if reply.status().is_client_error() {
                    reply.headers_mut().insert(CONNECTION, "close".parse().unwrap());
                }
                Ok(reply)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "closes_after_a_failure",
            mistake: "Closes the connection after a server error.",
            reply: |_, mut reply| {
                if reply.status().is_server_error() {
                    reply.headers_mut().insert(CONNECTION, "close".parse().unwrap());
                }
                Ok(reply)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "closes_after_a_token",
            mistake: "Closes the connection after a token.",
            reply: |_, mut reply| {
                if reply.status().is_success() {
                    reply.headers_mut().insert(CONNECTION, "close".parse().unwrap());
                }
                Ok(reply)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "closes_after_other_methods",
            mistake: "Closes the connection after any method but POST.",
            reply: |parts, mut reply| {
                if parts.method != Method::POST {
                    reply.headers_mut().insert(CONNECTION, "close".parse().unwrap());
                }
                Ok(reply)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "closes_when_asked_to",
            mistake: "Closes the connection before the reply if the request says `Connection: close`.",
            early: |parts| parts.headers.contains_key(CONNECTION).then(|| Err("closed".into())),
            ..Fault::RIGHT
        },
        Fault {
            name: "refuses_old_http",
            mistake: "Supports only HTTP/1.1.",
            early: |parts| (parts.version == Version::HTTP_10).then(|| Ok(plain(505, ""))),
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_one_too_late",
            mistake: "Sends each reply one request late on the same connection.",
            answer: |turn| {
                Box::pin(async move {
                    let memory = std::sync::Arc::clone(&turn.connection);
                    let reply = turn.ask_core().await?;
                    let mut replies = memory.replies.lock().await;
                    replies.push(reply.clone());
                    Ok(if replies.len() > 1 { replies.remove(0) } else { reply })
                })
            },
            ..Fault::RIGHT
        },
    ]
}

/// A timer whose sleeps start again whenever their connection wakes up.
#[derive(Clone, Copy)]
struct Restarting;

impl Timer for Restarting {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        Box::pin(Restarted(Box::pin(tokio::time::sleep(duration))))
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        self.sleep(deadline.saturating_duration_since(self.now()))
    }
}

struct Restarted(Pin<Box<tokio::time::Sleep>>);

impl Future for Restarted {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0.is_elapsed() {
            return Poll::Ready(());
        }
        self.0.as_mut().reset(tokio::time::Instant::now() + HEAD_TIMEOUT);
        self.0.as_mut().poll(context)
    }
}

impl Sleep for Restarted {}
