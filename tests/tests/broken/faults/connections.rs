//! What becomes of a connection.

use hyper::header::CONNECTION;
use hyper::{Method, Version};

use crate::adapter::plain;
use crate::fault::faults;

faults! {
    /// Closes every connection after one answer.
    closes_connections { server: |server| _ = server.keep_alive(false), }
    /// Closes the connection after a refusal.
    closes_after_a_refusal {
        reply: |_, mut reply| {
            if reply.status().is_client_error() { reply.headers_mut().insert(CONNECTION, "close".parse().unwrap()); }
            Ok(reply)
        },
    }
    /// Closes the connection after an answer that is not a token.
    closes_after_a_failure {
        reply: |_, mut reply| {
            if reply.status().is_server_error() { reply.headers_mut().insert(CONNECTION, "close".parse().unwrap()); }
            Ok(reply)
        },
    }
    /// Closes the connection after a token.
    closes_after_a_token {
        reply: |_, mut reply| {
            if reply.status().is_success() { reply.headers_mut().insert(CONNECTION, "close".parse().unwrap()); }
            Ok(reply)
        },
    }
    /// Closes the connection where a method should have a body and has none.
    closes_after_other_methods {
        reply: |parts, mut reply| {
            if parts.method != Method::POST { reply.headers_mut().insert(CONNECTION, "close".parse().unwrap()); }
            Ok(reply)
        },
    }
    /// Closes the connection at once where it is asked to close it afterwards.
    closes_when_asked_to { early: |parts| parts.headers.contains_key(CONNECTION).then(|| Err("closed".into())), }
    /// Speaks nothing but HTTP/1.1.
    refuses_old_http { early: |parts| (parts.version == Version::HTTP_10).then(|| Ok(plain(505, ""))), }
    /// Answers each request on a connection with what the one before was answered.
    answers_one_too_late {
        answer: |turn| Box::pin(async move {
            let memory = std::sync::Arc::clone(&turn.connection);
            let reply = turn.ask_core().await?;
            let mut replies = memory.replies.lock().await;
            replies.push(reply.clone());
            Ok(if replies.len() > 1 { replies.remove(0) } else { reply })
        }),
    }
}
