//! A careful endpoint on bare axum: the minimal cost of core's promises.
//!
//! It keeps the promises that cost time on every request: a strict head, a bounded body, one
//! deadline, a caught panic, and the headers of every reply. To keep them cheap, one timer and one
//! catch wrap one future, each call to Liveblocks clones a prepared request, and neither the
//! request head nor the reply of Liveblocks is copied.

use std::env;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::any;
use bytes::Bytes;
use futures_util::FutureExt as _;
use liveblocks_auth::BoxError;
use reqwest::{Client, redirect, retry};
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::hand::AuthBody;
use crate::ours::PATH;

const DEADLINE: Duration = Duration::from_secs(8);
const BODY_LIMIT: usize = 16 * 1024;
const JSON: HeaderValue = HeaderValue::from_static("application/json");

pub(crate) async fn serve(address: SocketAddr) -> Result<(), BoxError> {
    let app = Router::new().route(PATH, any(answer)).with_state(Arc::new(Careful::from_env()?));
    Ok(axum::serve(TcpListener::bind(address).await?, app).await?)
}

async fn answer(State(careful): State<Arc<Careful>>, request: Request) -> Response {
    let (status, body) = match AssertUnwindSafe(timeout(DEADLINE, careful.token(request))).catch_unwind().await {
        Ok(Ok(Ok(token))) => (StatusCode::OK, token),
        Ok(Ok(Err(status))) => (status, Bytes::from_static(b"{}")),
        // The deadline passed, or a panic.
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Bytes::from_static(b"{}")),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, JSON);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

struct Careful {
    client: Client,
    /// A request without its body.
    prepared: reqwest::Request,
}

impl Careful {
    fn from_env() -> Result<Self, BoxError> {
        let client = Client::builder()
            .http1_only()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .build()?;
        let prepared = client
            .post(format!("{}/v2/authorize-user", env::var("LIVEBLOCKS_BASE_URL")?))
            .bearer_auth(env::var("LIVEBLOCKS_SECRET_KEY")?)
            .header(header::CONTENT_TYPE, JSON)
            .build()?;
        Ok(Self { client, prepared })
    }

    /// The part that can wait or fail.
    async fn token(&self, request: Request) -> Result<Bytes, StatusCode> {
        let (head, body) = request.into_parts();
        if head.method != Method::POST {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        if single(&head.headers, "content-type") != Some("application/json") {
            return Err(StatusCode::BAD_REQUEST);
        }
        let body = to_bytes(body, BODY_LIMIT).await.map_err(|_| StatusCode::BAD_REQUEST)?;
        let AuthBody { room } = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
        let user_id = single(&head.headers, "x-user").ok_or(StatusCode::UNAUTHORIZED)?;
        self.mint(&Mint { user_id, permissions: Grant(room.as_deref()) }).await.ok_or(StatusCode::SERVICE_UNAVAILABLE)
    }

    async fn mint(&self, mint: &Mint<'_>) -> Option<Bytes> {
        let mut request = self.prepared.try_clone()?;
        *request.body_mut() = Some(serde_json::to_vec(mint).ok()?.into());
        let reply = self.client.execute(request).await.ok()?;
        if reply.status() != StatusCode::OK {
            return None;
        }
        reply.bytes().await.ok()
    }
}

/// `None` if the header is missing, repeated or not ASCII.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    values.next().is_none().then(|| first.to_str().ok()).flatten()
}

/// The body that Liveblocks gets.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mint<'a> {
    user_id: &'a str,
    permissions: Grant<'a>,
}

/// Full access to one room, or to none. Written without a map in between.
struct Grant<'a>(Option<&'a str>);

impl Serialize for Grant<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(usize::from(self.0.is_some())))?;
        if let Some(room) = self.0 {
            map.serialize_entry(room, &["*:write"])?;
        }
        map.end()
    }
}
