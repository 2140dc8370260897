//! The routes.

use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use example_demo::api::{BODY_LIMIT, Profile};
use example_demo::page::File;
use example_demo::{Credentials, Declined, Document, Invitation, Me, Origin, Refusal, Registration, StoreError};
use liveblocks_auth::AuthEndpoint;
use liveblocks_auth_axum::auth_endpoint;

use crate::auth::{Account, AuthSession, Backend};
use crate::sessions::{LoginLayer, note_activity, stay_signed_in, unavailable_login};

/// The path at which the browser client requests tokens.
pub(crate) const AUTH_ENDPOINT: &str = "/api/liveblocks-auth";

/// Creates the router of the whole application.
pub(crate) fn router(endpoint: AuthEndpoint, login: LoginLayer, origin: Origin, files: Vec<File>) -> Router {
    let api = Router::new()
        .route("/api/register", post(register))
        .route("/api/login", post(log_in))
        .route("/api/logout", post(log_out))
        .route("/api/me", get(me))
        .route("/api/documents", get(documents))
        .route("/api/invitations", post(invite))
        .route(AUTH_ENDPOINT, auth_endpoint(endpoint))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn(stay_signed_in))
        // A layer wraps the layers above it: this one adds the session to the request for the
        // previous layer and the handlers.
        .layer(login)
        .layer(middleware::map_response(unavailable_login))
        .with_state(origin);
    files.into_iter().fold(api, |router, file| router.route(&file.path, get((file.headers, file.body))))
}

/// POST `/api/register`
async fn register(
    auth: AuthSession,
    registration: Result<Json<Registration>, JsonRejection>,
) -> Result<Answer<Profile>, Failure> {
    let Json(registration) = registration.map_err(|_| Failure(Refusal::UNREADABLE))?;
    let person = auth.backend.store().register(registration).await?;
    begin(auth, Account(person)).await
}

/// POST `/api/login`
async fn log_in(
    auth: AuthSession,
    credentials: Result<Json<Credentials>, JsonRejection>,
) -> Result<Answer<Profile>, Failure> {
    let Json(credentials) = credentials.map_err(|_| Failure(Refusal::UNREADABLE))?;
    let Some(account) = auth.authenticate(credentials).await? else {
        return Err(Failure(Refusal::WRONG_LOGIN));
    };
    begin(auth, account).await
}

/// Signs a person in.
async fn begin(mut auth: AuthSession, account: Account) -> Result<Answer<Profile>, Failure> {
    // axum-login gives the session a new id only if it was anonymous. If another person was signed
    // in, remove everything of theirs, including the id: after a logout alone, tower-sessions could
    // use the id again.
    if auth.user.is_some() {
        auth.logout().await?;
        auth.session.cycle_id().await.map_err(axum_login::Error::Session)?;
    }
    auth.login(&account).await?;
    note_activity(&auth).await?;
    Ok(Answer(Profile::from(&account.0)))
}

/// POST `/api/logout`
async fn log_out(mut auth: AuthSession) -> Result<StatusCode, Failure> {
    auth.logout().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// GET `/api/me`
async fn me(auth: AuthSession, State(origin): State<Origin>) -> Answer<Me> {
    Answer(Me::new(auth.user.as_ref().map(|Account(person)| person), &origin))
}

/// GET `/api/documents`
async fn documents(auth: AuthSession) -> Result<Answer<Vec<Document>>, Failure> {
    let Some(Account(person)) = &auth.user else {
        return Err(Failure(Refusal::NOT_SIGNED_IN));
    };
    Ok(Answer(auth.backend.store().documents(&person.id).await?))
}

/// POST `/api/invitations`
async fn invite(
    auth: AuthSession,
    invitation: Result<Json<Invitation>, JsonRejection>,
) -> Result<Answer<Document>, Failure> {
    let Some(Account(person)) = &auth.user else {
        return Err(Failure(Refusal::NOT_SIGNED_IN));
    };
    let Json(invitation) = invitation.map_err(|_| Failure(Refusal::UNREADABLE))?;
    Ok(Answer(auth.backend.store().invite(person, invitation).await?))
}

/// JSON for one person, which no cache may store.
struct Answer<T>(T);

impl<T: serde::Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        ([(CACHE_CONTROL, "no-store")], Json(self.0)).into_response()
    }
}

/// A reply that is an error.
pub(crate) struct Failure(pub(crate) Refusal);

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(Refusal::unavailable(&error))
    }
}

impl From<Declined> for Failure {
    fn from(declined: Declined) -> Self {
        Self(declined.into())
    }
}

impl From<axum_login::Error<Backend>> for Failure {
    fn from(error: axum_login::Error<Backend>) -> Self {
        Self(Refusal::unavailable(&error))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.0.status, Answer(self.0)).into_response()
    }
}
