//! The stage of a request.

use std::sync::atomic::{AtomicU8, Ordering};

/// Where a request is. It says what ran when the deadline passed or something panicked.
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

/// The names of the stages, in their order.
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

/// The stage of a request, which changes behind a shared reference.
#[derive(Debug)]
pub(crate) struct StageCell(AtomicU8);

impl StageCell {
    pub(crate) fn new(stage: Stage) -> Self {
        Self(AtomicU8::new(stage as u8))
    }

    /// Begins a stage. Returns the one before, for [`restore`](Self::restore).
    pub(crate) fn set(&self, stage: Stage) -> u8 {
        self.0.swap(stage as u8, Ordering::Relaxed)
    }

    pub(crate) fn restore(&self, before: u8) {
        self.0.store(before, Ordering::Relaxed);
    }

    /// Runs work in a stage of its own. Work that is dropped or panics leaves the stage behind.
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
