//! Mints tokens at Liveblocks, or its dev server, over HTTP.

use std::env;
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
use crate::config::proxy;
use crate::config::secret_key::SecretKey;
use crate::error::{Error, ErrorKind};
use crate::issuer::dns::SharedResolver;
use crate::issuer::mint_request::{MintRequest, TokenKind};
use crate::issuer::refusal::{self, Refusal};
use crate::issuer::retry::{Failure, Retries, Retry};
use crate::issuer::token::Minted;
use crate::issuer::token_issuer::TokenIssuer;
use crate::limits::Limits;
use crate::log::TARGET;
use crate::request::clock::millis;
use crate::wire::body::Joined;

/// The `User-Agent`: the name and the version of this crate.
const NAME: &str = concat!("liveblocks-auth/", env!("CARGO_PKG_VERSION"));
/// The maximum idle time of a pooled connection. The shorter it is, the fewer connections are
/// reused at the moment when the server closes them.
const POOL_IDLE: Duration = Duration::from_secs(30);
/// The variables that name CA certificates.
const CERTIFICATES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// Requests tokens from Liveblocks' REST API.
///
/// * Uses pooled HTTP/1.1 connections, or HTTP/2 if configured. Follows no redirects, and uses no
///   proxy to this machine.
/// * Makes at most two attempts, within the request's deadline. It retries at once if the server
///   closed the connection, as can happen to a pooled one. It retries after a jittered pause if
///   connecting failed or the status was 502, 503 or 504, and not before the time in `Retry-After`.
///   A budget limits the retries to a quarter of the requests, plus two per second, so that they
///   don't amplify an outage.
/// * Reads a reply up to the reply limit, and accepts it as a token only if it is 2xx and has the
///   shape of one.
pub(crate) struct HttpIssuer {
    client: Client,
    /// Everything but the body, for each kind of token. Cloned for each call.
    access: Request,
    id: Request,
    reply_limit: usize,
    retries: Retries,
}

impl HttpIssuer {
    pub(crate) fn new(key: &SecretKey, base: &BaseUrl, limits: &Limits, http2: bool) -> Result<Self, Fault> {
        let bearer = Zeroizing::new(format!("Bearer {}", key.expose()));
        let mut authorization = HeaderValue::from_str(&bearer).map_err(|_| Fault::SecretKeyPrefix)?;
        authorization.set_sensitive(true);
        let template = |kind: TokenKind| {
            let mut request = Request::new(Method::POST, base.join(kind.path()).ok_or(Fault::BaseUrlInvalid)?);
            request.headers_mut().insert(AUTHORIZATION, authorization.clone());
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            // Headers that the client would otherwise add to every call.
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

    /// Builds the HTTP call for this request.
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
                // Neither the user's fault nor temporary: the operator must look at it.
                let body = read_body(&mut response, self.reply_limit).await.unwrap_or_default();
                Refusal::read(status.as_u16(), &body).report();
            }
        }
        Err(Failure::last(error))
    }
}

/// Converts and logs the error of an attempt that got no response.
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
        .dns_resolver(SharedResolver::default())
        .pool_idle_timeout(POOL_IDLE)
        // Another crate of the application may have enabled these features.
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd();
    if !http2 {
        builder = builder.http1_only();
    }
    if base.is_loopback() {
        builder = builder.no_proxy();
    } else {
        proxy::check(base)?;
    }
    // If any crate enables native-tls too, reqwest would choose it.
    #[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
    {
        builder = builder.tls_backend_rustls();
    }
    #[cfg(any(feature = "rustls", feature = "native-tls", feature = "rustls-no-provider"))]
    if !base.is_https() {
        // Plain HTTP needs no CA store.
        builder = builder.tls_certs_only([]);
    }
    // reqwest panics if no rustls provider is installed and the application was to install one.
    match catch_unwind(AssertUnwindSafe(|| builder.build())) {
        Ok(Ok(client)) => Ok(client),
        Ok(Err(error)) => {
            let set = CERTIFICATES.into_iter().filter(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
            let set = set.collect::<Vec<_>>().join(" and ");
            let error = innermost(&error);
            Err(if set.is_empty() { Fault::Tls(error) } else { Fault::Certificates(error, set) })
        }
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
