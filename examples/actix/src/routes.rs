//! The routes.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use actix_identity::IdentityMiddleware;
use actix_identity::error::LoginError;
use actix_web::cookie::Key;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, Data, Json, JsonConfig, ServiceConfig};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, ResponseError};
use example_demo::api::{BODY_LIMIT, Profile, in_time};
use example_demo::page::File;
use example_demo::{
    Credentials, Declined, Document, Invitation, Me, Origin, Person, Refusal, Registration, Store, StoreError,
};
use liveblocks_auth::Authorizer;
use liveblocks_auth_actix_web::auth_endpoint_with;
use serde::de::DeserializeOwned;

use crate::auth::{Login, login_or_api_token};
use crate::sessions::session_layer;

/// Registers all routes of the application.
pub(crate) fn routes(
    store: Store,
    authorizer: Authorizer<Person>,
    key: Key,
    origin: Origin,
    files: Vec<File>,
) -> impl FnOnce(&mut ServiceConfig) + Clone {
    let (store, origin) = (Data::new(store), Data::new(origin));
    move |app| {
        let api = web::scope("/api")
            .service(web::resource("/register").post(register))
            .service(web::resource("/login").post(log_in))
            .service(web::resource("/logout").post(log_out))
            .service(web::resource("/me").get(me))
            .service(web::resource("/documents").get(documents))
            .service(web::resource("/invitations").post(invite))
            .service(auth_endpoint_with("/liveblocks-auth", authorizer, login_or_api_token))
            .app_data(JsonConfig::default().limit(BODY_LIMIT))
            // A layer wraps the layers above it: this one adds the session to the request for the
            // identity middleware and the handlers.
            .wrap(IdentityMiddleware::default())
            .wrap(session_layer(key));
        app.app_data(store).app_data(origin).service(api);
        for File { path, headers, body } in files {
            app.service(web::resource(path).get(move || {
                let body = body.clone();
                async move {
                    let mut response = HttpResponse::Ok();
                    headers.into_iter().for_each(|header| {
                        response.insert_header(header);
                    });
                    response.body(body)
                }
            }));
        }
    }
}

/// POST `/api/register`
async fn register(
    login: Login,
    request: HttpRequest,
    Sent(registration): Sent<Registration>,
) -> Result<Answer<Profile>, Failure> {
    let person = login.store().register(registration).await?;
    login.begin(&request, &person).await?;
    Ok(Answer(Profile::from(&person)))
}

/// POST `/api/login`
async fn log_in(
    login: Login,
    request: HttpRequest,
    Sent(credentials): Sent<Credentials>,
) -> Result<Answer<Profile>, Failure> {
    let Some(person) = login.store().sign_in(&credentials.email, credentials.password).await? else {
        return Err(Failure(Refusal::WRONG_LOGIN));
    };
    login.begin(&request, &person).await?;
    Ok(Answer(Profile::from(&person)))
}

/// POST `/api/logout`
async fn log_out(login: Login) -> Result<HttpResponse, Failure> {
    login.end().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// GET `/api/me`
async fn me(login: Login, origin: Data<Origin>) -> Result<Answer<Me>, Failure> {
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
async fn invite(login: Login, invitation: Result<Sent<Invitation>, Failure>) -> Result<Answer<Document>, Failure> {
    let Some(person) = login.person().await? else {
        return Err(Failure(Refusal::NOT_SIGNED_IN));
    };
    let Sent(invitation) = invitation?;
    Ok(Answer(login.store().invite(&person, invitation).await?))
}

/// A JSON body that arrived in time.
struct Sent<T>(T);

impl<T: DeserializeOwned + 'static> FromRequest for Sent<T> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = Json::from_request(request, payload);
        Box::pin(async {
            let Json(sent) = in_time(body).await?;
            Ok(Self(sent))
        })
    }
}

/// JSON for one person, which no cache may store.
struct Answer<T>(T);

impl<T: serde::Serialize> Responder for Answer<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(self.0)
    }
}

/// A reply that is an error.
#[derive(Debug)]
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

impl From<LoginError> for Failure {
    fn from(error: LoginError) -> Self {
        Self(Refusal::unavailable(&error))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.reason)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        // actix-web has its own type, which supports the same statuses.
        StatusCode::from_u16(self.0.status.as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status_code()).insert_header((CACHE_CONTROL, "no-store")).json(self.0)
    }
}
