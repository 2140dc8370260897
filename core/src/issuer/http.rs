//! Asks Liveblocks, or its dev server, over HTTP.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use reqwest::{Client, Method, Request, Response};
use tokio::time::Instant;
use zeroize::Zeroizing;

use crate::config::base_url::BaseUrl;
use crate::config::error::Fault;
use crate::config::secret_key::SecretKey;
use crate::error::{Error, ErrorKind};
use crate::issuer::mint_request::{MintRequest, TokenKind};
use crate::issuer::refusal::{self, Refusal};
use crate::issuer::retry::{Failure, Retries, Retry};
use crate::issuer::token::Minted;
use crate::issuer::token_issuer::TokenIssuer;
use crate::limits::Limits;
use crate::log::TARGET;
use crate::request::clock::millis;
use crate::wire::body::Joined;

/// The name of this crate in the log of the other side.
const NAME: &str = concat!("liveblocks-auth/", env!("CARGO_PKG_VERSION"));
/// An idle connection is not kept for longer: the shorter, the fewer are reused in the moment in
/// which the other side closes them.
const POOL_IDLE: Duration = Duration::from_secs(30);

/// Asks Liveblocks' REST API for tokens.
///
/// * pooled HTTP/1.1 connections, or HTTP/2 by choice; no redirects; a proxy never for this
///   machine;
/// * at most two attempts, inside the deadline of the request: at once after a connection turned
///   out to be closed, as pooled ones may; after a jittered pause when the connection could not be
///   made or the answer was 502, 503 or 504, later where `Retry-After` says so. A budget keeps the
///   second attempts to a quarter of the first, and two a second besides, so that an outage is not
///   amplified;
/// * a reply is read up to the reply limit, and is a token only if it is 2xx and has the shape of
///   one.
pub(crate) struct HttpIssuer {
    client: Client,
    /// Everything but the body, for each kind of token: cloned for each call.
    access: Request,
    id: Request,
    reply_limit: usize,
    retries: Retries,
}

impl HttpIssuer {
    pub(crate) fn new(key: &SecretKey, base: &BaseUrl, limits: &Limits, http2: bool) -> Result<Self, Fault> {
        let bearer = Zeroizing::new(format!("Bearer {}", key.expose()));
        let mut authorization = HeaderValue::from_str(&bearer).map_err(|_| Fault::SecretKeyCharacters)?;
        authorization.set_sensitive(true);
        let template = |kind: TokenKind| {
            let mut request = Request::new(Method::POST, base.join(kind.path()).ok_or(Fault::BaseUrlInvalid)?);
            request.headers_mut().insert(AUTHORIZATION, authorization.clone());
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            // What the client would add to every call.
            request.headers_mut().insert(ACCEPT, HeaderValue::from_static("*/*"));
            request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(NAME));
            Ok(request)
        };
        Ok(Self {
            client: client(base, limits, http2)?,
            access: template(TokenKind::Access)?,
            id: template(TokenKind::Id)?,
            reply_limit: limits.reply_limit,
            retries: Retries::new(),
        })
    }

    /// A call for this request.
    fn call(&self, request: &MintRequest) -> Request {
        let template = match request.kind() {
            TokenKind::Access => &self.access,
            TokenKind::Id => &self.id,
        };
        let mut call = Request::new(Method::POST, template.url().clone());
        *call.headers_mut() = template.headers().clone();
        *call.body_mut() = Some(request.body().into());
        call
    }

    async fn attempt(&self, request: &MintRequest, attempt: u32) -> Result<Minted, Failure> {
        let started = Instant::now();
        let sent = self.client.execute(self.call(request)).await;
        let mut response = sent.map_err(|error| unsent(error, request.path(), attempt, started))?;
        let status = response.status();
        tracing::debug!(
            target: TARGET,
            { attempt, path = request.path(), upstream.status = status.as_u16(), elapsed_ms = millis(started.elapsed()) },
            "upstream"
        );
        if status.is_success() {
            let reply = read_body(&mut response, self.reply_limit).await.map_err(Failure::last)?;
            return Minted::from_reply(reply).map_err(Failure::last);
        }
        let retry_after = refusal::retry_after(response.headers());
        let error = Error::refused(status.as_u16(), retry_after);
        match status.as_u16() {
            502..=504 => return Err(Failure { error, retry: Retry::Later(retry_after) }),
            408 | 429 | 500.. => {}
            _ => {
                // Not the user's fault and not a passing one: somebody has to look at it.
                let body = read_body(&mut response, self.reply_limit).await.unwrap_or_default();
                Refusal::read(status.as_u16(), &body).report();
            }
        }
        Err(Failure::last(error))
    }
}

/// An attempt that got no response.
fn unsent(error: reqwest::Error, path: &'static str, attempt: u32, started: Instant) -> Failure {
    let retry = Retry::after(&error);
    let error = Error::unreachable(error.without_url());
    let elapsed_ms = millis(started.elapsed());
    tracing::debug!(target: TARGET, attempt, path, fault = error.chain(), elapsed_ms, "upstream");
    Failure { error, retry }
}

#[async_trait]
impl TokenIssuer for HttpIssuer {
    async fn issue(&self, request: &MintRequest) -> Result<Minted, Error> {
        self.retries.run(request.clock(), |attempt| self.attempt(request, attempt)).await
    }
}

/// Omits credentials.
impl fmt::Debug for HttpIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpIssuer").field("access_url", &self.access.url().as_str()).finish_non_exhaustive()
    }
}

fn client(base: &BaseUrl, limits: &Limits, http2: bool) -> Result<Client, Fault> {
    let tls = cfg!(any(feature = "rustls", feature = "native-tls", feature = "rustls-no-provider"));
    if base.is_https() && !tls {
        return Err(Fault::NoTls);
    }
    let mut builder = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(limits.connect_timeout)
        .pool_idle_timeout(POOL_IDLE)
        // Another crate of the application may have switched these on.
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd();
    if !http2 {
        builder = builder.http1_only();
    }
    if base.is_loopback() {
        builder = builder.no_proxy();
    }
    // Where native-tls is compiled in too, by whichever crate, reqwest would choose that.
    #[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
    {
        builder = builder.tls_backend_rustls();
    }
    #[cfg(any(feature = "rustls", feature = "native-tls", feature = "rustls-no-provider"))]
    if !base.is_https() {
        // Plain HTTP needs no CA store.
        builder = builder.tls_certs_only([]);
    }
    // Without a rustls provider reqwest panics, where that is left to the application.
    match catch_unwind(AssertUnwindSafe(|| builder.build())) {
        Ok(Ok(client)) => Ok(client),
        Ok(Err(error)) => Err(Fault::Tls(innermost(&error))),
        Err(_) => Err(Fault::Tls("no rustls provider is installed".to_owned())),
    }
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

async fn read_body(response: &mut Response, limit: usize) -> Result<Bytes, Error> {
    let too_large =
        || Error::new(ErrorKind::InvalidReply, format!("the reply with the token is larger than {limit} bytes"));
    let mut body = Joined::new(limit);
    while let Some(chunk) = response.chunk().await.map_err(|error| Error::unreachable(error.without_url()))? {
        body.push(chunk).ok_or_else(too_large)?;
    }
    Ok(body.take())
}
