//! The login: the session of a request, with actix-identity, and the user who sent a request.

use std::future::Future;
use std::pin::Pin;

use actix_identity::Identity;
use actix_session::Session;
use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use example_demo::{Person, Store, StoreError, api_token, login_failed};
use liveblocks_auth_actix_web::AuthReply;

use crate::routes::Failure;

/// The login session of this application, as its handlers extract it.
pub(crate) struct Login {
    identity: Option<Identity>,
    session: Session,
    store: web::Data<Store>,
}

impl FromRequest for Login {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = actix_web::Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let parts = <(Option<Identity>, Session, web::Data<Store>)>::from_request(request, payload);
        Box::pin(async { parts.await.map(|(identity, session, store)| Self { identity, session, store }) })
    }
}

impl Login {
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Returns the signed-in person. A new password ends the sessions that started with the old
    /// one.
    pub(crate) async fn person(&self) -> Result<Option<Person>, StoreError> {
        let Some(id) = self.session_id() else { return Ok(None) };
        self.store.person_in_session(&id).await
    }

    /// Signs a person in. Nothing from a previous session remains.
    pub(crate) async fn begin(&self, request: &HttpRequest, person: &Person) -> Result<(), Failure> {
        self.forget().await?;
        // Not `purge`: after that, actix-session accepts no new values.
        self.session.clear();
        let id = self.store.begin_session(person).await?;
        Identity::login(&request.extensions(), id)?;
        Ok(())
    }

    /// Signs out.
    pub(crate) async fn end(&self) -> Result<(), StoreError> {
        self.forget().await?;
        self.session.purge();
        Ok(())
    }

    async fn forget(&self) -> Result<(), StoreError> {
        let Some(id) = self.session_id() else { return Ok(()) };
        self.store.end_session(&id).await
    }

    /// Returns the id of our session, which is actix-identity's identity: actix-session has no SQL
    /// store, and the server can't end a session that exists only in a cookie.
    fn session_id(&self) -> Option<String> {
        self.identity.as_ref().and_then(|identity| identity.id().ok())
    }
}

/// Returns the owner of the request's API token, or else the signed-in person.
pub(crate) async fn login_or_api_token((request, login): (HttpRequest, Login)) -> Result<Option<Person>, AuthReply> {
    let authorization = request.headers().get_all(AUTHORIZATION).map(|value| value.as_bytes());
    let person = api_token::owner_or(login.store(), authorization, login.person()).await;
    person.map_err(|error| login_failed(&error).into())
}
