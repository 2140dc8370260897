//! The routes.

use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use example_demo::api::{BODY_LIMIT, Profile, in_time};
use example_demo::page::File;
use example_demo::{Credentials, Declined, Document, Invitation, Me, Origin, Refusal, Registration, StoreError};
use liveblocks_auth::{AuthEndpoint, ErrorKind};
use liveblocks_auth_axum::{AuthReply, auth_endpoint, login_deadline};
use serde::de::DeserializeOwned;

use crate::auth::{Account, AuthSession, Backend};
use crate::sessions::{LoginLayer, note_activity, signed_in};

/// Creates the router of the whole application.
pub(crate) fn router(endpoint: AuthEndpoint, login: LoginLayer, origin: Origin, files: Vec<File>) -> Router {
    let liveblocks = endpoint.liveblocks().clone();
    let auth = Router::new().route("/api/liveblocks-auth", auth_endpoint(endpoint));
    let auth = signed_in(auth, login.clone(), || AuthReply::from(ErrorKind::Resolver).into_response())
        .route_layer(middleware::from_fn_with_state(liveblocks, login_deadline));
    let api = Router::new()
        .route("/api/register", post(register))
        .route("/api/login", post(log_in))
        .route("/api/logout", post(log_out))
        .route("/api/me", get(me))
        .route("/api/documents", get(documents))
        .route("/api/invitations", post(invite))
        .layer(DefaultBodyLimit::max(BODY_LIMIT));
    let api = signed_in(api, login, || Failure(Refusal::UNAVAILABLE).into_response());
    let routes = api.merge(auth).with_state(origin);
    files.into_iter().fold(routes, |router, file| router.route(&file.path, get((file.headers, file.body))))
}

/// POST `/api/register`
async fn register(auth: AuthSession, Sent(registration): Sent<Registration>) -> Result<Answer<Profile>, Failure> {
    let person = auth.backend.store().register(registration).await?;
    begin(auth, Account(person)).await
}

/// POST `/api/login`
async fn log_in(auth: AuthSession, Sent(credentials): Sent<Credentials>) -> Result<Answer<Profile>, Failure> {
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
async fn invite(auth: AuthSession, invitation: Result<Sent<Invitation>, Failure>) -> Result<Answer<Document>, Failure> {
    let Some(Account(person)) = &auth.user else {
        return Err(Failure(Refusal::NOT_SIGNED_IN));
    };
    let Sent(invitation) = invitation?;
    Ok(Answer(auth.backend.store().invite(person, invitation).await?))
}

/// A JSON body that arrived in time.
struct Sent<T>(T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let Json(sent) = in_time(Json::from_request(request, state)).await?;
        Ok(Self(sent))
    }
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

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

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
