//! A session: one user, some rooms, one token.

use std::fmt;

use crate::client::{Liveblocks, Timer};
use crate::clock::Clock;
use crate::entry::{Stage, StageCell};
use crate::error::{Error, ErrorKind};
use crate::grants::Grants;
use crate::log;
use crate::mint::{MintRequest, Minted};
use crate::permission::Permissions;
use crate::request::AuthRequest;
use crate::room::{RoomId, RoomPattern};
use crate::user::{Identity, LiveblocksUser};

/// One user's way to one access token: prepare, allow, authorize, as in every official SDK.
///
/// [`authorize`](Self::authorize) takes the session by value, so using one twice does not compile:
///
/// ```compile_fail,E0382
/// # async fn twice(session: liveblocks_auth::Session) -> Result<(), liveblocks_auth::Error> {
/// session.authorize().await?;
/// session.authorize().await?; // use of moved value: `session`
/// # Ok(())
/// # }
/// ```
#[must_use = "a session mints nothing before authorize() is called"]
pub struct Session {
    liveblocks: Liveblocks,
    identity: Identity,
    grants: Grants,
    requested: Option<Requested>,
    clock: Clock,
    /// The stage of the request. Unused outside a request.
    stage: StageCell,
}

/// What a browser requested. `None` in a [`Session`] outside a request, which is minted as it is.
struct Requested {
    room: Option<RoomId>,
}

impl Session {
    pub(crate) fn prepare<U: LiveblocksUser + ?Sized>(
        liveblocks: Liveblocks,
        user: &U,
        request: Option<&AuthRequest>,
    ) -> Result<Self, Error> {
        Ok(Self {
            identity: request.map_or_else(|| Identity::of(user), |request| request.identity(user))?,
            grants: Grants::none(),
            requested: request.map(|request| Requested { room: request.room().cloned() }),
            clock: request.map_or_else(|| liveblocks.start_clock(), AuthRequest::clock),
            stage: request.map_or_else(|| StageCell::new(Stage::Issuer), |request| request.stage().clone()),
            liveblocks,
        })
    }

    /// Allows `permissions` in every room of `pattern`, in addition to what is allowed already.
    ///
    /// # Errors
    ///
    /// As [`Grants::allow`].
    pub fn allow(
        &mut self,
        pattern: impl Into<RoomPattern>,
        permissions: impl Into<Permissions>,
    ) -> Result<&mut Self, Error> {
        self.grants.allow(pattern, permissions)?;
        Ok(self)
    }

    /// What has been allowed so far.
    #[must_use]
    pub fn grants(&self) -> &Grants {
        &self.grants
    }

    /// Mints the token.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Denied`] if the session was prepared from a request and the token would not open the requested room;
    /// otherwise what kept the token from being minted: [`ErrorKind::Deadline`], [`ErrorKind::Unreachable`],
    /// [`ErrorKind::Refused`] or [`ErrorKind::InvalidReply`]. In [`AuthRequest::answer`], `?` turns each into its reply.
    pub async fn authorize(self) -> Result<Minted, Error> {
        let Self { liveblocks, identity, grants, requested, clock, stage } = self;
        let requested = requested.as_ref().map(|Requested { room }| room.as_ref());
        let request = access_request(&liveblocks, identity, grants, requested, clock)?;
        stage.during(Stage::Issuer, mint(&liveblocks, &request, requested.flatten(), Timer::Own)).await
    }
}

/// Shows user id and grants, but no user info.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("user_id", &self.identity.user_id)
            .field("grants", &self.grants)
            .finish_non_exhaustive()
    }
}

/// What the issuer is asked for an access token. `requested` is the room that a browser requested, if any; `None` outside
/// a request.
pub(crate) fn access_request(
    liveblocks: &Liveblocks,
    identity: Identity,
    grants: Grants,
    requested: Option<Option<&RoomId>>,
    clock: Clock,
) -> Result<MintRequest, Error> {
    if let Some(room) = requested {
        check_covered(liveblocks, room, &grants)?;
    }
    log::ineffective(&grants);
    Ok(MintRequest::access(identity, grants, clock))
}

/// The rule of the 403: a token that would not open the requested room is not minted.
fn check_covered(liveblocks: &Liveblocks, room: Option<&RoomId>, grants: &Grants) -> Result<(), Error> {
    match room {
        Some(room) if !grants.open(room) => {
            let text = format!("the grants do not cover the requested room: {grants:?}");
            Err(Error::new(ErrorKind::Denied, text))
        }
        Some(_) => Ok(()),
        None => check_roomless(liveblocks),
    }
}

fn check_roomless(liveblocks: &Liveblocks) -> Result<(), Error> {
    if liveblocks.room_required() {
        return Err(Error::new(ErrorKind::Denied, "a room is required and none was requested"));
    }
    Ok(())
}

/// Mints an ID token. A requested room was checked for its form; Liveblocks decides what the token opens.
pub(crate) async fn identify(
    liveblocks: &Liveblocks,
    identity: Identity,
    request: Option<&AuthRequest>,
    timer: Timer,
) -> Result<Minted, Error> {
    let Some(request) = request else {
        return mint(liveblocks, &MintRequest::id(identity, liveblocks.start_clock()), None, timer).await;
    };
    if request.room().is_none() {
        check_roomless(liveblocks)?;
    }
    let mint_request = MintRequest::id(identity, request.clock());
    request.stage().during(Stage::Issuer, mint(liveblocks, &mint_request, request.room(), timer)).await
}

/// Asks the issuer. Writes the log entry of the token; errors are the caller's to write.
pub(crate) async fn mint(
    liveblocks: &Liveblocks,
    request: &MintRequest,
    room: Option<&RoomId>,
    timer: Timer,
) -> Result<Minted, Error> {
    let minted = liveblocks.mint(request, timer).await?;
    log::minted(request, room);
    Ok(minted)
}
