//! The routes.

use std::convert::Infallible;

use cookie::Key;
use example_demo::api::{BODY_LIMIT, Profile};
use example_demo::{Credentials, Document, Me, Person, Refusal, Store, StoreError, page};
use liveblocks_auth_warp::auth_endpoint_with;
use liveblocks_auth_warp::liveblocks_auth::{Authorizer, TokenSource};
use warp::http::StatusCode;
use warp::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use warp::path::FullPath;
use warp::reply::{Reply, Response, with_header, with_status};
use warp::{Filter, Rejection};

use crate::auth::{Login, login, login_or_api_token};

/// The whole application.
pub(crate) fn routes(
    store: Store,
    authorizer: Authorizer<Person>,
    key: Key,
) -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone {
    let tokens = authorizer.liveblocks().token_source().clone();
    let tokens = warp::any().map(move || tokens.clone());
    let login = login(store, key);
    let asking = warp::header::headers_cloned().and(login.clone()).map(|headers, login| (headers, login));

    let log_in = warp::path!("api" / "login").and(warp::post()).and(login.clone()).and(credentials()).then(log_in);
    let log_out = warp::path!("api" / "logout").and(warp::post()).and(login.clone()).then(log_out);
    let me = warp::path!("api" / "me").and(warp::get()).and(login.clone()).and(tokens).then(me);
    let documents = warp::path!("api" / "documents").and(warp::get()).and(login).then(documents);
    let auth = auth_endpoint_with(authorizer, asking, login_or_api_token);
    let auth = warp::path!("api" / "liveblocks-auth").and(auth);
    let page = warp::path::full().and_then(page_file).and(warp::get());
    log_in.or(log_out).or(me).or(documents).or(auth).or(page)
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
async fn me(login: Login, tokens: TokenSource) -> Result<Answer<Me>, Failure> {
    Ok(Answer(Me::new(login.person().await?.as_ref(), &tokens)))
}

/// GET `/api/documents`
async fn documents(login: Login) -> Result<Answer<Vec<Document>>, Failure> {
    let Some(person) = login.person().await? else {
        return Err(Failure(Refusal::NOT_SIGNED_IN));
    };
    Ok(Answer(login.store().documents(&person.id).await?))
}

/// The body of a login. warp's filter would also take one without a media type, which a page of any site may send, and one of any length.
fn credentials() -> impl Filter<Extract = (Result<Credentials, Failure>,), Error = Infallible> + Clone {
    let media_type = warp::header::<String>(CONTENT_TYPE.as_str()).map(drop).untuple_one();
    let limit = warp::body::content_length_limit(BODY_LIMIT as u64);
    let json = media_type.and(limit).and(warp::body::json()).map(Ok);
    json.or_else(|_| async { Ok((Err(Failure(Refusal::UNREADABLE)),)) })
}

/// GET `/` and the files of the page
async fn page_file(path: FullPath) -> Result<Response, Rejection> {
    let file = page::FILES.into_iter().find(|file| file.path == path.as_str()).ok_or_else(warp::reject::not_found)?;
    let add = |reply, (name, value)| with_header(reply, name, value).into_response();
    Ok(file.headers.into_iter().fold(file.body.into_response(), add))
}

/// JSON that belongs to one person: no cache keeps it.
struct Answer<T>(T);

impl<T: serde::Serialize + Send> Reply for Answer<T> {
    fn into_response(self) -> Response {
        with_header(warp::reply::json(&self.0), CACHE_CONTROL, "no-store").into_response()
    }
}

/// An answer that is an error.
pub(crate) struct Failure(pub(crate) Refusal);

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(Refusal::unavailable(&error))
    }
}

impl Reply for Failure {
    fn into_response(self) -> Response {
        with_status(Answer(self.0), self.0.status).into_response()
    }
}
