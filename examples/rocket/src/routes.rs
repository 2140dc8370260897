//! The routes.

use std::convert::Infallible;
use std::io::Cursor;

use example_demo::api::{Profile, in_time};
use example_demo::page::File;
use example_demo::{
    Credentials, Declined, Document, Invitation, Me, Origin, Person, Refusal, Registration, Store, StoreError,
};
use liveblocks_auth::Authorizer;
use liveblocks_auth_rocket::auth_endpoint_with;
use rocket::data::{self, Data, FromData};
use rocket::http::{Method, Status};
use rocket::outcome::Outcome;
use rocket::response::{self, Responder, Response};
use rocket::route::{self, Handler, Route};
use rocket::serde::DeserializeOwned;
use rocket::serde::json::Json;
use rocket::{Build, Config, Request, Rocket, State, async_trait, get, post, routes};

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
async fn register(login: Login<'_>, registration: Sent<Registration>) -> Result<Answer<Profile>, Failure> {
    let person = login.store().register(registration.0?).await?;
    login.begin(&person).await?;
    Ok(Answer(Profile::from(&person)))
}

/// POST `/api/login`
#[post("/login", data = "<credentials>")]
async fn log_in(login: Login<'_>, credentials: Sent<Credentials>) -> Result<Answer<Profile>, Failure> {
    let credentials = credentials.0?;
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
async fn invite(login: Login<'_>, invitation: Sent<Invitation>) -> Result<Answer<Document>, Failure> {
    let Some(person) = login.person().await? else {
        return Err(Failure(Refusal::NOT_SIGNED_IN));
    };
    Ok(Answer(login.store().invite(&person, invitation.0?).await?))
}

/// A JSON body that arrived in time, or the reason why there is none.
struct Sent<T>(Result<T, Refusal>);

#[async_trait]
impl<'r, T: DeserializeOwned> FromData<'r> for Sent<T> {
    type Error = Infallible;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> data::Outcome<'r, Self> {
        let body = async {
            // Rocket would also accept a body without a media type, which a page of any site can
            // send.
            if !request.content_type().is_some_and(|media_type| media_type.is_json()) {
                return Err(());
            }
            Json::from_data(request, data).await.succeeded().ok_or(())
        };
        Outcome::Success(Self(in_time(body).await.map(Json::into_inner)))
    }
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

impl<'r> Responder<'r, 'static> for Failure {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let answer = Answer(self.0).respond_to(request)?;
        Response::build_from(answer).status(Status::new(self.0.status.as_u16())).ok()
    }
}
