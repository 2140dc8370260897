//! Sessions: in the application's own database, with an encrypted cookie. They survive restarts.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use axum::{Router, middleware};
use axum_login::{AuthManagerLayer, AuthManagerLayerBuilder};
use example_demo::{Store, session};
use liveblocks_auth::BoxError;
use time::OffsetDateTime;
use tower_sessions::cookie::{Key, SameSite};
use tower_sessions::service::PrivateCookie;
use tower_sessions::{Expiry, SessionManagerLayer};

use crate::auth::{AuthSession, Backend};
use crate::routes::Failure;
use crate::session_store::Sessions;

/// The login layer of the whole application.
pub(crate) type LoginLayer = AuthManagerLayer<Backend, Sessions, PrivateCookie>;

/// Creates the login layer.
pub(crate) async fn login_layer(store: &Store) -> Result<LoginLayer, BoxError> {
    let key = Key::try_from(store.session_key().await?.as_slice())?;
    let sessions = SessionManagerLayer::new(Sessions(store.clone()))
        .with_name(session::COOKIE)
        .with_private(key)
        .with_expiry(Expiry::OnInactivity(session::LIFETIME))
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        // The application listens on localhost, without TLS. With https, this must be true.
        .with_secure(false);
    Ok(AuthManagerLayerBuilder::new(Backend::new(store.clone()), sessions).build())
}

/// Puts the login around routes.
///
/// If the session store fails, a login layer replies with an empty 500, and logs the error. No
/// handler of this application replies with a 500 itself. A later request can succeed, so
/// `unavailable` makes a 503 instead.
pub(crate) fn signed_in<S>(routes: Router<S>, login: LoginLayer, unavailable: fn() -> Response) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let or_unavailable = move |response: Response| async move {
        if response.status() == StatusCode::INTERNAL_SERVER_ERROR { unavailable() } else { response }
    };
    routes
        .route_layer(middleware::from_fn(stay_signed_in))
        // A layer wraps the layers above it: this one adds the session to the request for the
        // previous layer and the handlers.
        .route_layer(login)
        .route_layer(middleware::map_response(or_unavailable))
}

/// Keeps the session of an active person from expiring.
///
/// tower-sessions extends a session only when it saves it, and saves it only when it has changed.
/// To save it at every request would write to the database each time. So this saves it once a day.
async fn stay_signed_in(auth: AuthSession, request: Request, next: Next) -> Result<Response, Failure> {
    if auth.user.is_some() {
        note_activity(&auth).await?;
    }
    Ok(next.run(request).await)
}

/// Notes in the session that its owner is active today. A second note on the same day changes
/// nothing.
pub(crate) async fn note_activity(auth: &AuthSession) -> Result<(), Failure> {
    let today = OffsetDateTime::now_utc().to_julian_day();
    Ok(auth.session.insert("active_on", today).await.map_err(axum_login::Error::<Backend>::Session)?)
}
