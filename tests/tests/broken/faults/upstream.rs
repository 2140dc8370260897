//! Sending requests to Liveblocks and handling its replies.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use hyper::{Response, StatusCode, header};
use liveblocks_auth::issuer::{MintRequest, TokenIssuer, async_trait};
use liveblocks_auth::{Error, Minted};
use serde_json::{Value, json};
use tokio::sync::{Mutex, watch};

use crate::adapter::like_core;
use crate::fault::Fault;
use crate::issuer::{Issuer, Passing, around, configured};

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "passes_statuses_through",
            mistake: "Passes on the status of Liveblocks' rejections.",
            fixture: |fixture| Issuer::RIGHT.over(fixture),
            reply: |_, reply| {
                Ok(match Passing::upstream() {
                    Some(upstream) if !upstream.status().is_success() => {
                        with(reply, |reply| *reply.status_mut() = upstream.status())
                    }
                    _ => reply,
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "passes_replies_through",
            mistake: "Passes on every reply of Liveblocks.",
            fixture: |fixture| Issuer::RIGHT.over(fixture),
            reply: |_, reply| {
                Ok(match Passing::upstream() {
                    Some(upstream) => like_core(upstream.status().as_u16(), upstream.into_body()),
                    None => reply,
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "passes_refused_keys_through",
            mistake: "Passes on a rejection of its own key as a denial of the user.",
            fixture: |fixture| Issuer::RIGHT.over(fixture),
            reply: |_, reply| {
                Ok(match Passing::upstream() {
                    Some(upstream) if [401, 403].contains(&upstream.status().as_u16()) => {
                        like_core(403, r#"{"error":"forbidden","code":"denied"}"#)
                    }
                    _ => reply,
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_200_with_any_reply",
            mistake: "Doesn't validate the reply with the token.",
            fixture: |fixture| Issuer::RIGHT.over(fixture),
            reply: |_, reply| {
                Ok(match Passing::upstream() {
                    Some(upstream) if upstream.status().is_success() => like_core(200, upstream.into_body()),
                    _ => reply,
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_any_text_for_a_token",
            mistake: "Accepts any string as the token.",
            fixture: |fixture| Issuer::RIGHT.over(fixture),
            reply: |_, reply| {
                Ok(match Passing::upstream() {
                    Some(upstream) if upstream.status().is_success() && token(upstream.body()).is_some() => {
                        like_core(200, upstream.into_body())
                    }
                    _ => reply,
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_only_200",
            mistake: "Treats only 200 as success.",
            fixture: |fixture| {
                Issuer {
                    reply: |reply| {
                        (reply.status().is_success() && reply.status() != StatusCode::OK)
                            .then(|| Err(Error::refused(reply.status().as_u16(), None)))
                    },
                    ..Issuer::RIGHT
                }
                .over(fixture)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "follows_redirects",
            mistake: "Follows redirects, with the secret key.",
            fixture: |fixture| Issuer { follows: true, ..Issuer::RIGHT }.over(fixture),
            ..Fault::RIGHT
        },
        Fault {
            name: "reads_replies_of_any_size",
            mistake: "Reads replies of any size.",
            fixture: |fixture| configured(fixture, |builder| builder.reply_limit(usize::MAX)),
            ..Fault::RIGHT
        },
        Fault {
            name: "reads_replies_of_4_kib",
            mistake: "Accepts only small replies.",
            fixture: |fixture| configured(fixture, |builder| builder.reply_limit(4096)),
            ..Fault::RIGHT
        },
        Fault {
            name: "never_asks_again",
            mistake: "Never retries.",
            fixture: |fixture| Issuer { again: |_, _| false, ..Issuer::RIGHT }.over(fixture),
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_three_times",
            mistake: "Retries twice.",
            fixture: |fixture| {
                Issuer {
                    again: |attempt, status| attempt < 3 && matches!(status, None | Some(502..=504)),
                    ..Issuer::RIGHT
                }
                .over(fixture)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_again_after_half_an_answer",
            mistake: "Retries after an incomplete or invalid reply.",
            fixture: |fixture| Issuer { retries_broken_replies: true, ..Issuer::RIGHT }.over(fixture),
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_again_after_a_refusal",
            mistake: "Retries after any reply of Liveblocks.",
            fixture: |fixture| Issuer { again: |attempt, _| attempt == 1, ..Issuer::RIGHT }.over(fixture),
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_again_around_core",
            mistake: "Retries after any error, around an issuer that also retries.",
            fixture: |fixture| around(fixture, Twice),
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_again_after_the_deadline",
            mistake: "Keeps retrying after the deadline of the request.",
            remembers: true,
            fixture: |fixture| {
                Issuer { detached: true, patience: Duration::from_millis(1700), ..Issuer::RIGHT }.over(fixture)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_twice_for_every_token",
            mistake: "Mints every token twice, to have one in reserve.",
            fixture: |fixture| around(fixture, Ahead),
            ..Fault::RIGHT
        },
        Fault {
            name: "forwards_the_browser_s_headers",
            mistake: "Forwards the browser's headers to Liveblocks.",
            fixture: |fixture| {
                Issuer {
                    request: |_, sent| {
                        for (name, value) in &Passing::seen().browser {
                            let own = [
                                header::HOST,
                                header::AUTHORIZATION,
                                header::CONTENT_TYPE,
                                header::CONTENT_LENGTH,
                                header::TRANSFER_ENCODING,
                                header::CONNECTION,
                                header::EXPECT,
                            ];
                            if !own.contains(name) {
                                sent.headers_mut().insert(name, value.clone());
                            }
                        }
                    },
                    ..Issuer::RIGHT
                }
                .over(fixture)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "sends_a_header_of_its_own",
            mistake: "Sends Liveblocks a header of its own.",
            fixture: |fixture| {
                Issuer {
                    request: |_, sent| _ = sent.headers_mut().insert("x-request-id", "1".parse().unwrap()),
                    ..Issuer::RIGHT
                }
                .over(fixture)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "sends_the_user_s_token",
            mistake: "Sends Liveblocks the user's credentials instead of its key.",
            fixture: |fixture| {
                Issuer {
                    request: |_, sent| {
                        if let Some(token) = Passing::seen().browser.get(header::AUTHORIZATION) {
                            sent.headers_mut().insert(header::AUTHORIZATION, token.clone());
                        }
                    },
                    ..Issuer::RIGHT
                }
                .over(fixture)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "sends_a_charset",
            mistake: "Sends Liveblocks a charset.",
            fixture: |fixture| {
                Issuer {
                    request: |_, sent| {
                        _ = sent
                            .headers_mut()
                            .insert(header::CONTENT_TYPE, "application/json; charset=utf-8".parse().unwrap());
                    },
                    ..Issuer::RIGHT
                }
                .over(fixture)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "sends_escaped_json",
            mistake: "Sends Liveblocks JSON in ASCII.",
            fixture: |fixture| {
                Issuer {
                    request: |_, sent| {
                        let escaped: String = String::from_utf8_lossy(sent.body())
                            .encode_utf16()
                            .map(|unit| match unit {
                                0..=127 => char::from(unit as u8).to_string(),
                                unit => format!("\\u{unit:04x}"),
                            })
                            .collect();
                        *sent.body_mut() = escaped.into();
                    },
                    ..Issuer::RIGHT
                }
                .over(fixture)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "forgets_how_long_to_wait",
            mistake: "Ignores the Retry-After header of Liveblocks.",
            reply: |_, reply| Ok(wait(reply, |_| Some("5".to_owned()))),
            ..Fault::RIGHT
        },
        Fault {
            name: "waits_as_long_as_asked",
            mistake: "Passes on the Retry-After header of Liveblocks without a limit.",
            fixture: |fixture| Issuer::RIGHT.over(fixture),
            reply: |_, reply| {
                Ok(
                    match Passing::upstream().and_then(|upstream| upstream.headers().get(header::RETRY_AFTER).cloned())
                    {
                        Some(asked) => wait(reply, |_| Some(asked.to_str().unwrap().to_owned())),
                        None => reply,
                    },
                )
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_no_time_for_zero",
            mistake: "Treats an invalid Retry-After header as zero.",
            fixture: |fixture| Issuer::RIGHT.over(fixture),
            reply: |_, reply| {
                Ok(
                    match Passing::upstream().and_then(|upstream| upstream.headers().get(header::RETRY_AFTER).cloned())
                    {
                        Some(asked) if asked.to_str().unwrap().parse::<u64>().is_err() => {
                            wait(reply, |_| Some("0".to_owned()))
                        }
                        _ => reply,
                    },
                )
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "reads_no_dates",
            mistake: "Supports only seconds in Retry-After, not dates.",
            reply: |_, reply| Ok(wait(reply, |due| Some(if due == "0" { "5" } else { due }.to_owned()))),
            ..Fault::RIGHT
        },
        Fault {
            name: "lets_a_429_through",
            mistake: "Passes on a rate limit, which the browser client retries forever.",
            fixture: |fixture| Issuer::RIGHT.over(fixture),
            reply: |_, reply| {
                Ok(match Passing::upstream() {
                    Some(upstream) if upstream.status() == StatusCode::TOO_MANY_REQUESTS => {
                        with(reply, |reply| *reply.status_mut() = upstream.status())
                    }
                    _ => reply,
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_with_the_token_alone",
            mistake: "Replies with the token only.",
            reply: |_, reply| {
                Ok(if reply.status() == 200 {
                    with(reply, |reply| {
                        if let Some(token) = token(reply.body()) {
                            *reply.body_mut() = json!({ "token": token }).to_string().into();
                        }
                    })
                } else {
                    reply
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "writes_the_reply_anew",
            mistake: "Parses the reply with the token and serializes it again.",
            reply: |_, reply| {
                Ok(if reply.status() == 200 {
                    with(reply, |reply| {
                        if let Ok(value) = serde_json::from_slice::<Value>(reply.body()) {
                            *reply.body_mut() = value.to_string().into();
                        }
                    })
                } else {
                    reply
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "keeps_tokens",
            mistake: "Caches tokens and lets equal requests wait for one another.",
            remembers: true,
            fixture: |fixture| around(fixture, |inner| Kept { inner, tokens: Mutex::default() }),
            ..Fault::RIGHT
        },
    ]
}

/// Changes the reply.
fn with(mut reply: Response<Bytes>, change: impl FnOnce(&mut Response<Bytes>)) -> Response<Bytes> {
    change(&mut reply);
    reply
}

/// Changes the Retry-After header of the reply, if it has one.
fn wait(mut reply: Response<Bytes>, time: impl FnOnce(&str) -> Option<String>) -> Response<Bytes> {
    if let Some(time) = reply.headers().get(header::RETRY_AFTER).and_then(|due| time(due.to_str().unwrap())) {
        reply.headers_mut().insert(header::RETRY_AFTER, time.parse().unwrap());
    }
    reply
}

/// The string in the field `token`.
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
        // This token is for the next request, so the result does not matter.
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
        if let Some(token) = tokens.get_mut(&*request.body()) {
            let mut token = token.clone();
            drop(tokens);
            return Ok(token.wait_for(Option::is_some).await.map_err(Error::unreachable)?.clone().expect("it is some"));
        }
        let (sender, token) = watch::channel(None);
        tokens.insert(request.body().into(), token);
        drop(tokens);
        let minted = self.inner.issue(request).await?;
        sender.send_replace(Some(minted.clone()));
        Ok(minted)
    }
}
