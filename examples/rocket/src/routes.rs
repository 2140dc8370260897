//! The routes.

use example_demo::api::Profile;
use example_demo::{Credentials, Document, Me, Person, Refusal, Store, StoreError, page};
use liveblocks_auth_rocket::auth_endpoint_with;
use liveblocks_auth_rocket::liveblocks_auth::{Authorizer, TokenSource};
use rocket::http::{ContentType, Method, Status};
use rocket::response::{self, Responder, Response};
use rocket::route::{self, Handler, Outcome, Route};
use rocket::serde::json::{self, Json};
use rocket::{Build, Config, Data, Request, Rocket, State, async_trait, get, post, routes};

use crate::auth::{Login, login_or_api_token};

/// The whole application.
pub(crate) fn routes(config: Config, store: Store, authorizer: Authorizer<Person>) -> Rocket<Build> {
    let tokens = authorizer.liveblocks().token_source().clone();
    rocket::custom(config)
        .mount("/api", routes![log_in, log_out, me, documents])
        .attach(auth_endpoint_with("/api/liveblocks-auth", authorizer, login_or_api_token))
        .mount("/", page::FILES.map(|file| Route::new(Method::Get, file.path, PageFile(file))))
        .manage(store)
        .manage(tokens)
}

/// POST `/api/login`
///
/// Rocket would also take a body that does not say what it is, which a page of any site may send.
#[post("/login", data = "<credentials>")]
async fn log_in(
    login: Login<'_>,
    media_type: Option<&ContentType>,
    credentials: Result<Json<Credentials>, json::Error<'_>>,
) -> Result<Answer<Profile>, Failure> {
    let credentials = credentials.ok().filter(|_| media_type.is_some_and(|media_type| media_type.is_json()));
    let Some(Json(credentials)) = credentials else { return Err(Failure(Refusal::UNREADABLE)) };
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
async fn me(login: Login<'_>, tokens: &State<TokenSource>) -> Result<Answer<Me>, Failure> {
    Ok(Answer(Me::new(login.person().await?.as_ref(), tokens)))
}

/// GET `/api/documents`
#[get("/documents")]
async fn documents(login: Login<'_>) -> Result<Answer<Vec<Document>>, Failure> {
    let Some(person) = login.person().await? else {
        return Err(Failure(Refusal::NOT_SIGNED_IN));
    };
    Ok(Answer(login.store().documents(&person.id).await?))
}

/// GET `/` and the files of the page
#[derive(Clone)]
struct PageFile(page::File);

#[async_trait]
impl Handler for PageFile {
    async fn handle<'r>(&self, _: &'r Request<'_>, _: Data<'r>) -> route::Outcome<'r> {
        let Self(file) = self;
        let mut response = Response::build();
        for (name, value) in file.headers {
            response.raw_header(name, value);
        }
        Outcome::Success(response.sized_body(file.body.len(), std::io::Cursor::new(file.body)).finalize())
    }
}

/// JSON that belongs to one person: no cache keeps it.
struct Answer<T>(T);

impl<'r, T: serde::Serialize> Responder<'r, 'static> for Answer<T> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let json = Json(self.0).respond_to(request)?;
        Response::build_from(json).raw_header("cache-control", "no-store").ok()
    }
}

/// An answer that is an error.
pub(crate) struct Failure(pub(crate) Refusal);

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(Refusal::unavailable(&error))
    }
}

impl<'r> Responder<'r, 'static> for Failure {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let answer = Answer(self.0).respond_to(request)?;
        Response::build_from(answer).status(Status::new(self.0.status.as_u16())).ok()
    }
}
