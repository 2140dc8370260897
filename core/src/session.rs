//! Sessions: prepare one for a user, allow rooms, and mint a token.

use std::fmt;

use tokio::time::timeout_at;

use crate::error::{Error, ErrorKind};
use crate::issuer::mint_request::{MintRequest, TokenKind};
use crate::issuer::token::Minted;
use crate::liveblocks::handle::Liveblocks;
use crate::log;
use crate::request::auth_request::AuthRequest;
use crate::request::stage::Stage;
use crate::rooms::grants::Grants;
use crate::rooms::pattern::RoomPattern;
use crate::rooms::permissions::Permissions;
use crate::users::identity::Identity;
use crate::users::liveblocks_user::LiveblocksUser;

/// Prepares one access token for one user: prepare, allow, authorize, as in every official SDK.
///
/// For an ID token, which needs no session, see [`AuthRequest::identify_user`] and
/// [`Liveblocks::identify_user`].
///
/// [`authorize`](Self::authorize) takes the session by value, so using one twice does not compile:
///
/// ```compile_fail,E0382
/// # async fn twice(session: liveblocks_auth::Session<'_>) -> Result<(), liveblocks_auth::Error> {
/// session.authorize().await?;
/// session.authorize().await?; // use of moved value: `session`
/// # Ok(())
/// # }
/// ```
#[must_use = "a session mints nothing before authorize() is called"]
pub struct Session<'r> {
    liveblocks: Liveblocks,
    identity: Identity,
    grants: Grants,
    /// `None` outside a request.
    request: Option<&'r AuthRequest>,
}

impl<'r> Session<'r> {
    fn prepare<U: LiveblocksUser + ?Sized>(
        liveblocks: Liveblocks,
        user: &U,
        request: Option<&'r AuthRequest>,
    ) -> Result<Self, Error> {
        let identity = request.map_or_else(|| Identity::of(user), |request| request.identity(user))?;
        Ok(Self { liveblocks, identity, grants: Grants::none(), request })
    }

    /// Allows `permissions` in every room that `pattern` matches, in addition to earlier grants.
    ///
    /// # Errors
    ///
    /// The errors of [`Grants::allow`].
    pub fn allow(
        &mut self,
        pattern: impl Into<RoomPattern>,
        permissions: impl Into<Permissions>,
    ) -> Result<&mut Self, Error> {
        self.grants.allow(pattern, permissions)?;
        Ok(self)
    }

    /// Returns the grants so far.
    #[must_use]
    pub fn grants(&self) -> &Grants {
        &self.grants
    }

    /// Mints the access token.
    ///
    /// Outside a request, the deadline starts here.
    ///
    /// # Errors
    ///
    /// * [`ErrorKind::Denied`], only for a session that was prepared from a request: the token
    ///   would not open the requested room, or no room was requested and one is required;
    /// * [`ErrorKind::Deadline`], [`ErrorKind::Unreachable`], [`ErrorKind::Refused`] or
    ///   [`ErrorKind::InvalidReply`] if the token could not be minted.
    ///
    /// In [`AuthRequest::answer`], `?` turns each of them into its reply.
    pub async fn authorize(self) -> Result<Minted, Error> {
        let Self { liveblocks, identity, grants, request } = self;
        let mint = mint_request(&liveblocks, TokenKind::Access, identity, grants, request)?;
        mint_in_time(&liveblocks, &mint, request).await
    }
}

/// Shows the user id and the grants, but no user info.
impl fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("user_id", &self.identity.user_id)
            .field("grants", &self.grants)
            .finish_non_exhaustive()
    }
}

impl Liveblocks {
    /// Starts a session that mints an access token for `user`.
    ///
    /// To reply to a browser, use
    /// [`AuthRequest::prepare_session`](crate::AuthRequest::prepare_session) instead: its session
    /// also knows the requested room, and fails if the token would not open it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) if the user breaks a limit of Liveblocks, or
    /// [`ErrorKind::User`](crate::ErrorKind::User) if the user type fails.
    pub fn prepare_session<U: LiveblocksUser + ?Sized>(&self, user: &U) -> Result<Session<'static>, Error> {
        Session::prepare(self.clone(), user, None)
    }

    /// Mints an ID token for `user`. It says who the user is; permissions live on the rooms at
    /// Liveblocks.
    ///
    /// To reply to a browser, use [`AuthRequest::identify_user`](crate::AuthRequest::identify_user)
    /// instead.
    ///
    /// # Errors
    ///
    /// The errors of [`prepare_session`](Self::prepare_session), and [`ErrorKind::Deadline`],
    /// [`ErrorKind::Unreachable`], [`ErrorKind::Refused`] or [`ErrorKind::InvalidReply`] if the
    /// token could not be minted.
    pub async fn identify_user<U: LiveblocksUser + ?Sized>(&self, user: &U) -> Result<Minted, Error> {
        identify(self, Identity::of(user)?, None).await
    }
}

impl AuthRequest {
    /// Starts a session that mints an access token for the user who sent this request.
    ///
    /// The session borrows the request. Its [`authorize`](Session::authorize) keeps the request's
    /// deadline, and fails with [`ErrorKind::Denied`] if the token would not open the requested
    /// room.
    ///
    /// # Errors
    ///
    /// The errors of [`Liveblocks::prepare_session`].
    pub fn prepare_session<U: LiveblocksUser + ?Sized>(
        &self,
        liveblocks: &Liveblocks,
        user: &U,
    ) -> Result<Session<'_>, Error> {
        Session::prepare(liveblocks.clone(), user, Some(self))
    }

    /// Mints an ID token for the user who sent this request, within the request's deadline.
    ///
    /// The token says who the user is. Permissions live on the rooms at Liveblocks, so the
    /// requested room is not checked here.
    ///
    /// # Errors
    ///
    /// The errors of [`Liveblocks::identify_user`], and [`ErrorKind::Denied`] if a room is required
    /// and none was requested.
    pub async fn identify_user<U: LiveblocksUser + ?Sized>(
        &self,
        liveblocks: &Liveblocks,
        user: &U,
    ) -> Result<Minted, Error> {
        identify(liveblocks, self.identity(user)?, Some(self)).await
    }
}

/// Checks a request before its token is minted, and builds the request to the issuer.
///
/// Denies an access token that would not open the requested room. Denies any token if a room is
/// required and none was requested. Outside a request, checks nothing.
pub(crate) fn mint_request(
    liveblocks: &Liveblocks,
    kind: TokenKind,
    identity: Identity,
    grants: Grants,
    request: Option<&AuthRequest>,
) -> Result<MintRequest, Error> {
    match request.map(AuthRequest::room) {
        Some(Some(room)) if kind == TokenKind::Access && !grants.open(room) => {
            let text = format!("the grants do not cover the requested room: {grants:?}");
            return Err(Error::new(ErrorKind::Denied, text));
        }
        Some(None) if liveblocks.room_required() => {
            return Err(Error::new(ErrorKind::Denied, "a room is required and none was requested"));
        }
        _ => {}
    }
    log::ineffective(&grants);
    let clock = request.map_or_else(|| liveblocks.start_clock(), AuthRequest::clock);
    Ok(MintRequest::new(kind, identity, grants, clock))
}

/// Mints an ID token.
async fn identify(liveblocks: &Liveblocks, identity: Identity, request: Option<&AuthRequest>) -> Result<Minted, Error> {
    let mint = mint_request(liveblocks, TokenKind::Id, identity, Grants::none(), request)?;
    mint_in_time(liveblocks, &mint, request).await
}

/// Mints before the deadline. Needs its own timer, because a session can be used outside an entry
/// point.
async fn mint_in_time(
    liveblocks: &Liveblocks,
    mint: &MintRequest,
    request: Option<&AuthRequest>,
) -> Result<Minted, Error> {
    let overdue = |_| Err(Error::new(ErrorKind::Deadline, "the deadline passed in the issuer"));
    let room = request.and_then(AuthRequest::room);
    let timed = timeout_at(mint.clock().deadline(), liveblocks.issue(mint, room));
    let issue = async { timed.await.unwrap_or_else(overdue) };
    match request {
        Some(request) => request.stage().during(Stage::Issuer, issue).await,
        None => issue.await,
    }
}
