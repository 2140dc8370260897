//! The deadline around a login middleware.

use std::pin::Pin;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _};
use liveblocks_auth::adapter::{self, StartedClock};
use liveblocks_auth::{Liveblocks, RequestHead};

use crate::head::{Chunks, head};
use crate::reply::{AuthReply, add_cors_headers, rejected};

/// The future of a middleware. It stays on its thread.
type Running = Pin<Box<dyn Future<Output = Result<ServiceResponse, Error>>>>;

/// Includes your login middleware in the deadline of the endpoint, as a middleware around it.
///
/// A session middleware that waits for its store runs before the endpoint, and so before the
/// endpoint's clock starts. With this around it, the clock starts first. Core rejects by the head
/// what it can, before the middleware runs. It catches panics, and replies with its 503 at the
/// deadline, even if the middleware is still waiting. It can't stop code that blocks its thread.
///
/// A response by the middleware reaches the client unchanged, except for CORS headers if the page
/// is on an allowed origin.
///
/// Pass it to [`from_fn`](actix_web::middleware::from_fn), with the same [`Liveblocks`] as the
/// endpoint. Wrap the auth endpoint alone. Its own replies are errors for the middleware further
/// out, which can skip them: `DefaultHeaders` does.
///
/// # Security
///
/// Every page on an allowed origin can read what the middleware replies, with the visitor's
/// cookies.
///
/// # Examples
///
/// ```
/// use actix_web::middleware::from_fn;
/// use actix_web::web::{self, ServiceConfig};
/// use liveblocks_auth::AuthEndpoint;
/// use liveblocks_auth_actix_web::{auth_endpoint, login_deadline};
///
/// # use actix_web::middleware::Logger as Login;
/// fn routes(config: &mut ServiceConfig, endpoint: AuthEndpoint) {
///     // Login stands for your middleware, for example actix-session's with a store in Redis.
///     let liveblocks = endpoint.liveblocks().clone();
///     let auth = auth_endpoint("/api/liveblocks-auth", endpoint)
///         .wrap(Login::default())
///         // A middleware wraps those above it.
///         .wrap(from_fn(login_deadline(liveblocks)));
///     config.service(auth).service(web::scope("/api").wrap(Login::default()));
/// }
/// ```
pub fn login_deadline<B: MessageBody + 'static>(
    liveblocks: Liveblocks,
) -> impl Fn(ServiceRequest, Next<B>) -> Running + Clone {
    move |mut request, next| {
        let liveblocks = liveblocks.clone();
        Box::pin(async move {
            let (head, body) = (head(request.request()), Chunks(request.take_payload()));
            let layers = async |clock: StartedClock, head: RequestHead, Chunks(payload)| {
                let cors = adapter::cors_headers(&liveblocks, &head);
                request.extensions_mut().insert(clock);
                request.set_payload(payload);
                match next.call(request).await {
                    Ok(mut response) => {
                        add_cors_headers(response.headers_mut(), cors);
                        Ok(response.map_into_boxed_body())
                    }
                    Err(error) if cors.is_none() => Err(error),
                    Err(error) => Err(InternalError::from_response(error.to_string(), rejected(error, cors)).into()),
                }
            };
            adapter::around(&liveblocks, head, body, layers).await.map_err(AuthReply)?
        })
    }
}
