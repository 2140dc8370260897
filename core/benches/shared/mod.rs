//! The request that both benchmarks answer: a signed-in user requests a room, the policy grants it,
//! the local issuer mints.

use bytes::Bytes;
use liveblocks_auth::issuer::LocalIssuer;
use liveblocks_auth::{
    AuthEndpoint, AuthReply, Grants, Liveblocks, Permissions, RequestHead, RoomPattern, policy_fn, resolver_fn,
};

/// An endpoint that does next to nothing outside core.
pub(crate) fn endpoint() -> AuthEndpoint {
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
pub(crate) fn head() -> RequestHead {
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

/// Answers a request with this head.
pub(crate) async fn answer(endpoint: &AuthEndpoint, head: RequestHead) -> AuthReply {
    let reply = endpoint.handle(head, Bytes::from_static(br#"{"room":"acme:docs:roadmap"}"#)).await;
    assert_eq!(reply.status(), 200);
    reply
}
