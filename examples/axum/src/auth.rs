//! The login: axum-login's view of a person, and who a request comes from.

use axum::http::header::AUTHORIZATION;
use axum_login::{AuthUser, AuthnBackend};
use example_demo::{Credentials, Person, Store, StoreError, api_token};
use liveblocks_auth_axum::liveblocks_auth::{BoxError, RequestHead, UserResolver, async_trait};

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

    /// A new password ends the sessions that began with the old one.
    fn session_auth_hash(&self) -> &[u8] {
        self.0.password_hash.as_bytes()
    }
}

/// Where axum-login looks people up.
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

/// Who asks for a Liveblocks token: the owner of the API token that came with the request, or else whoever is signed in.
#[derive(Debug)]
pub(crate) struct LoginOrApiToken {
    store: Store,
}

impl LoginOrApiToken {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }
}

#[async_trait]
impl UserResolver for LoginOrApiToken {
    type User = Person;

    async fn resolve(&self, head: RequestHead<'_>) -> Result<Option<Person>, BoxError> {
        let authorization = head.headers().get_all(AUTHORIZATION).iter().map(|value| value.as_bytes());
        let signed_in = async {
            let session = head
                .extension::<AuthSession>()
                .ok_or("no login session on the request; the login layer must be around the Liveblocks route")?;
            Ok(session.user.clone().map(|Account(person)| person))
        };
        api_token::owner_or(&self.store, authorization, signed_in).await
    }
}
