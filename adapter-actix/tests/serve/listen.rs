//! A server for one test or one level.

use std::io;
use std::net::SocketAddr;

use actix_web::web::ServiceConfig;
use actix_web::{App, HttpServer};

/// Serves on threads of its own.
pub(crate) fn serve(routes: impl Fn(&mut ServiceConfig) + Clone + Send + 'static) -> io::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    let addr = listener.local_addr()?;
    std::thread::spawn(move || {
        let server = HttpServer::new(move || App::new().configure(routes.clone())).workers(1).disable_signals();
        actix_web::rt::System::new().block_on(server.listen(listener)?.run())
    });
    Ok(addr)
}
