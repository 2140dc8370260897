//! Sessions: in the application's own database, with an encrypted cookie. They survive restarts.

use cookie::{Cookie, CookieJar, Key, SameSite};
use example_demo::{Store, session};
use liveblocks_auth::BoxError;
use warp::http::header::SET_COOKIE;
use warp::reply::{Reply, Response, with_header};

/// Returns the key that encrypts the cookies.
pub(crate) async fn key(store: &Store) -> Result<Key, BoxError> {
    Ok(Key::try_from(store.session_key().await?.as_slice())?)
}

/// The session cookie of one request and its reply.
pub(crate) struct SessionCookie {
    key: Key,
    jar: CookieJar,
}

impl SessionCookie {
    /// Takes the cookie of a request, if there was one.
    pub(crate) fn new(key: Key, sent: Option<String>) -> Self {
        let mut jar = CookieJar::new();
        if let Some(value) = sent {
            jar.add_original(Cookie::new(session::COOKIE, value));
        }
        Self { key, jar }
    }

    /// Returns the session id in the cookie, if this application encrypted it.
    pub(crate) fn read(&self) -> Option<String> {
        Some(self.jar.private(&self.key).get(session::COOKIE)?.value().to_owned())
    }

    /// Sets the cookie to this session.
    pub(crate) fn write(mut self, id: String) -> Self {
        let cookie = Cookie::build((session::COOKIE, id))
            .path("/")
            .max_age(session::LIFETIME)
            .http_only(true)
            .same_site(SameSite::Lax)
            // The application listens on localhost, without TLS. With https, this must be true.
            .secure(false);
        self.jar.private_mut(&self.key).add(cookie);
        self
    }

    /// Removes the cookie from the browser.
    pub(crate) fn remove(mut self) -> Self {
        self.jar.remove(Cookie::build(session::COOKIE).path("/"));
        self
    }

    /// Sends the changed cookies with a reply.
    pub(crate) fn with(self, reply: impl Reply) -> Response {
        let add = |reply, cookie: &Cookie<'_>| with_header(reply, SET_COOKIE, cookie.to_string()).into_response();
        self.jar.delta().fold(reply.into_response(), add)
    }
}
