//! The stage of a request.

use std::sync::atomic::{AtomicU8, Ordering};

/// The part of the code that handles a request. Names the part that ran when the deadline passed or
/// something panicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Stage {
    Admission,
    Handler,
    Login,
    Resolver,
    User,
    Policy,
    Issuer,
}

/// The names of the stages, in the order of the enum.
const NAMES: [&str; Stage::Issuer as usize + 1] =
    ["admission", "handler", "login", "resolver", "user", "policy", "issuer"];

impl Stage {
    pub(crate) fn name(self) -> &'static str {
        name(self as u8)
    }
}

fn name(stage: u8) -> &'static str {
    NAMES.get(usize::from(stage)).copied().unwrap_or_default()
}

/// The current stage of a request. Changes through a shared reference.
#[derive(Debug)]
pub(crate) struct StageCell(AtomicU8);

impl StageCell {
    pub(crate) fn new(stage: Stage) -> Self {
        Self(AtomicU8::new(stage as u8))
    }

    /// Starts a stage, and returns the previous one for [`restore`](Self::restore).
    pub(crate) fn set(&self, stage: Stage) -> u8 {
        self.0.swap(stage as u8, Ordering::Relaxed)
    }

    pub(crate) fn restore(&self, before: u8) {
        self.0.store(before, Ordering::Relaxed);
    }

    /// Runs work in its own stage. If the work is dropped or panics, that stage stays set.
    pub(crate) async fn during<T>(&self, stage: Stage, work: impl Future<Output = T>) -> T {
        let before = self.set(stage);
        let done = work.await;
        self.restore(before);
        done
    }

    pub(crate) fn name(&self) -> &'static str {
        name(self.0.load(Ordering::Relaxed))
    }
}
