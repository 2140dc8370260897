//! The routes.

use std::io::Cursor;

use example_demo::api::Profile;
use example_demo::page::File;
use example_demo::{
    Credentials, Declined, Document, Invitation, Me, Origin, Person, Refusal, Registration, Store, StoreError,
};
use liveblocks_auth::Authorizer;
use liveblocks_auth_rocket::auth_endpoint_with;
use rocket::http::{ContentType, Method, Status};
use rocket::response::{self, Responder, Response};
use rocket::route::{self, Handler, Outcome, Route};
use rocket::serde::json::{self, Json};
use rocket::{Build, Config, Data, Request, Rocket, State, async_trait, get, post, routes};

use crate::auth::{Login, login_or_api_token};

/// Mounts all routes of the application.
pub(crate) fn routes(
    config: Config,
    store: Store,
    authorizer: Authorizer<Person>,
    origin: Origin,
    files: Vec<File>,
) -> Rocket<Build> {
    let page = |file: File| {
        let path = file.path.clone();
        Route::new(Method::Get, &path, PageFile(file))
    };
    rocket::custom(config)
        .mount("/api", routes![register, log_in, log_out, me, documents, invite])
        .attach(auth_endpoint_with("/api/liveblocks-auth", authorizer, login_or_api_token))
        .mount("/", files.into_iter().map(page).collect::<Vec<_>>())
        .manage(store)
        .manage(origin)
}

/// POST `/api/register`
#[post("/register", data = "<registration>")]
async fn register(
    login: Login<'_>,
    media_type: Option<&ContentType>,
    registration: Body<'_, Registration>,
) -> Result<Answer<Profile>, Failure> {
    let person = login.store().register(read(media_type, registration)?).await?;
    login.begin(&person).await?;
    Ok(Answer(Profile::from(&person)))
}

/// POST `/api/login`
#[post("/login", data = "<credentials>")]
async fn log_in(
    login: Login<'_>,
    media_type: Option<&ContentType>,
    credentials: Body<'_, Credentials>,
) -> Result<Answer<Profile>, Failure> {
    let credentials = read(media_type, credentials)?;
    let Some(person) = login.store().sign_in(&credentials.email, credentials.password).await? else {
        return Err(Failure(Refusal::WRONG_LOGIN));
    };
    login.begin(&person).await?;
    Ok(Answer(Profile::from(&person)))
}

/// POST `/api/logout`
#[post("/logout")]
async fn log_out(login: Login<'_>) -> Result<Status, Failure> {
    login.end().await?;
    Ok(Status::NoContent)
}

/// GET `/api/me`
#[get("/me")]
async fn me(login: Login<'_>, origin: &State<Origin>) -> Result<Answer<Me>, Failure> {
    Ok(Answer(Me::new(login.person().await?.as_ref(), origin)))
}

/// GET `/api/documents`
#[get("/documents")]
async fn documents(login: Login<'_>) -> Result<Answer<Vec<Document>>, Failure> {
    let Some(person) = login.person().await? else {
        return Err(Failure(Refusal::NOT_SIGNED_IN));
    };
    Ok(Answer(login.store().documents(&person.id).await?))
}

/// POST `/api/invitations`
#[post("/invitations", data = "<invitation>")]
async fn invite(
    login: Login<'_>,
    media_type: Option<&ContentType>,
    invitation: Body<'_, Invitation>,
) -> Result<Answer<Document>, Failure> {
    let Some(person) = login.person().await? else {
        return Err(Failure(Refusal::NOT_SIGNED_IN));
    };
    Ok(Answer(login.store().invite(&person, read(media_type, invitation)?).await?))
}

/// A JSON body, or the error of parsing it.
type Body<'r, T> = Result<Json<T>, json::Error<'r>>;

/// Returns the content of a body.
///
/// Rocket would also accept a body without a media type, which a page of any site can send.
fn read<T>(media_type: Option<&ContentType>, body: Body<'_, T>) -> Result<T, Failure> {
    let body = body.ok().filter(|_| media_type.is_some_and(|media_type| media_type.is_json()));
    body.map(Json::into_inner).ok_or(Failure(Refusal::UNREADABLE))
}

/// GET `/` and the files of the page.
#[derive(Clone)]
struct PageFile(File);

#[async_trait]
impl Handler for PageFile {
    async fn handle<'r>(&self, _: &'r Request<'_>, _: Data<'r>) -> route::Outcome<'r> {
        let Self(file) = self;
        let mut response = Response::build();
        for (name, value) in file.headers {
            response.raw_header(name, value);
        }
        Outcome::Success(response.sized_body(file.body.len(), Cursor::new(file.body.clone())).finalize())
    }
}

/// JSON for one person, which no cache may store.
struct Answer<T>(T);

impl<'r, T: serde::Serialize> Responder<'r, 'static> for Answer<T> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let json = Json(self.0).respond_to(request)?;
        Response::build_from(json).raw_header("cache-control", "no-store").ok()
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

impl<'r> Responder<'r, 'static> for Failure {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let answer = Answer(self.0).respond_to(request)?;
        Response::build_from(answer).status(Status::new(self.0.status.as_u16())).ok()
    }
}
