//! When Liveblocks is asked a second time.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use tower::retry::budget::{Budget as _, TpsBudget};

use crate::error::Error;
use crate::issuer::token::Minted;
use crate::request::clock::Clock;

/// At most two attempts: minting again does no harm, but the browser tries again by itself too.
const ATTEMPTS: u32 = 2;
/// 100 to 200 ms.
const PAUSE: ExponentialBuilder = ExponentialBuilder::new().with_min_delay(Duration::from_millis(100)).with_jitter();

/// A failed attempt, and what to do about it.
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) retry: Retry,
}

impl Failure {
    pub(super) fn last(error: Error) -> Self {
        Self { error, retry: Retry::Never }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Retry {
    Never,
    /// The connection was closed by the other side, as a pooled one may be in the moment in which
    /// it is used again.
    AtOnce,
    /// After a pause, and not before the time that the other side asked for.
    Later(Option<Duration>),
}

impl Retry {
    /// Classifies a transport error.
    pub(super) fn after(error: &reqwest::Error) -> Self {
        if error.is_connect() {
            Self::Later(None)
        } else if was_closed(error) {
            Self::AtOnce
        } else {
            Self::Never
        }
    }
}

/// Whether the other side closed the connection, or retired it, instead of answering; not when it
/// answered something that is no HTTP. It cannot be seen whether the connection was a pooled one;
/// for a fresh one this is rare, and the retry budget bounds it.
fn was_closed(error: &reqwest::Error) -> bool {
    let mut causes = std::iter::successors(error.source(), |error| (*error).source());
    let garbled = causes.any(|error| error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse));
    error.is_request() && !error.is_timeout() && !garbled
}

/// Runs attempts, and keeps the second ones to a share of the first ones: in an outage Liveblocks
/// is asked a quarter more, and two times a second besides.
pub(super) struct Retries(TpsBudget);

impl Retries {
    pub(super) fn new() -> Self {
        // Of the last 10 s: two a second for free, and a quarter of the requests.
        Self(TpsBudget::new(Duration::from_secs(10), 2, 0.25))
    }

    pub(super) async fn run<F, Fut>(&self, clock: Clock, attempt: F) -> Result<Minted, Error>
    where
        F: Fn(u32) -> Fut,
        Fut: Future<Output = Result<Minted, Failure>>,
    {
        self.0.deposit();
        let mut number = 1;
        loop {
            let Failure { error, retry } = match attempt(number).await {
                Ok(minted) => return Ok(minted),
                Err(failure) => failure,
            };
            let pause = match retry {
                Retry::Never => return Err(error),
                Retry::AtOnce => Duration::ZERO,
                Retry::Later(least) => {
                    PAUSE.build().next().unwrap_or_default() + least.unwrap_or_default().min(clock.remaining())
                }
            };
            if number == ATTEMPTS || pause >= clock.remaining() || !self.0.withdraw() {
                return Err(error);
            }
            tokio::time::sleep(pause).await;
            number += 1;
        }
    }
}

impl fmt::Debug for Retries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Retries")
    }
}
