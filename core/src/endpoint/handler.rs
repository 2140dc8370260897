//! The entry point for a handler that the application writes itself.

use crate::endpoint::entry::Entry;
use crate::error::{BoxError, Error, ErrorKind};
use crate::issuer::token::Minted;
use crate::request::auth_request::AuthRequest;
use crate::request::stage::Stage;
use crate::wire::reply::AuthReply;

impl AuthRequest {
    /// Runs a handler of your own, within the deadline, and replies to the request.
    ///
    /// Catches the handler's panics, and writes one log entry for the outcome.
    ///
    /// An error of this crate decides the status, even if it is the `source()` of your own error: a
    /// failed [`user`](Self::user) stays a 401, a failed
    /// [`Session::authorize`](crate::Session::authorize) a 403. Any other error is logged and
    /// becomes a 503, so you can use `?` on every error of your code. (The exception is `anyhow`,
    /// which hides our errors: pass them on unwrapped.)
    ///
    /// The event `minted` is written as soon as the token is minted. If the handler fails after
    /// that, its error is a second event.
    ///
    /// # Examples
    ///
    /// With ID tokens, the handler needs no session:
    /// `Ok(request.identify_user(liveblocks, &user).await?)`. With access tokens:
    ///
    /// ```
    /// use liveblocks_auth::{AuthReply, AuthRequest, Liveblocks, Permissions, Resolver};
    /// # use liveblocks_auth::RoomId;
    /// # async fn should_have_access(_: &str, _: &RoomId) -> std::io::Result<bool> { Ok(true) }
    ///
    /// async fn auth(
    ///     liveblocks: &Liveblocks,
    ///     resolver: &Resolver<String>,
    ///     request: AuthRequest,
    /// ) -> AuthReply {
    ///     request
    ///         .answer(async {
    ///             let user = request.user(resolver).await?;
    ///             let mut session = request.prepare_session(liveblocks, &user)?;
    ///             if let Some(room) = request.room() {
    ///                 if should_have_access(&user, room).await? {
    ///                     session.allow(room, Permissions::FULL)?;
    ///                 }
    ///             }
    ///             Ok(session.authorize().await?)
    ///         })
    ///         .await
    /// }
    /// ```
    pub async fn answer<W>(&self, work: W) -> AuthReply
    where
        W: Future<Output = Result<Minted, BoxError>>,
    {
        let work = async |_: &mut Option<&Self>| {
            work.await.map_err(|error| Error::of(ErrorKind::Handler, "the handler failed", error, |_| true))
        };
        Entry::of(self, Stage::Handler).reply(work).await
    }
}
