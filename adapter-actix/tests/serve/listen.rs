//! A server for one test or one level.

use std::io;
use std::net::SocketAddr;

use actix_web::web::ServiceConfig;
use actix_web::{App, HttpServer};
use tracing::dispatcher::{Dispatch, get_default, set_default};

/// Serves on its own threads, which use this thread's log.
pub(crate) fn serve(routes: impl Fn(&mut ServiceConfig) + Clone + Send + 'static) -> io::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    let addr = listener.local_addr()?;
    let dispatch = get_default(Dispatch::clone);
    std::thread::spawn(move || {
        let server = HttpServer::new(move || {
            // Runs once, on the worker's thread.
            let while_served = set_default(&dispatch);
            App::new().app_data(while_served).configure(routes.clone())
        });
        actix_web::rt::System::new().block_on(server.workers(1).disable_signals().listen(listener)?.run())
    });
    Ok(addr)
}
