//! Stands in for Liveblocks: answers every request with the same token, and does little else.

use std::convert::Infallible;
use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use liveblocks_auth::BoxError;
use tokio::net::TcpListener;

/// The claims of an access token from the cloud.
const CLAIMS: &str = r#"{"k":"acc","pid":"64d3a2f0c1b2a39485766f5e","uid":"alice","perms":{"acme:docs:roadmap":["*:write"]},"mcpr":20,"iat":1790000000,"exp":1790003600,"jti":"fT9c1Zq0WvXb"}"#;

pub(crate) async fn serve(address: SocketAddr) -> Result<(), BoxError> {
    let listener = TcpListener::bind(address).await?;
    let reply = Bytes::from(format!(r#"{{"token":"{}"}}"#, token()));
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let reply = reply.clone();
        let service = service_fn(move |request| answer(request, reply.clone()));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(request: Request<Incoming>, reply: Bytes) -> Result<Response<Full<Bytes>>, Infallible> {
    // An unread body would close the connection; hyper notices a broken one by itself.
    let _ = request.into_body().collect().await;
    let mut response = Response::new(Full::new(reply));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

fn token() -> String {
    let [header, claims, signature] = [br#"{"alg":"ES256","typ":"JWT"}"#.as_slice(), CLAIMS.as_bytes(), &[0x5a; 64]]
        .map(|part| URL_SAFE_NO_PAD.encode(part));
    format!("{header}.{claims}.{signature}")
}
