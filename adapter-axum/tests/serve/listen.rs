//! A server for one test or one level.

use std::io;
use std::net::SocketAddr;

use axum::Router;
use tracing::dispatcher::{Dispatch, get_default, set_default};

/// Serves on its own thread, which uses this thread's log.
pub(crate) fn serve(app: Router) -> io::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    let addr = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let dispatch = get_default(Dispatch::clone);
    std::thread::spawn(move || {
        let _while_served = set_default(&dispatch);
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await
        })
    });
    Ok(addr)
}
