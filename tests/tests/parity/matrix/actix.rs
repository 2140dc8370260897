//! actix-web in each environment.

use std::io;
use std::net::{SocketAddr, TcpListener};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorRequestTimeout;
use actix_web::middleware::{Compress, Logger, Next, NormalizePath, from_fn};
use actix_web::web::{self, PayloadConfig};
use actix_web::{App, Error, HttpServer, rt};
use futures_util::FutureExt as _;
use liveblocks_auth_actix_web::auth_endpoint;
use liveblocks_auth_conformance::{ACCESS_PATH, Fixture, ID_PATH};

use super::shutdown::{GRACE, Running};
use super::{BODY_LIMIT, TIMEOUT};
use crate::actix::listen::serve;

/// In a scope of a scope.
pub(super) fn nested(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(move |config| {
        let inner = |path: &str, endpoint| web::scope(path).service(auth_endpoint("", endpoint));
        let api = web::scope("/api")
            .service(inner("/liveblocks-auth", fixture.access_tokens()))
            .service(inner("/liveblocks-id", fixture.id_tokens()));
        config.service(api);
    })
}

/// The usual middleware. The last one is outermost. actix-web has none for a timeout, so
/// applications write one; and none for panics.
macro_rules! layered {
    ($app:expr) => {
        $app.wrap(from_fn(in_time)).wrap(Compress::default()).wrap(NormalizePath::trim()).wrap(Logger::default())
    };
}

async fn in_time<B>(request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error>
where
    B: MessageBody,
{
    rt::time::timeout(TIMEOUT, next.call(request)).await.unwrap_or_else(|_| Err(ErrorRequestTimeout("too slow")))
}

/// The middleware is around the application. The path is normalized before it is routed.
pub(super) fn in_layers(fixture: Fixture) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let addr = listener.local_addr()?;
    std::thread::spawn(move || {
        let server = HttpServer::new(move || {
            layered!(App::new().app_data(PayloadConfig::new(BODY_LIMIT)))
                .service(auth_endpoint(ACCESS_PATH, fixture.access_tokens()))
                .service(auth_endpoint(ID_PATH, fixture.id_tokens()))
        });
        rt::System::new().block_on(server.workers(1).disable_signals().listen(listener)?.run())
    });
    Ok(addr)
}

/// The middleware is around the endpoint only.
pub(super) fn in_own_layers(fixture: Fixture) -> io::Result<SocketAddr> {
    serve(move |config| {
        config
            .service(layered!(auth_endpoint(ACCESS_PATH, fixture.access_tokens())))
            .service(layered!(auth_endpoint(ID_PATH, fixture.id_tokens())));
    })
}

pub(super) fn stoppable(fixture: Fixture) -> io::Result<Running> {
    Running::new(move |listener, stopping| async move {
        let server = HttpServer::new(move || App::new().service(auth_endpoint(ACCESS_PATH, fixture.access_tokens())));
        let server = server.workers(1).listen(listener)?.shutdown_signal(stopping.map(drop));
        server.shutdown_timeout(GRACE.as_secs()).run().await
    })
}
