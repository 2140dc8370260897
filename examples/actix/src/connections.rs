//! The limit for connections: actix-web's own pauses until one closes, while slow clients hold all.

use std::any::Any;
use std::net::Shutdown;
use std::pin::Pin;

use actix_web::body::MessageBody;
use actix_web::dev::{Extensions, Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::rt::net::TcpStream;
use actix_web::{Error, HttpMessage as _};
use example_demo::connections::{Connection, Connections};
use futures_util::Stream as _;
use futures_util::stream::poll_fn;
use socket2::SockRef;

/// The descriptors of a connection: the socket, our copy of it, and one for a call to Liveblocks.
pub(crate) const DESCRIPTORS: u64 = 3;

/// Adds each new connection, for `HttpServer::on_connect`.
///
/// Closes one with a copy of its socket, because actix-web keeps the connection to itself.
pub(crate) fn add(connections: Connections) -> impl Fn(&dyn Any, &mut Extensions) {
    move |stream, extensions| {
        let copy = stream.downcast_ref::<TcpStream>().and_then(|stream| SockRef::from(stream).try_clone().ok());
        if let Some(copy) = copy {
            // It can be closed already.
            let close = move || drop(copy.shutdown(Shutdown::Both));
            extensions.insert(connections.add(close));
        }
    }
}

/// Notes which connections work on a request, as a middleware.
pub(crate) async fn note<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let Some(connection) = request.conn_data::<Connection>().cloned() else {
        return next.call(request).await;
    };
    let (mut payload, arriving) = (request.take_payload(), connection.arriving());
    let noted = poll_fn(move |context| arriving.note(Pin::new(&mut payload).poll_next(context)));
    request.set_payload(Payload::Stream { payload: Box::pin(noted) });
    let response = next.call(request).await;
    connection.waits();
    response
}
