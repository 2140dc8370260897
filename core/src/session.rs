//! A session: one user, some rooms, one token.

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

/// One user's way to one access token: prepare, allow, authorize, as in every official SDK.
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
    pub(crate) fn prepare<U: LiveblocksUser + ?Sized>(
        liveblocks: Liveblocks,
        user: &U,
        request: Option<&'r AuthRequest>,
    ) -> Result<Self, Error> {
        let identity = request.map_or_else(|| Identity::of(user), |request| request.identity(user))?;
        Ok(Self { liveblocks, identity, grants: Grants::none(), request })
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
    /// [`ErrorKind::Denied`] if the session was prepared from a request and the token would not
    /// open the requested room; otherwise what kept the token from being minted:
    /// [`ErrorKind::Deadline`], [`ErrorKind::Unreachable`], [`ErrorKind::Refused`] or
    /// [`ErrorKind::InvalidReply`]. In [`AuthRequest::answer`], `?` turns each into its reply.
    pub async fn authorize(self) -> Result<Minted, Error> {
        let Self { liveblocks, identity, grants, request } = self;
        let mint = mint_request(&liveblocks, TokenKind::Access, identity, grants, request)?;
        mint_in_time(&liveblocks, &mint, request).await
    }
}

/// Shows user id and grants, but no user info.
impl fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("user_id", &self.identity.user_id)
            .field("grants", &self.grants)
            .finish_non_exhaustive()
    }
}

impl Liveblocks {
    /// Begins a session for a user: allow rooms, then authorize.
    ///
    /// In a handler that answers a browser, use
    /// [`AuthRequest::prepare_session`](crate::AuthRequest::prepare_session): it also knows the
    /// requested room, and fails if the token would not open it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) or [`ErrorKind::User`](crate::ErrorKind::User)
    /// if the user breaks a limit of Liveblocks or fails.
    pub fn prepare_session<U: LiveblocksUser + ?Sized>(&self, user: &U) -> Result<Session<'static>, Error> {
        Session::prepare(self.clone(), user, None)
    }

    /// Mints an ID token: it says who the user is. The rooms at Liveblocks say what the user and
    /// their groups can open.
    ///
    /// # Errors
    ///
    /// As [`prepare_session`](Self::prepare_session) and [`Session::authorize`].
    pub async fn identify_user<U: LiveblocksUser + ?Sized>(&self, user: &U) -> Result<Minted, Error> {
        identify(self, Identity::of(user)?, None).await
    }
}

impl AuthRequest {
    /// Begins a session for the user who sent this request, which it borrows.
    ///
    /// Its [`authorize`](Session::authorize) keeps the deadline of the request, and fails with
    /// [`ErrorKind::Denied`] if the token would not open the requested room.
    ///
    /// # Errors
    ///
    /// As [`Liveblocks::prepare_session`].
    pub fn prepare_session<U: LiveblocksUser + ?Sized>(
        &self,
        liveblocks: &Liveblocks,
        user: &U,
    ) -> Result<Session<'_>, Error> {
        Session::prepare(liveblocks.clone(), user, Some(self))
    }

    /// Mints an ID token for the user who sent this request, within its deadline.
    ///
    /// # Errors
    ///
    /// As [`Liveblocks::identify_user`]; [`ErrorKind::Denied`] if a room is required and none was
    /// requested.
    pub async fn identify_user<U: LiveblocksUser + ?Sized>(
        &self,
        liveblocks: &Liveblocks,
        user: &U,
    ) -> Result<Minted, Error> {
        identify(liveblocks, self.identity(user)?, Some(self)).await
    }
}

/// Checks a request before its token is minted, and says what the issuer mints.
///
/// Denies access tokens that would not open the requested room, and any token if a room is required
/// and none was requested. Checks nothing outside a request.
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
pub(crate) async fn identify(
    liveblocks: &Liveblocks,
    identity: Identity,
    request: Option<&AuthRequest>,
) -> Result<Minted, Error> {
    let mint = mint_request(liveblocks, TokenKind::Id, identity, Grants::none(), request)?;
    mint_in_time(liveblocks, &mint, request).await
}

/// Mints before the deadline. An entry point has a timer, but a session can be used outside one.
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
