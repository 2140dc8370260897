//! A session: one user, some rooms, one token.

use std::fmt;

use tracing::Instrument as _;

use crate::deadline::Deadline;
use crate::events::{self, Trail};
use crate::mint::MintRequest;
use crate::user::Identity;
use crate::{
    AuthRequest, Error, ErrorKind, Grants, Liveblocks, LiveblocksUser, Minted, Permissions, RoomId, RoomPattern,
    guarded,
};

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
    asked: Option<Asked>,
    deadline: Deadline,
}

/// What a browser asked for. A session that nobody asked for has no such thing, and is minted as it is.
struct Asked {
    room: Option<RoomId>,
}

impl Session {
    pub(crate) fn prepare<U: LiveblocksUser + ?Sized>(
        liveblocks: Liveblocks,
        user: &U,
        request: Option<&AuthRequest>,
    ) -> Result<Self, Error> {
        let deadline = request.map_or_else(|| liveblocks.start_clock(), AuthRequest::deadline);
        let asked = request.map(|request| Asked { room: request.room().cloned() });
        let identity = guarded::call(|| Identity::of(user))??;
        Ok(Self { liveblocks, identity, grants: Grants::none(), asked, deadline })
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

    /// Allows exactly what a policy granted.
    pub(crate) fn with_grants(self, grants: Grants) -> Self {
        Self { grants, ..self }
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
    /// [`ErrorKind::Denied`] when the session was prepared from a request and the token would not open the room asked for; otherwise
    /// whatever kept the token from being minted, [`ErrorKind::Deadline`], [`ErrorKind::Unreachable`], [`ErrorKind::Refused`] or
    /// [`ErrorKind::InvalidReply`]. Each becomes the right reply by `?` in a handler that returns an [`AuthReply`](crate::AuthReply).
    pub async fn authorize(self) -> Result<Minted, Error> {
        let Self { liveblocks, identity, grants, asked, deadline } = self;
        let user_id = identity.user_id.clone();
        let room = asked.as_ref().and_then(|asked| asked.room.as_ref());
        let trail = Trail { user_id: Some(&user_id), room, granted: Some(&grants), clock: Some(deadline) };
        mint(&liveblocks, &trail, || {
            if asked.is_some() {
                check_covered(&liveblocks, room, &grants)?;
            }
            events::ineffective(&grants);
            MintRequest::access(identity, grants.clone(), deadline)
        })
        .await
    }
}

/// Shows who and what, but no user info.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("user_id", &self.identity.user_id)
            .field("grants", &self.grants)
            .finish_non_exhaustive()
    }
}

/// The rule of the 403: a token that would not open the room asked for is not minted.
fn check_covered(liveblocks: &Liveblocks, room: Option<&RoomId>, grants: &Grants) -> Result<(), Error> {
    match room {
        Some(room) if grants.opens(room).is_none() => {
            Err(Error::new(ErrorKind::Denied, "what is granted does not open the room asked for"))
        }
        Some(_) => Ok(()),
        None => check_roomless(liveblocks),
    }
}

fn check_roomless(liveblocks: &Liveblocks) -> Result<(), Error> {
    if liveblocks.room_required() {
        return Err(Error::new(ErrorKind::Denied, "a room is required and none was asked for"));
    }
    Ok(())
}

/// Mints an ID token. The room, if one was asked for, was checked for its form; what it opens is decided at Liveblocks.
pub(crate) async fn identify<U: LiveblocksUser + ?Sized>(
    liveblocks: &Liveblocks,
    user: &U,
    request: Option<&AuthRequest>,
) -> Result<Minted, Error> {
    let deadline = request.map_or_else(|| liveblocks.start_clock(), AuthRequest::deadline);
    let room = request.and_then(AuthRequest::room);
    let identity = guarded::call(|| Identity::of(user))??;
    let user_id = identity.user_id.clone();
    let trail = Trail { user_id: Some(&user_id), room, granted: None, clock: Some(deadline) };
    mint(liveblocks, &trail, || {
        if request.is_some() && room.is_none() {
            check_roomless(liveblocks)?;
        }
        MintRequest::id(identity, deadline)
    })
    .await
}

/// Mints what `prepare` asks for, in a span that names the user; says what came of it.
async fn mint(
    liveblocks: &Liveblocks,
    trail: &Trail<'_>,
    prepare: impl FnOnce() -> Result<MintRequest, Error>,
) -> Result<Minted, Error> {
    let span = tracing::info_span!(target: events::TARGET, "mint", user.id = trail.user_id.map(tracing::field::debug));
    async {
        let minted = match prepare() {
            Ok(request) => liveblocks.mint(&request).await.inspect(|_| events::minted(&request, trail.room)),
            Err(error) => Err(error),
        };
        minted.map_err(|error| events::refused(error, trail))
    }
    .instrument(span)
    .await
}
