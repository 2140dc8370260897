//! The login: a person as axum-login sees them, and the user who sent a request.

use axum_login::{AuthUser, AuthnBackend};
use example_demo::{Credentials, Person, Store, StoreError, api_token};
use liveblocks_auth::{BoxError, RequestHead};

/// The login session of this application, as its handlers extract it.
pub(crate) type AuthSession = axum_login::AuthSession<Backend>;

/// A person, as axum-login sees them.
#[derive(Debug, Clone)]
pub(crate) struct Account(pub(crate) Person);

impl AuthUser for Account {
    type Id = String;

    fn id(&self) -> String {
        self.0.id.clone()
    }

    /// A new password ends the sessions that started with the old one.
    fn session_auth_hash(&self) -> &[u8] {
        self.0.password_hash.as_bytes()
    }
}

/// The backend in which axum-login looks people up.
#[derive(Debug, Clone)]
pub(crate) struct Backend {
    store: Store,
}

impl Backend {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }
}

impl AuthnBackend for Backend {
    type User = Account;
    type Credentials = Credentials;
    type Error = StoreError;

    async fn authenticate(&self, credentials: Credentials) -> Result<Option<Account>, StoreError> {
        Ok(self.store.sign_in(&credentials.email, credentials.password).await?.map(Account))
    }

    async fn get_user(&self, id: &String) -> Result<Option<Account>, StoreError> {
        Ok(self.store.person(id).await?.map(Account))
    }
}

/// Returns the owner of the request's API token, or else the signed-in person.
pub(crate) async fn login_or_api_token(store: &Store, head: &RequestHead) -> Result<Option<Person>, BoxError> {
    let signed_in = async {
        let auth = head.extension::<AuthSession>().ok_or("the login layer is not around the Liveblocks route")?;
        Ok(auth.user.clone().map(|Account(person)| person))
    };
    api_token::owner_or(store, head.header_values("authorization"), signed_in).await
}
