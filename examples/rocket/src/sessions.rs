//! Sessions: in the application's own database, with a private cookie, through restarts.

use example_demo::{Store, StoreError, session};
use rocket::config::SecretKey;
use rocket::http::{Cookie, CookieJar, SameSite};

/// The key of the cookies.
pub(crate) async fn key(store: &Store) -> Result<SecretKey, StoreError> {
    Ok(SecretKey::from(&store.session_key().await?))
}

/// The id of the session that the cookie names, if we have sealed it.
pub(crate) fn read(cookies: &CookieJar<'_>) -> Option<String> {
    Some(cookies.get_private(session::COOKIE)?.value().to_owned())
}

/// Answers with a cookie that names this session.
pub(crate) fn write(cookies: &CookieJar<'_>, id: String) {
    let cookie = Cookie::build((session::COOKIE, id))
        .path("/")
        .max_age(session::LIFETIME)
        .http_only(true)
        .same_site(SameSite::Lax)
        // The application listens on localhost, without TLS. Behind https this must be true.
        .secure(false);
    cookies.add_private(cookie);
}

/// Answers that the browser shall forget the cookie.
pub(crate) fn remove(cookies: &CookieJar<'_>) {
    cookies.remove_private(Cookie::build(session::COOKIE).path("/"));
}
