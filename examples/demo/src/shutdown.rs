//! The shutdown: on Ctrl-C, or on SIGTERM from a service manager.

use std::io;
use std::time::Duration;

use tokio::sync::watch;

/// The time that requests have to finish. A reply takes at most this long, so anything longer is a
/// connection that doesn't close. A service manager such as Docker kills the program after 10 s.
pub const GRACE: Duration = Duration::from_secs(8);

/// Signals when to stop. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// Starts to listen for the signals.
    ///
    /// # Errors
    ///
    /// The system's error if the program can't listen for signals.
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

    /// Waits until the program is asked to stop.
    pub async fn requested(mut self) {
        // An error means that the runtime ends, which is a stop too.
        let _ = self.0.wait_for(|stop| *stop).await;
    }

    /// Waits until the grace period after the request to stop has passed.
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
