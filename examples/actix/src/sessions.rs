//! Sessions: in the application's own database, with an encrypted cookie. They survive restarts.

use actix_session::SessionMiddleware;
use actix_session::config::PersistentSession;
use actix_session::storage::CookieSessionStore;
use actix_web::cookie::{Key, SameSite};
use example_demo::{Store, session};
use liveblocks_auth::BoxError;

/// Returns the key that encrypts the cookies.
pub(crate) async fn key(store: &Store) -> Result<Key, BoxError> {
    Ok(Key::try_from(store.session_key().await?.as_slice())?)
}

/// Creates the middleware for sessions.
pub(crate) fn session_layer(key: Key) -> SessionMiddleware<CookieSessionStore> {
    SessionMiddleware::builder(CookieSessionStore::default(), key)
        .cookie_name(session::COOKIE.to_owned())
        .session_lifecycle(PersistentSession::default().session_ttl(session::LIFETIME))
        .cookie_http_only(true)
        .cookie_same_site(SameSite::Lax)
        // The application listens on localhost, without TLS. With https, this must be true.
        .cookie_secure(false)
        .build()
}
