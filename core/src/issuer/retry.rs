//! Decides when to try a second time.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use tower::retry::budget::{Budget as _, TpsBudget};

use crate::error::Error;
use crate::issuer::token::Minted;
use crate::request::clock::Clock;

/// The maximum number of attempts. Minting again does no harm, but the browser retries too.
const ATTEMPTS: u32 = 2;
/// The pause before a second attempt: 100 to 200 ms.
const PAUSE: ExponentialBuilder = ExponentialBuilder::new().with_min_delay(Duration::from_millis(100)).with_jitter();

/// A failed attempt, and when to retry it.
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
    /// The server closed the connection, as can happen to a pooled one at the moment of its reuse.
    AtOnce,
    /// After a pause, and not before the server's `Retry-After`.
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

/// Returns whether the server closed or retired the connection instead of replying.
///
/// Not if the reply was not HTTP. The error doesn't tell whether the connection was a pooled one.
/// For a new connection this is rare, and the retry budget bounds it.
fn was_closed(error: &reqwest::Error) -> bool {
    let mut causes = std::iter::successors(error.source(), |error| (*error).source());
    let garbled = causes.any(|error| error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse));
    error.is_request() && !error.is_timeout() && !garbled
}

/// Runs attempts under a retry budget.
///
/// During an outage, the budget limits the additional calls to a quarter of the requests, plus two
/// per second.
pub(super) struct Retries(TpsBudget);

impl Retries {
    pub(super) fn new() -> Self {
        // Over the last 10 s: two retries per second, plus a quarter of the requests.
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
