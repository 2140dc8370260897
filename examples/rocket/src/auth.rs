//! The login: the session of a request, and the user who sent a request.

use example_demo::{Person, Store, StoreError, api_token, login_failed};
use liveblocks_auth_rocket::AuthReply;
use rocket::http::CookieJar;
use rocket::outcome::try_outcome;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::{State, async_trait};

use crate::sessions;

/// The login session of this application, as its handlers extract it.
pub(crate) struct Login<'r> {
    cookies: &'r CookieJar<'r>,
    store: &'r Store,
}

#[async_trait]
impl<'r> FromRequest<'r> for Login<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let store = try_outcome!(request.guard::<&State<Store>>().await);
        Outcome::Success(Self { cookies: request.cookies(), store })
    }
}

impl Login<'_> {
    pub(crate) fn store(&self) -> &Store {
        self.store
    }

    /// Returns the signed-in person. A new password ends the sessions that started with the old
    /// one.
    pub(crate) async fn person(&self) -> Result<Option<Person>, StoreError> {
        let Some(id) = sessions::read(self.cookies) else { return Ok(None) };
        self.store.person_in_session(&id).await
    }

    /// Signs a person in. Nothing from a previous session remains.
    pub(crate) async fn begin(&self, person: &Person) -> Result<(), StoreError> {
        self.end().await?;
        sessions::write(self.cookies, self.store.begin_session(person).await?);
        Ok(())
    }

    /// Signs out.
    pub(crate) async fn end(&self) -> Result<(), StoreError> {
        if let Some(id) = sessions::read(self.cookies) {
            self.store.end_session(&id).await?;
        }
        sessions::remove(self.cookies);
        Ok(())
    }
}

/// The result of the login, errors included: if the guard failed instead, a catcher of Rocket would
/// reply.
pub(crate) struct LoginOrApiToken(Result<Option<Person>, StoreError>);

#[async_trait]
impl<'r> FromRequest<'r> for LoginOrApiToken {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let login = try_outcome!(request.guard::<Login<'_>>().await);
        let authorization = request.headers().get("authorization").map(str::as_bytes);
        Outcome::Success(Self(api_token::owner_or(login.store, authorization, login.person()).await))
    }
}

/// Returns the owner of the request's API token, or else the signed-in person.
pub(crate) async fn login_or_api_token(LoginOrApiToken(person): LoginOrApiToken) -> Result<Option<Person>, AuthReply> {
    person.map_err(|error| login_failed(&error).into())
}
