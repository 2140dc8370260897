//! The login: the session of a request, and who a request comes from.

use example_demo::{Person, Store, StoreError, api_token};
use liveblocks_auth_rocket::{AuthReply, liveblocks_auth};
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

    /// Who is signed in. A new password ends the sessions that began with the old one.
    pub(crate) async fn person(&self) -> Result<Option<Person>, StoreError> {
        let Some(id) = sessions::read(self.cookies) else { return Ok(None) };
        self.store.person_in_session(&id).await
    }

    /// Signs a person in. Nothing of whoever was signed in before stays.
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

/// Who asks for a Liveblocks token, if that could be found out. As a guard it never fails: Rocket would have a catcher answer an error, and
/// make nobody of it in an `Option`.
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

/// Who asks for a Liveblocks token: the owner of the API token that came with the request, or else whoever is signed in.
pub(crate) async fn login_or_api_token(LoginOrApiToken(person): LoginOrApiToken) -> Result<Option<Person>, AuthReply> {
    person.map_err(|error| liveblocks_auth::AuthReply::unavailable(error).into())
}
