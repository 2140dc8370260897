//! How Liveblocks is asked, and what is made of its answers.

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
            mistake: "Passes on the status of Liveblocks' refusals.",
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
            mistake: "Passes on everything that Liveblocks answers.",
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
            mistake: "Passes on a refusal of its own key as the user's.",
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
            mistake: "Does not look into the reply that brings a token.",
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
            mistake: "Takes whatever text stands where the token should.",
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
            mistake: "Takes only 200 for success.",
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
            mistake: "Reads a reply of any size.",
            fixture: |fixture| configured(fixture, |builder| builder.reply_limit(usize::MAX)),
            ..Fault::RIGHT
        },
        Fault {
            name: "reads_replies_of_4_kib",
            mistake: "Reads a reply only where it is small.",
            fixture: |fixture| configured(fixture, |builder| builder.reply_limit(4096)),
            ..Fault::RIGHT
        },
        Fault {
            name: "never_asks_again",
            mistake: "Asks Liveblocks only once.",
            fixture: |fixture| Issuer { again: |_, _| false, ..Issuer::RIGHT }.over(fixture),
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_three_times",
            mistake: "Asks Liveblocks three times.",
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
            mistake: "Asks again after half an answer, or one that is none.",
            fixture: |fixture| Issuer { mends: true, ..Issuer::RIGHT }.over(fixture),
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_again_after_a_refusal",
            mistake: "Asks again whatever Liveblocks answered.",
            fixture: |fixture| Issuer { again: |attempt, _| attempt == 1, ..Issuer::RIGHT }.over(fixture),
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_again_around_core",
            mistake: "Asks again whatever went wrong, around an issuer that does so too.",
            fixture: |fixture| around(fixture, Twice),
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_again_after_the_deadline",
            mistake: "Goes on asking when nobody waits for it any more.",
            remembers: true,
            fixture: |fixture| {
                Issuer { detached: true, patience: Duration::from_millis(1700), ..Issuer::RIGHT }.over(fixture)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "asks_twice_for_every_token",
            mistake: "Asks for a token twice, to have one at hand.",
            fixture: |fixture| around(fixture, Ahead),
            ..Fault::RIGHT
        },
        Fault {
            name: "forwards_the_browser_s_headers",
            mistake: "Hands on what the browser sent.",
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
            mistake: "Does not say how long Liveblocks asks to wait.",
            reply: |_, reply| Ok(wait(reply, |_| Some("5".to_owned()))),
            ..Fault::RIGHT
        },
        Fault {
            name: "waits_as_long_as_asked",
            mistake: "Says to wait for as long as Liveblocks asks.",
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
            mistake: "Takes a time to wait that is none for no time at all.",
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
            mistake: "Reads only seconds where Liveblocks may write a date.",
            reply: |_, reply| Ok(wait(reply, |due| Some(if due == "0" { "5" } else { due }.to_owned()))),
            ..Fault::RIGHT
        },
        Fault {
            name: "lets_a_429_through",
            mistake: "Passes on a rate limit, which the browser client repeats for ever.",
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
            mistake: "Answers with the token alone.",
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
            mistake: "Parses the reply that brings a token, and writes it anew.",
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
            mistake: "Keeps tokens for whoever asks for the same again, and lets them wait for one another.",
            remembers: true,
            fixture: |fixture| around(fixture, |inner| Kept { inner, tokens: Mutex::default() }),
            ..Fault::RIGHT
        },
    ]
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
