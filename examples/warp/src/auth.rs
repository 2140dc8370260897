//! The login: the session of a request, and who sent a request.

use std::convert::Infallible;

use cookie::Key;
use example_demo::{Person, Store, StoreError, api_token, login_failed, session};
use liveblocks_auth_warp::AuthReply;
use warp::Filter;
use warp::http::HeaderMap;
use warp::http::header::AUTHORIZATION;

use crate::sessions::SessionCookie;

/// The login session of this application, as its handlers have it from the filter [`login`].
pub(crate) struct Login {
    cookie: SessionCookie,
    store: Store,
}

/// The login session of a request.
pub(crate) fn login(store: Store, key: Key) -> impl Filter<Extract = (Login,), Error = Infallible> + Clone {
    warp::cookie::optional(session::COOKIE)
        .map(move |sent| Login { cookie: SessionCookie::new(key.clone(), sent), store: store.clone() })
}

impl Login {
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Who is signed in. A new password ends the sessions that began with the old one.
    pub(crate) async fn person(&self) -> Result<Option<Person>, StoreError> {
        let Some(id) = self.cookie.read() else { return Ok(None) };
        self.store.person_in_session(&id).await
    }

    /// Signs a person in: the cookie to answer with. Nothing of whoever was signed in before stays.
    pub(crate) async fn begin(self, person: &Person) -> Result<SessionCookie, StoreError> {
        let store = self.store.clone();
        let cookie = self.end().await?;
        Ok(cookie.write(store.begin_session(person).await?))
    }

    /// Signs out: the cookie to answer with.
    pub(crate) async fn end(self) -> Result<SessionCookie, StoreError> {
        if let Some(id) = self.cookie.read() {
            self.store.end_session(&id).await?;
        }
        Ok(self.cookie.remove())
    }
}

/// The owner of the request's API token, or else the person who is signed in.
pub(crate) async fn login_or_api_token((headers, login): (HeaderMap, Login)) -> Result<Option<Person>, AuthReply> {
    let authorization = headers.get_all(AUTHORIZATION).iter().map(|value| value.as_bytes());
    let person = api_token::owner_or(login.store(), authorization, login.person()).await;
    person.map_err(|error| login_failed(&error).into())
}
