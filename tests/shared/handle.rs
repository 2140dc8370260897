//! A handle that mints without Liveblocks, a policy and a handler, for the tests of every adapter.

use std::future::pending;
use std::time::Duration;

use liveblocks_auth::issuer::{MintRequest, TokenIssuer, async_trait};
use liveblocks_auth::{
    Access, AuthReply, AuthRequest, Authorizer, Error, Liveblocks, Minted, Permissions, room_policy_fn,
};

/// The origin of a page that can use the endpoint.
pub(crate) const PAGE: &str = "https://app.example.com";

/// A handle that mints without Liveblocks.
pub(crate) fn liveblocks() -> Liveblocks {
    Liveblocks::builder().issuer(Mint).allow_origins([PAGE]).build().unwrap()
}

/// The same with a short deadline, for tests that wait for it.
pub(crate) fn hasty() -> Liveblocks {
    Liveblocks::builder().issuer(Mint).deadline(HASTY).build().unwrap()
}

/// The deadline of [`hasty`].
const HASTY: Duration = Duration::from_millis(500);

struct Mint;

#[async_trait]
impl TokenIssuer for Mint {
    async fn issue(&self, _: &MintRequest) -> Result<Minted, Error> {
        Minted::from_reply(r#"{"token":"e30.e30.signature"}"#)
    }
}

/// Lets every user open only their home room, so that the reply identifies the user.
pub(crate) fn authorizer(liveblocks: Liveblocks) -> Authorizer<String> {
    let home = room_policy_fn((), async |(), user: &String, room| {
        let home = room.as_str() == format!("home:{user}");
        Ok(if home { Access::Write } else { Access::None })
    });
    Authorizer::access_tokens(liveblocks, home)
}

/// A hand-written handler that opens any room. The header `x-person` names the user; `late` and
/// `never` make it slow.
pub(crate) async fn by_hand(liveblocks: &Liveblocks, request: &AuthRequest) -> AuthReply {
    let user = request.head().header("x-person").unwrap_or_default();
    // Two pauses, one before `answer` and one inside, exceed the deadline of `hasty`. A single one
    // doesn't.
    let pause = || tokio::time::sleep(HASTY * 3 / 4);
    if user == "late" {
        pause().await;
    }
    let work = async {
        match user {
            "late" => pause().await,
            "never" => pending().await,
            _ => {}
        }
        let mut session = request.prepare_session(liveblocks, user)?;
        if let Some(room) = request.room() {
            session.allow(room, Permissions::FULL)?;
        }
        Ok(session.authorize().await?)
    };
    request.answer(work).await
}
