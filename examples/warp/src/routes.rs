//! The routes.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::{Buf, Bytes};
use cookie::Key;
use example_demo::api::{BODY_LIMIT, Profile, in_time};
use example_demo::page::File;
use example_demo::{
    Credentials, Declined, Document, Invitation, Me, Origin, Person, Refusal, Registration, Store, StoreError,
};
use futures_util::{Stream, TryStreamExt as _};
use liveblocks_auth::{Authorizer, BoxError};
use liveblocks_auth_warp::auth_endpoint_with;
use serde::de::DeserializeOwned;
use warp::http::StatusCode;
use warp::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use warp::path::FullPath;
use warp::reply::{Reply, Response, with_header, with_status};
use warp::{Filter, Rejection};

use crate::auth::{Login, login, login_or_api_token};

/// Creates all routes of the application.
pub(crate) fn routes(
    store: Store,
    authorizer: Authorizer<Person>,
    key: Key,
    origin: Origin,
    files: Vec<File>,
) -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone {
    let origin = warp::any().map(move || origin.clone());
    let files: Arc<[File]> = files.into();
    let files = warp::any().map(move || Arc::clone(&files));
    let login = login(store, key);
    let asking = warp::header::headers_cloned().and(login.clone()).map(|headers, login| (headers, login));

    let register = warp::path!("api" / "register").and(warp::post()).and(login.clone()).and(body()).then(register);
    let log_in = warp::path!("api" / "login").and(warp::post()).and(login.clone()).and(body()).then(log_in);
    let log_out = warp::path!("api" / "logout").and(warp::post()).and(login.clone()).then(log_out);
    let me = warp::path!("api" / "me").and(warp::get()).and(login.clone()).and(origin).then(me);
    let documents = warp::path!("api" / "documents").and(warp::get()).and(login.clone()).then(documents);
    let invite = warp::path!("api" / "invitations").and(warp::post()).and(login).and(body()).then(invite);
    let auth = auth_endpoint_with(authorizer, asking, login_or_api_token);
    let auth = warp::path!("api" / "liveblocks-auth").and(auth);
    let page = warp::path::full().and(files).and_then(page_file).and(warp::get());
    register.or(log_in).or(log_out).or(me).or(documents).or(invite).or(auth).or(page)
}

/// POST `/api/register`
async fn register(login: Login, registration: Result<Registration, Failure>) -> Result<Response, Failure> {
    let person = login.store().register(registration?).await?;
    Ok(login.begin(&person).await?.with(Answer(Profile::from(&person))))
}

/// POST `/api/login`
async fn log_in(login: Login, credentials: Result<Credentials, Failure>) -> Result<Response, Failure> {
    let credentials = credentials?;
    let Some(person) = login.store().sign_in(&credentials.email, credentials.password).await? else {
        return Err(Failure(Refusal::WRONG_LOGIN));
    };
    Ok(login.begin(&person).await?.with(Answer(Profile::from(&person))))
}

/// POST `/api/logout`
async fn log_out(login: Login) -> Result<Response, Failure> {
    Ok(login.end().await?.with(StatusCode::NO_CONTENT))
}

/// GET `/api/me`
async fn me(login: Login, origin: Origin) -> Result<Answer<Me>, Failure> {
    Ok(Answer(Me::new(login.person().await?.as_ref(), &origin)))
}

/// GET `/api/documents`
async fn documents(login: Login) -> Result<Answer<Vec<Document>>, Failure> {
    let Some(person) = login.person().await? else {
        return Err(Failure(Refusal::NOT_SIGNED_IN));
    };
    Ok(Answer(login.store().documents(&person.id).await?))
}

/// POST `/api/invitations`
async fn invite(login: Login, invitation: Result<Invitation, Failure>) -> Result<Answer<Document>, Failure> {
    let Some(person) = login.person().await? else {
        return Err(Failure(Refusal::NOT_SIGNED_IN));
    };
    Ok(Answer(login.store().invite(&person, invitation?).await?))
}

/// Extracts a JSON body that arrived in time.
///
/// warp's own filter has no time limit. It would also accept a body without a media type, which a
/// page of any site can send, and a body of any length.
fn body<T: DeserializeOwned + Send>() -> impl Filter<Extract = (Result<T, Failure>,), Error = Infallible> + Clone {
    let media_type = warp::header::<String>(CONTENT_TYPE.as_str());
    let limit = warp::body::content_length_limit(BODY_LIMIT as u64);
    let json = media_type.and(limit).and(warp::body::stream());
    let json = json.then(async |media_type, stream| Ok(in_time(read(media_type, stream)).await?));
    json.or_else(|_| async { Ok((Err(Failure(Refusal::UNREADABLE)),)) })
}

async fn read<T: DeserializeOwned>(
    media_type: String,
    stream: impl Stream<Item = Result<impl Buf, warp::Error>>,
) -> Result<T, BoxError> {
    if !media_type.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case("application/json")) {
        return Err("the body is not JSON".into());
    }
    let chunks = stream.map_ok(|mut chunk| chunk.copy_to_bytes(chunk.remaining()));
    let body: Vec<Bytes> = chunks.try_collect().await?;
    Ok(serde_json::from_slice(&body.concat())?)
}

/// GET `/` and the files of the page.
async fn page_file(path: FullPath, files: Arc<[File]>) -> Result<Response, Rejection> {
    let file = files.iter().find(|file| file.path == path.as_str()).ok_or_else(warp::reject::not_found)?;
    let add = |reply, (name, value)| with_header(reply, name, value).into_response();
    Ok(file.headers.into_iter().fold(Response::new(file.body.clone().into()), add))
}

/// JSON for one person, which no cache may store.
struct Answer<T>(T);

impl<T: serde::Serialize + Send> Reply for Answer<T> {
    fn into_response(self) -> Response {
        with_header(warp::reply::json(&self.0), CACHE_CONTROL, "no-store").into_response()
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

impl Reply for Failure {
    fn into_response(self) -> Response {
        with_status(Answer(self.0), self.0.status).into_response()
    }
}
