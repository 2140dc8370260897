//! warp: ours, by hand, and by hand with the whole head.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use liveblocks_auth::BoxError;
use liveblocks_auth_warp::auth_endpoint;
use warp::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use warp::path::FullPath;
use warp::{Filter as _, Reply};

use crate::hand::{AuthBody, Upstream};
use crate::ours;

pub(crate) async fn ours(address: SocketAddr) -> Result<(), BoxError> {
    let routes = warp::path!("api" / "liveblocks-auth").and(auth_endpoint(ours::endpoint()?));
    warp::serve(routes).run(address).await;
    Ok(())
}

pub(crate) async fn hand(address: SocketAddr) -> Result<(), BoxError> {
    let upstream = Arc::new(Upstream::from_env()?);
    let routes = warp::path!("api" / "liveblocks-auth")
        .and(warp::post())
        .and(warp::any().map(move || Arc::clone(&upstream)))
        .and(warp::header::optional("x-user"))
        .and(warp::body::json())
        .then(auth);
    warp::serve(routes).run(address).await;
    Ok(())
}

/// Copies every header for the user, as a resolver gets them. warp only has a filter that clones
/// them.
pub(crate) async fn hand_with_head(address: SocketAddr) -> Result<(), BoxError> {
    let upstream = Arc::new(Upstream::from_env()?);
    let query = warp::query::raw().or_else(|_| async { Ok::<_, Infallible>((String::new(),)) });
    let head = warp::method().and(warp::path::full()).and(query).and(warp::header::headers_cloned());
    let routes = warp::path!("api" / "liveblocks-auth")
        .and(head)
        .and(warp::any().map(move || Arc::clone(&upstream)))
        .and(warp::body::json())
        .then(|_: Method, _: FullPath, _: String, headers: HeaderMap, upstream, body| {
            let user = headers.get("x-user").and_then(|value| value.to_str().ok()).map(str::to_owned);
            auth(upstream, user, body)
        });
    warp::serve(routes).run(address).await;
    Ok(())
}

async fn auth(upstream: Arc<Upstream>, user: Option<String>, body: AuthBody) -> Result<impl Reply, StatusCode> {
    let user = user.ok_or(StatusCode::UNAUTHORIZED)?;
    let (status, token) = upstream.authorize(&user, &body).await.map_err(|_| StatusCode::BAD_GATEWAY)?;
    let mut response = Response::new(token);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}
