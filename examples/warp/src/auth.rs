//! The login: the session of a request, and the user who sent a request.

use std::convert::Infallible;

use cookie::Key;
use example_demo::{Person, Store, StoreError, api_token, login_failed, session};
use liveblocks_auth_warp::AuthReply;
use warp::Filter;
use warp::http::HeaderMap;
use warp::http::header::AUTHORIZATION;

use crate::sessions::SessionCookie;

/// The login session of this application, which handlers get from the filter [`login`].
pub(crate) struct Login {
    cookie: SessionCookie,
    store: Store,
}

/// Extracts the login session of a request.
pub(crate) fn login(store: Store, key: Key) -> impl Filter<Extract = (Login,), Error = Infallible> + Clone {
    warp::cookie::optional(session::COOKIE)
        .map(move |sent| Login { cookie: SessionCookie::new(key.clone(), sent), store: store.clone() })
}

impl Login {
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Returns the signed-in person. A new password ends the sessions that started with the old
    /// one.
    pub(crate) async fn person(&self) -> Result<Option<Person>, StoreError> {
        let Some(id) = self.cookie.read() else { return Ok(None) };
        self.store.person_in_session(&id).await
    }

    /// Signs a person in, and returns the cookie for the reply. Nothing from a previous session
    /// remains.
    pub(crate) async fn begin(self, person: &Person) -> Result<SessionCookie, StoreError> {
        let store = self.store.clone();
        let cookie = self.end().await?;
        Ok(cookie.write(store.begin_session(person).await?))
    }

    /// Signs out, and returns the cookie for the reply.
    pub(crate) async fn end(self) -> Result<SessionCookie, StoreError> {
        if let Some(id) = self.cookie.read() {
            self.store.end_session(&id).await?;
        }
        Ok(self.cookie.remove())
    }
}

/// Returns the owner of the request's API token, or else the signed-in person.
pub(crate) async fn login_or_api_token((headers, login): (HeaderMap, Login)) -> Result<Option<Person>, AuthReply> {
    let authorization = headers.get_all(AUTHORIZATION).iter().map(|value| value.as_bytes());
    let person = api_token::owner_or(login.store(), authorization, login.person()).await;
    person.map_err(|error| login_failed(&error).into())
}
