//! Decides and mints, for the ready endpoint and the authorizer.

use crate::error::{BoxError, Error, ErrorKind};
use crate::issuer::mint_request::{MintRequest, TokenKind};
use crate::issuer::token::Minted;
use crate::liveblocks::handle::Liveblocks;
use crate::policy::AccessPolicy;
use crate::request::auth_request::AuthRequest;
use crate::request::stage::Stage;
use crate::rooms::grants::Grants;
use crate::session;
use crate::users::identity::Identity;
use crate::users::liveblocks_user::LiveblocksUser;

/// Decides which token to mint: an access token with the policy's grants, or an ID token if there
/// is no policy.
pub(crate) async fn decide<U: LiveblocksUser + Sync>(
    liveblocks: &Liveblocks,
    policy: Option<&impl AccessPolicy<U>>,
    user: &U,
    request: &AuthRequest,
) -> Result<MintRequest, Error> {
    request.stage().set(Stage::User);
    let user_id = request.note_user(user);
    let (kind, grants) = match policy {
        Some(policy) => {
            let granted = request.stage().during(Stage::Policy, policy.grant(user, request)).await;
            (TokenKind::Access, granted.map_err(of_policy)?)
        }
        None => (TokenKind::Id, Grants::none()),
    };
    session::mint_request(liveblocks, kind, Identity::with_id(user, user_id)?, grants, Some(request))
}

/// Mints the token, under the entry point's timer. Frees the head and the body, which are no longer
/// needed.
pub(crate) async fn mint(
    liveblocks: &Liveblocks,
    mint: &MintRequest,
    request: &mut AuthRequest,
) -> Result<Minted, Error> {
    request.stage().set(Stage::Issuer);
    request.release();
    liveblocks.issue(mint, request.room()).await
}

/// Converts an error of a policy.
///
/// Invalid data is still the page's fault, and a broken limit is still a broken limit. No other
/// kind is kept: a policy denies by granting nothing, not with an error that it received from
/// another call.
pub(crate) fn of_policy(error: BoxError) -> Error {
    let keeps = |kind| matches!(kind, ErrorKind::Data | ErrorKind::Limit);
    Error::of(ErrorKind::Policy, "the policy could not decide", error, keeps)
}
