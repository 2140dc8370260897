//! A server for one test or one level.

use std::io;
use std::net::SocketAddr;

use tracing::dispatcher::{Dispatch, get_default, set_default};
use warp::{Filter, Rejection, Reply};

/// Serves on its own thread, which uses this thread's log.
pub(crate) fn serve<F>(routes: F) -> io::Result<SocketAddr>
where
    F: Filter<Error = Rejection> + Clone + Send + Sync + 'static,
    F::Extract: Reply,
{
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    let addr = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let dispatch = get_default(Dispatch::clone);
    std::thread::spawn(move || {
        let _while_served = set_default(&dispatch);
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            warp::serve(routes).incoming(listener).run().await;
            Ok::<_, io::Error>(())
        })
    });
    Ok(addr)
}
