//! axum: ours, and by hand.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use axum::{Json, Router};
use liveblocks_auth::BoxError;
use liveblocks_auth_axum::auth_endpoint;
use tokio::net::TcpListener;

use crate::hand::{AuthBody, Upstream};
use crate::ours::{self, PATH};

pub(crate) async fn ours(address: SocketAddr) -> Result<(), BoxError> {
    let app = Router::new().route(PATH, auth_endpoint(ours::endpoint()?));
    Ok(axum::serve(TcpListener::bind(address).await?, app).await?)
}

pub(crate) async fn hand(address: SocketAddr) -> Result<(), BoxError> {
    let app = Router::new().route(PATH, post(auth)).with_state(Arc::new(Upstream::from_env()?));
    Ok(axum::serve(TcpListener::bind(address).await?, app).await?)
}

struct User(String);

impl<S: Sync> FromRequestParts<S> for User {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let user = parts.headers.get("x-user").and_then(|value| value.to_str().ok());
        user.map(|user| Self(user.to_owned())).ok_or(StatusCode::UNAUTHORIZED)
    }
}

async fn auth(
    State(upstream): State<Arc<Upstream>>,
    User(user): User,
    Json(body): Json<AuthBody>,
) -> Result<impl IntoResponse, StatusCode> {
    let (status, token) = upstream.authorize(&user, &body).await.map_err(|_| StatusCode::BAD_GATEWAY)?;
    Ok((status, [(header::CONTENT_TYPE, "application/json")], token))
}
