//! The end: Ctrl-C, or SIGTERM as a service manager sends it.

use std::io;
use std::time::Duration;

use tokio::sync::watch;

/// How long requests may take to end. An answer takes at most 8 s; what takes longer is a
/// connection that does not close.
pub const GRACE: Duration = Duration::from_secs(10);

/// Tells when to stop. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// Listens for the signals from now on.
    ///
    /// # Errors
    ///
    /// The system's error when it does not let this program listen.
    pub fn listen() -> io::Result<Self> {
        let mut signals = Signals::new()?;
        let (stop, stopping) = watch::channel(false);
        tokio::spawn(async move {
            signals.received().await;
            tracing::info!("stopping");
            let _ = stop.send(true);
        });
        Ok(Self(stopping))
    }

    /// Waits until the program shall stop.
    pub async fn requested(mut self) {
        // An error means that the runtime ends, which is a stop too.
        let _ = self.0.wait_for(|stop| *stop).await;
    }

    /// Waits until the program should long have stopped.
    pub async fn overdue(self) {
        self.requested().await;
        tokio::time::sleep(GRACE).await;
    }
}

#[cfg(unix)]
struct Signals(tokio::signal::unix::Signal, tokio::signal::unix::Signal);

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self(signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?))
    }

    async fn received(&mut self) {
        tokio::select! {
            _ = self.0.recv() => {}
            _ = self.1.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn received(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
