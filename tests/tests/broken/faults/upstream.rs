//! How Liveblocks is asked, and what is made of its answers.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use hyper::{Response, StatusCode, header};
use liveblocks_auth::{Error, MintRequest, Minted, TokenIssuer, async_trait};
use serde_json::{Value, json};
use tokio::sync::{Mutex, watch};

use crate::adapter::like_core;
use crate::fault::faults;
use crate::issuer::{Issuer, Passing, around, configured};

faults! {
    /// Passes on the status of Liveblocks' refusals.
    passes_statuses_through {
        fixture: |fixture| Issuer::RIGHT.over(fixture),
        reply: |_, reply| Ok(match Passing::upstream() {
            Some(upstream) if !upstream.status().is_success() => with(reply, |reply| *reply.status_mut() = upstream.status()),
            _ => reply,
        }),
    }
    /// Passes on everything that Liveblocks answers.
    passes_replies_through {
        fixture: |fixture| Issuer::RIGHT.over(fixture),
        reply: |_, reply| Ok(match Passing::upstream() {
            Some(upstream) => like_core(upstream.status().as_u16(), upstream.into_body()),
            None => reply,
        }),
    }
    /// Passes on a refusal of its own key as the user's.
    passes_refused_keys_through {
        fixture: |fixture| Issuer::RIGHT.over(fixture),
        reply: |_, reply| Ok(match Passing::upstream() {
            Some(upstream) if [401, 403].contains(&upstream.status().as_u16()) => like_core(403, r#"{"error":"forbidden","code":"denied"}"#),
            _ => reply,
        }),
    }
    /// Does not look into the reply that brings a token.
    answers_200_with_any_reply {
        fixture: |fixture| Issuer::RIGHT.over(fixture),
        reply: |_, reply| Ok(match Passing::upstream() {
            Some(upstream) if upstream.status().is_success() => like_core(200, upstream.into_body()),
            _ => reply,
        }),
    }
    /// Takes whatever text stands where the token should.
    takes_any_text_for_a_token {
        fixture: |fixture| Issuer::RIGHT.over(fixture),
        reply: |_, reply| Ok(match Passing::upstream() {
            Some(upstream) if upstream.status().is_success() && token(upstream.body()).is_some() => like_core(200, upstream.into_body()),
            _ => reply,
        }),
    }
    /// Takes only 200 for success.
    takes_only_200 {
        fixture: |fixture| Issuer {
            reply: |reply| (reply.status().is_success() && reply.status() != StatusCode::OK).then(|| Err(Error::refused(reply.status().as_u16(), None))),
            ..Issuer::RIGHT
        }.over(fixture),
    }
    /// Follows redirects, with the secret key.
    follows_redirects { fixture: |fixture| Issuer { follows: true, ..Issuer::RIGHT }.over(fixture), }
    /// Reads a reply of any size.
    reads_replies_of_any_size { fixture: |fixture| configured(fixture, |builder| builder.reply_limit(usize::MAX)), }
    /// Reads a reply only where it is small.
    reads_replies_of_4_kib { fixture: |fixture| configured(fixture, |builder| builder.reply_limit(4096)), }
    /// Asks Liveblocks only once.
    never_asks_again { fixture: |fixture| Issuer { again: |_, _| false, ..Issuer::RIGHT }.over(fixture), }
    /// Asks Liveblocks three times.
    asks_three_times { fixture: |fixture| Issuer { again: |attempt, status| attempt < 3 && matches!(status, None | Some(502..=504)), ..Issuer::RIGHT }.over(fixture), }
    /// Asks again after half an answer, or one that is none.
    asks_again_after_half_an_answer { fixture: |fixture| Issuer { mends: true, ..Issuer::RIGHT }.over(fixture), }
    /// Asks again whatever Liveblocks answered.
    asks_again_after_a_refusal { fixture: |fixture| Issuer { again: |attempt, _| attempt == 1, ..Issuer::RIGHT }.over(fixture), }
    /// Asks again whatever went wrong, around an issuer that does so too.
    asks_again_around_core { fixture: |fixture| around(fixture, Twice), }
    /// Goes on asking when nobody waits for it any more.
    asks_again_after_the_deadline {
        remembers: true,
        fixture: |fixture| Issuer { detached: true, patience: Duration::from_millis(1700), ..Issuer::RIGHT }.over(fixture),
    }
    /// Asks for a token twice, to have one at hand.
    asks_twice_for_every_token { fixture: |fixture| around(fixture, Ahead), }
    /// Hands on what the browser sent.
    forwards_the_browser_s_headers {
        fixture: |fixture| Issuer {
            request: |_, sent| for (name, value) in &Passing::seen().browser {
                let own = [header::HOST, header::AUTHORIZATION, header::CONTENT_TYPE, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION, header::EXPECT];
                if !own.contains(name) { sent.headers_mut().insert(name, value.clone()); }
            },
            ..Issuer::RIGHT
        }.over(fixture),
    }
    /// Sends Liveblocks a header of its own.
    sends_a_header_of_its_own { fixture: |fixture| Issuer { request: |_, sent| _ = sent.headers_mut().insert("x-request-id", "1".parse().unwrap()), ..Issuer::RIGHT }.over(fixture), }
    /// Sends Liveblocks the user's credentials instead of its key.
    sends_the_user_s_token {
        fixture: |fixture| Issuer {
            request: |_, sent| if let Some(token) = Passing::seen().browser.get(header::AUTHORIZATION) { sent.headers_mut().insert(header::AUTHORIZATION, token.clone()); },
            ..Issuer::RIGHT
        }.over(fixture),
    }
    /// Sends Liveblocks a charset.
    sends_a_charset { fixture: |fixture| Issuer { request: |_, sent| _ = sent.headers_mut().insert(header::CONTENT_TYPE, "application/json; charset=utf-8".parse().unwrap()), ..Issuer::RIGHT }.over(fixture), }
    /// Sends Liveblocks JSON in ASCII.
    sends_escaped_json {
        fixture: |fixture| Issuer {
            request: |_, sent| {
                let escaped: String = String::from_utf8_lossy(sent.body()).encode_utf16().map(|unit| match unit {
                    0..=127 => char::from(unit as u8).to_string(),
                    unit => format!("\\u{unit:04x}"),
                }).collect();
                *sent.body_mut() = escaped.into();
            },
            ..Issuer::RIGHT
        }.over(fixture),
    }
    /// Does not say how long Liveblocks asks to wait.
    forgets_how_long_to_wait { reply: |_, reply| Ok(wait(reply, |_| Some("5".to_owned()))), }
    /// Says to wait for as long as Liveblocks asks.
    waits_as_long_as_asked {
        fixture: |fixture| Issuer::RIGHT.over(fixture),
        reply: |_, reply| Ok(match Passing::upstream().and_then(|upstream| upstream.headers().get(header::RETRY_AFTER).cloned()) {
            Some(asked) => wait(reply, |_| Some(asked.to_str().unwrap().to_owned())),
            None => reply,
        }),
    }
    /// Takes a time to wait that is none for no time at all.
    takes_no_time_for_zero {
        fixture: |fixture| Issuer::RIGHT.over(fixture),
        reply: |_, reply| Ok(match Passing::upstream().and_then(|upstream| upstream.headers().get(header::RETRY_AFTER).cloned()) {
            Some(asked) if asked.to_str().unwrap().parse::<u64>().is_err() => wait(reply, |_| Some("0".to_owned())),
            _ => reply,
        }),
    }
    /// Reads only seconds where Liveblocks may write a date.
    reads_no_dates { reply: |_, reply| Ok(wait(reply, |due| Some(if due == "0" { "5" } else { due }.to_owned()))), }
    /// Passes on a rate limit, which the browser client repeats for ever.
    lets_a_429_through {
        fixture: |fixture| Issuer::RIGHT.over(fixture),
        reply: |_, reply| Ok(match Passing::upstream() {
            Some(upstream) if upstream.status() == StatusCode::TOO_MANY_REQUESTS => with(reply, |reply| *reply.status_mut() = upstream.status()),
            _ => reply,
        }),
    }
    /// Answers with the token alone.
    answers_with_the_token_alone { reply: |_, reply| Ok(if reply.status() == 200 { with(reply, |reply| {
        if let Some(token) = token(reply.body()) { *reply.body_mut() = json!({ "token": token }).to_string().into(); }
    }) } else { reply }), }
    /// Parses the reply that brings a token, and writes it anew.
    writes_the_reply_anew { reply: |_, reply| Ok(if reply.status() == 200 { with(reply, |reply| {
        if let Ok(value) = serde_json::from_slice::<Value>(reply.body()) { *reply.body_mut() = value.to_string().into(); }
    }) } else { reply }), }
    /// Keeps tokens for whoever asks for the same again, and lets them wait for one another.
    keeps_tokens { remembers: true, fixture: |fixture| around(fixture, |inner| Kept { inner, tokens: Mutex::default() }), }
}

/// The reply, changed.
fn with(mut reply: Response<Bytes>, change: impl FnOnce(&mut Response<Bytes>)) -> Response<Bytes> {
    change(&mut reply);
    reply
}

/// The reply with another time to wait, if it has one.
fn wait(mut reply: Response<Bytes>, time: impl FnOnce(&str) -> Option<String>) -> Response<Bytes> {
    if let Some(time) = reply.headers().get(header::RETRY_AFTER).and_then(|due| time(due.to_str().unwrap())) {
        reply.headers_mut().insert(header::RETRY_AFTER, time.parse().unwrap());
    }
    reply
}

/// The text where the token should be.
fn token(reply: &[u8]) -> Option<String> {
    Some(serde_json::from_slice::<Value>(reply).ok()?.get("token")?.as_str()?.to_owned())
}

struct Twice(Arc<dyn TokenIssuer>);

#[async_trait]
impl TokenIssuer for Twice {
    async fn issue(&self, request: &MintRequest) -> Result<Minted, Error> {
        match self.0.issue(request).await {
            Ok(minted) => Ok(minted),
            Err(_) => self.0.issue(request).await,
        }
    }
}

struct Ahead(Arc<dyn TokenIssuer>);

#[async_trait]
impl TokenIssuer for Ahead {
    async fn issue(&self, request: &MintRequest) -> Result<Minted, Error> {
        let minted = self.0.issue(request).await?;
        // For the next one, so that it does not matter what comes of it.
        let _ = self.0.issue(request).await;
        Ok(minted)
    }
}

struct Kept {
    inner: Arc<dyn TokenIssuer>,
    tokens: Mutex<HashMap<Bytes, watch::Receiver<Option<Minted>>>>,
}

#[async_trait]
impl TokenIssuer for Kept {
    async fn issue(&self, request: &MintRequest) -> Result<Minted, Error> {
        let mut tokens = self.tokens.lock().await;
        if let Some(token) = tokens.get_mut(request.body()) {
            let mut token = token.clone();
            drop(tokens);
            return Ok(token.wait_for(Option::is_some).await.map_err(Error::unreachable)?.clone().expect("it is some"));
        }
        let (sender, token) = watch::channel(None);
        tokens.insert(request.body().clone(), token);
        drop(tokens);
        let minted = self.inner.issue(request).await?;
        sender.send_replace(Some(minted.clone()));
        Ok(minted)
    }
}
