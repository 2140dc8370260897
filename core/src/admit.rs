//! Admission: everything that is decided before anybody asks who the user is.

use std::future::Future;

use bytes::Bytes;
use http::{HeaderMap, Method, header};

use crate::{AuthReply, AuthRequest, BoxError, Error, ErrorKind, Liveblocks, RequestHead, events, media_type};

/// Why an adapter could not hand over the body.
#[derive(Debug)]
#[non_exhaustive]
pub enum BodyFailure {
    /// It is larger than [`Liveblocks::body_limit`].
    TooLarge,
    /// The connection broke, the body was cut off, or it could not be decoded.
    Unreadable(BoxError),
}

impl Liveblocks {
    /// Looks at the head of a request alone: method, media type, announced length. [`admit`](Self::admit) begins with the same; an adapter
    /// that asks who the user is before it admits looks first, so that garbage asks nobody.
    ///
    /// # Errors
    ///
    /// The reply to send.
    pub fn check_head(&self, head: RequestHead<'_>) -> Result<(), AuthReply> {
        let deadline = self.clock_of(head);
        guard(head, self.body_limit()).map_err(|error| events::refused(error, &events::Trail::new(deadline)).into())
    }

    /// Looks at a request before anybody asks who the user is, and starts its clock: method, media type, then the body, within its
    /// limits, then the room.
    ///
    /// `body` is not polled before the head has been found good, and no longer than the body timeout.
    ///
    /// # Errors
    ///
    /// The reply to send.
    pub async fn admit<B>(&self, head: RequestHead<'_>, body: B) -> Result<AuthRequest, AuthReply>
    where
        B: Future<Output = Result<Bytes, BodyFailure>>,
    {
        let deadline = self.clock_of(head);
        let admitted = async {
            guard(head, self.body_limit())?;
            let body = deadline
                .at_most(self.limits().body_timeout)
                .bound(body)
                .await
                .map_err(|_| Error::new(ErrorKind::BodyTimeout, "the body did not arrive in time"))?
                .map_err(|failure| match failure {
                    BodyFailure::TooLarge => too_large(),
                    BodyFailure::Unreadable(source) => {
                        Error::new(ErrorKind::Body, "the body could not be read").with_source(source)
                    }
                })?;
            if body.len() > self.body_limit() {
                return Err(too_large());
            }
            AuthRequest::parse(&body, deadline)
        };
        admitted.await.map_err(|error| events::refused(error, &events::Trail::new(deadline)).into())
    }
}

fn too_large() -> Error {
    Error::new(ErrorKind::Body, "the body is larger than the limit")
}

/// What can be said from the head alone.
fn guard(head: RequestHead<'_>, body_limit: usize) -> Result<(), Error> {
    if head.is_damaged() {
        return Err(Error::new(ErrorKind::Body, "the head of the request cannot be read"));
    }
    if head.method() != Method::POST {
        return Err(Error::new(ErrorKind::Method, "the method is not POST"));
    }
    if !is_json(head.headers()) {
        return Err(Error::new(ErrorKind::Body, "the media type is not application/json"));
    }
    let announced = head.header(header::CONTENT_LENGTH.as_str()).and_then(|length| length.parse::<u64>().ok());
    if announced.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > body_limit)) {
        return Err(too_large());
    }
    Ok(())
}

/// Exactly one Content-Type, of JSON. A page of another origin cannot send it without a preflight, which is half of the protection against
/// forged requests.
fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    value.to_str().is_ok_and(media_type::is_json)
}
