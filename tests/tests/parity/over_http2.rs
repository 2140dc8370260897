//! Pages over HTTP/2, where `:authority` stands for `Host`.
//!
//! actix-web is built without HTTP/2 here (see the workspace's manifest), so it replies over
//! HTTP/1.1 only.

use std::net::SocketAddr;

use fastrand::Rng;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::{http1, http2};
use hyper::header::{self, HeaderName};
use hyper::{Request, Response, StatusCode, body::Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use liveblocks_auth::Liveblocks;
use liveblocks_auth_conformance::double::Double;
use liveblocks_auth_conformance::fixture::ALLOWED_ORIGINS;
use liveblocks_auth_conformance::{ACCESS_PATH, Fixture};
use tokio::net::TcpStream;

use crate::FRAMEWORKS;
use crate::generate::{HOSTS, Page};

/// How many pages send a request.
const COUNT: usize = 600;

static SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Http1,
    Http2,
}

#[tokio::test]
async fn the_authority_of_http_2_counts_like_a_host() {
    let double = Double::start().unwrap();
    let servers = servers(&double);
    let seed = crate::from_env("PARITY_SEED").unwrap_or(2026);
    let mut rng = Rng::with_seed(seed);
    let mut seen = [0; 2];
    for _ in 0..COUNT {
        let host = HOSTS[rng.usize(..HOSTS.len())];
        let page = Page::random(&mut rng, host);
        let mut first = None;
        for (name, addr) in &servers {
            for version in [Version::Http1, Version::Http2] {
                if (*name, version) == ("actix", Version::Http2) {
                    continue;
                }
                let reply = send(*addr, version, request(version, host, &page)).await;
                let first = *first.get_or_insert(reply.0);
                assert_eq!(reply.0, first, "seed {seed}: {name} over {version:?}: {page:?} to {host}: {}", reply.1);
            }
        }
        let passed = first.is_some_and(|(status, _)| status == StatusCode::OK);
        seen[usize::from(passed)] += 1;
    }
    println!("seed {seed}: {COUNT} pages, {} kept out, {} let in, 0 differences", seen[0], seen[1]);
    assert!(seen.iter().all(|times| *times * 5 >= COUNT), "seed {seed}: {seen:?} is too one-sided");
}

#[tokio::test]
async fn the_authority_of_http_2_comes_before_a_host_that_differs() {
    let double = Double::start().unwrap();
    for (name, addr) in servers(&double) {
        if name == "actix" {
            continue;
        }
        let page = |origin: &str| {
            let request = Request::post(format!("http://api.example.com{ACCESS_PATH}")).header(header::ORIGIN, origin);
            let request =
                request.header(header::HOST, "www.example.com").header(header::CONTENT_TYPE, "application/json");
            request.header(header::AUTHORIZATION, "Bearer alice").body(Full::from("{}")).unwrap()
        };
        let status = async |origin| send(addr, Version::Http2, page(origin)).await.0.0;
        assert_eq!(status("https://www.example.com").await, 403, "{name}");
        // warp tells its filters only that the two differ, so no origin is the endpoint's own.
        let due = if name == "warp" { 403 } else { 200 };
        assert_eq!(status("https://api.example.com").await, due, "{name}");
        assert_eq!(status(ALLOWED_ORIGINS[0]).await, 200, "{name}");
    }
}

fn servers(double: &Double) -> Vec<(&'static str, SocketAddr)> {
    let handle = Liveblocks::builder().secret_key("sk_conformance").base_url(double.url());
    let fixture = Fixture::new(handle.allow_origins(ALLOWED_ORIGINS).build().unwrap());
    FRAMEWORKS.iter().map(|(name, start, _)| (*name, start(fixture.clone()).unwrap())).collect()
}

fn request(version: Version, host: &str, page: &Page) -> Request<Full<Bytes>> {
    let mut request = match version {
        Version::Http1 => Request::post(ACCESS_PATH).header(header::HOST, host),
        Version::Http2 => Request::post(format!("http://{host}{ACCESS_PATH}")),
    };
    for origin in &page.origins {
        request = request.header(header::ORIGIN, *origin);
    }
    for site in &page.sites {
        request = request.header(&SITE, *site);
    }
    let request =
        request.header(header::CONTENT_TYPE, "application/json").header(header::AUTHORIZATION, "Bearer alice");
    request.body(Full::from(r#"{"room":"acme:plan"}"#)).unwrap()
}

/// Sends a request on its own connection. Returns the status, whether the reply allows an origin,
/// and the body.
async fn send(addr: SocketAddr, version: Version, request: Request<Full<Bytes>>) -> ((StatusCode, bool), String) {
    let stream = TokioIo::new(TcpStream::connect(addr).await.unwrap());
    let reply: Response<Incoming> = match version {
        Version::Http1 => {
            let (mut sender, connection) = http1::handshake(stream).await.unwrap();
            tokio::spawn(connection);
            sender.send_request(request).await.unwrap()
        }
        Version::Http2 => {
            let (mut sender, connection) = http2::handshake(TokioExecutor::new(), stream).await.unwrap();
            tokio::spawn(connection);
            sender.send_request(request).await.unwrap()
        }
    };
    let outcome = (reply.status(), reply.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
    let body = reply.into_body().collect().await.unwrap().to_bytes();
    (outcome, String::from_utf8_lossy(&body).into_owned())
}
