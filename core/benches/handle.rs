//! Measures `AuthEndpoint::handle` with the local issuer: everything that core adds to a request,
//! without the network. Time and allocations; counting the allocations adds a little to the time.

#![allow(clippy::expect_used, missing_docs, reason = "a benchmark that cannot start must say so")]

use bytes::Bytes;
use divan::{AllocProfiler, Bencher};
use liveblocks_auth::issuer::LocalIssuer;
use liveblocks_auth::{
    AuthEndpoint, Grants, Liveblocks, Permissions, RequestHead, RoomPattern, policy_fn, resolver_fn,
};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// A signed-in user requests a room, the policy grants it, the local issuer mints.
#[divan::bench]
fn handle(bencher: Bencher<'_, '_>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let endpoint = endpoint();
    bencher.with_inputs(head).bench_local_values(|head| {
        let body = Bytes::from_static(br#"{"room":"acme:docs:roadmap"}"#);
        let reply = runtime.block_on(endpoint.handle(head, body));
        assert_eq!(reply.status(), 200);
        reply
    });
}

/// An endpoint that does next to nothing outside core.
fn endpoint() -> AuthEndpoint {
    let liveblocks = Liveblocks::builder()
        .env_from(|_| None)
        .local_issuer(LocalIssuer::new())
        .build()
        .expect("a good configuration");
    AuthEndpoint::access_tokens(
        liveblocks,
        resolver_fn((), async |(), head| Ok(head.cookie("session").map(str::to_owned))),
        policy_fn((), async |(), _: &String, _| {
            let mut grants = Grants::none();
            grants.allow(RoomPattern::under(["acme", "docs"])?, Permissions::FULL)?;
            Ok(grants)
        }),
    )
}

/// The head of a request with the headers that a browser sends. A framework makes it, so it is not
/// measured.
fn head() -> RequestHead {
    let request = http::Request::post("/api/liveblocks-auth")
        .header("host", "app.example.com")
        .header("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36")
        .header("accept", "*/*")
        .header("accept-language", "en-GB,en;q=0.9")
        .header("accept-encoding", "gzip, deflate, br, zstd")
        .header("origin", "https://app.example.com")
        .header("referer", "https://app.example.com/documents/roadmap")
        .header("cookie", "theme=dark; session=3f9c1a7b")
        .header("content-type", "application/json")
        .header("content-length", "28")
        .body(())
        .expect("a good request");
    RequestHead::from(request.into_parts().0)
}
