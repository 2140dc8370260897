//! Reads the body of a message: joins chunks in one buffer, within a limit.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::error::{BoxError, Error, ErrorKind};

/// How much of a rejected body is read, in bytes.
pub(crate) const DISCARDED: usize = 8 * 1024 * 1024;

/// The body of a request: an adapter provides it chunk by chunk.
///
/// Core reads the body only after it has accepted the head. Core also limits its size and how long
/// it takes, joins the chunks, and discards the body of a rejected request.
///
/// [`Bytes`] implement this trait. So does a closure with the signature of
/// [`poll_chunk`](Self::poll_chunk), like the closure that you pass to [`std::future::poll_fn`].
pub trait Body {
    /// Returns the next chunk, or `None` at the end.
    ///
    /// Yields an error if the body was cut off or can't be decoded. Not called again after the end
    /// or an error.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>>;
}

impl<F> Body for F
where
    F: FnMut(&mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>>,
{
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        self(context)
    }
}

/// A complete body in memory.
impl Body for Bytes {
    fn poll_chunk(&mut self, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        Poll::Ready((!self.is_empty()).then(|| Ok(std::mem::take(self))))
    }
}

/// A body that is being read. Not polled after its end.
pub(crate) struct Incoming<B> {
    body: B,
    limit: usize,
    ended: bool,
}

impl<B: Body> Incoming<B> {
    pub(crate) fn new(body: B, limit: usize) -> Self {
        Self { body, limit, ended: false }
    }

    /// Returns the body, without what was read.
    pub(crate) fn into_inner(self) -> B {
        self.body
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let polled = self.body.poll_chunk(context);
        self.ended = matches!(polled, Poll::Ready(None | Some(Err(_))));
        polled
    }

    /// Reads the whole body.
    pub(crate) async fn read(&mut self, deadline: Instant) -> Result<Bytes, Error> {
        let mut joined = Joined::new(self.limit);
        let unreadable = |source| Error::new(ErrorKind::Body, "the body could not be read").with_source(source);
        let join = |chunk: Result<Bytes, BoxError>| joined.push(chunk.map_err(unreadable)?).ok_or_else(too_large);
        self.chunks(deadline, join).await.map_err(|stopped| {
            stopped.unwrap_or_else(|| Error::new(ErrorKind::BodyTimeout, "the body did not arrive in time"))
        })?;
        Ok(joined.take())
    }

    /// Reads the rest of a rejected body, up to [`DISCARDED`], and discards it.
    ///
    /// Otherwise, a server closes the connection, and a client or a proxy that first sends
    /// everything loses the reply.
    pub(crate) async fn discard(&mut self, deadline: Instant) {
        let mut left = DISCARDED;
        let count = |chunk: Result<Bytes, BoxError>| {
            left = left.checked_sub(chunk.map_err(drop)?.len()).ok_or(())?;
            Ok(())
        };
        // The reply follows in any case.
        let _: Result<(), Option<()>> = self.chunks(deadline, count).await;
    }

    /// Takes chunks until the end, an error of `take`, or the deadline (`None`).
    ///
    /// Starts the timer only if the body has not arrived completely.
    async fn chunks<E>(
        &mut self,
        deadline: Instant,
        mut take: impl FnMut(Result<Bytes, BoxError>) -> Result<(), E>,
    ) -> Result<(), Option<E>> {
        let mut timer: Option<Pin<Box<Sleep>>> = None;
        poll_fn(|context| {
            while let Poll::Ready(chunk) = self.poll(context) {
                let Some(chunk) = chunk else { return Poll::Ready(Ok(())) };
                if let Err(error) = take(chunk) {
                    return Poll::Ready(Err(Some(error)));
                }
            }
            let timer = timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
            timer.as_mut().poll(context).map(|()| Err(None))
        })
        .await
    }
}

pub(crate) fn too_large() -> Error {
    Error::new(ErrorKind::Body, "the body is larger than the limit")
}

/// Joins chunks. Does not copy a single chunk.
pub(crate) struct Joined {
    only: Bytes,
    all: BytesMut,
    limit: usize,
}

impl Joined {
    pub(crate) fn new(limit: usize) -> Self {
        Self { only: Bytes::new(), all: BytesMut::new(), limit }
    }

    /// Adds a chunk. `None` if the body would exceed the limit.
    pub(crate) fn push(&mut self, chunk: Bytes) -> Option<()> {
        let len = self.only.len() + self.all.len();
        if chunk.len() > self.limit - len {
            return None;
        }
        if len == 0 {
            self.only = chunk;
        } else if !chunk.is_empty() {
            self.all.extend_from_slice(&std::mem::take(&mut self.only));
            self.all.extend_from_slice(&chunk);
        }
        Some(())
    }

    pub(crate) fn take(&mut self) -> Bytes {
        let (only, all) = (std::mem::take(&mut self.only), std::mem::take(&mut self.all));
        if all.is_empty() { only } else { all.freeze() }
    }
}
