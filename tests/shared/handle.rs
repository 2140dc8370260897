//! A handle that mints without Liveblocks, and who may open what, for the tests of every adapter.

use std::time::Duration;

use liveblocks_auth::{
    Access, Authorizer, Error, Liveblocks, MintRequest, Minted, TokenIssuer, async_trait, room_policy_fn,
};

/// A handle that mints without Liveblocks.
pub(crate) fn liveblocks() -> Liveblocks {
    Liveblocks::builder().issuer(Mint).build().unwrap()
}

/// The same with little time, for tests that wait for its end.
pub(crate) fn hasty() -> Liveblocks {
    Liveblocks::builder().issuer(Mint).deadline(Duration::from_millis(500)).build().unwrap()
}

struct Mint;

#[async_trait]
impl TokenIssuer for Mint {
    async fn issue(&self, _: &MintRequest) -> Result<Minted, Error> {
        Minted::from_reply(r#"{"token":"e30.e30.signature"}"#)
    }
}

/// Lets everybody open the room that is their home, and thereby tell who they are.
pub(crate) fn authorizer(liveblocks: Liveblocks) -> Authorizer<String> {
    let home = room_policy_fn(|user: &String, room| {
        Box::pin(async move {
            let home = room.as_str() == format!("home:{user}");
            Ok(if home { Access::Full } else { Access::None })
        })
    });
    Authorizer::access_tokens(liveblocks, home)
}
