//! Sessions: in the application's own database, with a private cookie. They survive restarts.

use example_demo::{Store, StoreError, session};
use rocket::config::SecretKey;
use rocket::http::{Cookie, CookieJar, SameSite};

/// Returns the key that encrypts the cookies.
pub(crate) async fn key(store: &Store) -> Result<SecretKey, StoreError> {
    Ok(SecretKey::from(&store.session_key().await?))
}

/// Returns the session id in the cookie, if this application encrypted it.
pub(crate) fn read(cookies: &CookieJar<'_>) -> Option<String> {
    Some(cookies.get_private(session::COOKIE)?.value().to_owned())
}

/// Sets the cookie to this session.
pub(crate) fn write(cookies: &CookieJar<'_>, id: String) {
    let cookie = Cookie::build((session::COOKIE, id))
        .path("/")
        .max_age(session::LIFETIME)
        .http_only(true)
        .same_site(SameSite::Lax)
        // The application listens on localhost, without TLS. With https, this must be true.
        .secure(false);
    cookies.add_private(cookie);
}

/// Removes the cookie from the browser.
pub(crate) fn remove(cookies: &CookieJar<'_>) {
    cookies.remove_private(Cookie::build(session::COOKIE).path("/"));
}
