//! An admitted request from a browser.

use std::fmt;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind};
use crate::limits::DEFAULT_DEADLINE;
use crate::request::clock::Clock;
use crate::request::stage::{Stage, StageCell};
use crate::rooms::id::RoomId;
use crate::users::identity::Identity;
use crate::users::liveblocks_user::LiveblocksUser;
use crate::users::resolver::UserResolver;
use crate::wire::head::RequestHead;
use crate::wire::json::{Object, unescape};
use crate::wire::origins::CorsHeaders;

/// An admitted request from a browser for a token, with or without a room.
///
/// Method, media type, size, time, JSON and room id have been checked. An adapter has an extractor
/// for it. In tests, create one with [`for_room`](Self::for_room) or
/// [`without_room`](Self::without_room).
pub struct AuthRequest {
    head: RequestHead,
    room: Option<RoomId>,
    /// A JSON object.
    body: Bytes,
    clock: Clock,
    cors: Option<CorsHeaders>,
    stage: StageCell,
    user_id: OnceLock<Arc<str>>,
}

impl AuthRequest {
    /// Creates a request for a room, to test a policy.
    #[must_use]
    pub fn for_room(room: RoomId) -> Self {
        Self::new(RequestHead::default(), Some(room), Bytes::from_static(b"{}"), Clock::start(DEFAULT_DEADLINE))
    }

    /// Creates a request without a room, like the client's request for inbox notifications.
    #[must_use]
    pub fn without_room() -> Self {
        Self::new(RequestHead::default(), None, Bytes::from_static(b"{}"), Clock::start(DEFAULT_DEADLINE))
    }

    /// Sets the head of the request.
    #[must_use]
    pub fn with_head(self, head: RequestHead) -> Self {
        Self { head, ..self }
    }

    /// Sets the data that the page sent in addition to the room.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] if `data` doesn't serialize to a JSON object, repeats a key at its top
    /// level, is nested more than 128 levels deep, or has a key that `serde_json` reserves. Neither
    /// its size nor a `room` in it is checked.
    pub fn with_data(mut self, data: &(impl Serialize + ?Sized)) -> Result<Self, Error> {
        let fault = || Error::new(ErrorKind::Data, "the data is not a JSON object");
        let json = serde_json::to_vec(data).map_err(|_| fault())?;
        Object::parse_untrusted(&json).ok_or_else(fault)?;
        self.body = json.into();
        Ok(self)
    }

    fn new(head: RequestHead, room: Option<RoomId>, body: Bytes, clock: Clock) -> Self {
        let stage = StageCell::new(Stage::Admission);
        Self { head, room, body, clock, cors: None, stage, user_id: OnceLock::new() }
    }

    /// Parses the body that a browser sent.
    pub(crate) fn parse(
        head: RequestHead,
        body: Bytes,
        clock: Clock,
        cors: Option<CorsHeaders>,
    ) -> Result<Self, Error> {
        let object = Object::parse_untrusted(&body).ok_or_else(|| {
            Error::new(ErrorKind::Body, "the body is not a JSON object with unique keys, at most 128 levels deep")
        })?;
        let room = match object.get("room") {
            None | Some("null") => None,
            Some(json) => {
                let id = unescape(json)
                    .ok_or_else(|| Error::new(ErrorKind::Room, "the room in the body is not a string"))?;
                Some(RoomId::new(id).map_err(|error| Error::new(ErrorKind::Room, error.to_string()))?)
            }
        };
        if let Some(room) = &room {
            tracing::Span::current().record("room.id", tracing::field::debug(room));
        }
        Ok(Self { cors, ..Self::new(head, room, body, clock) })
    }

    /// Returns the requested room.
    ///
    /// `None` if the client requests data of the user instead of a room, such as notifications.
    #[must_use]
    pub fn room(&self) -> Option<&RoomId> {
        self.room.as_ref()
    }

    /// Returns the head of the request: its headers, and the extensions that middleware added.
    #[must_use]
    pub fn head(&self) -> &RequestHead {
        &self.head
    }

    /// Deserializes the data that the page sent in addition to the room.
    ///
    /// The callback form of `authEndpoint` can send such data.
    ///
    /// # Security
    ///
    /// The page chooses this data. Never take the identity of the user from it, and use it only to
    /// *narrow* what is granted.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] if the data doesn't have the shape of `T`. Pass the error on with `?`,
    /// even inside a policy: the reply is a 400. The error doesn't repeat what the page sent.
    ///
    /// # Examples
    ///
    /// ```
    /// use liveblocks_auth::AuthRequest;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Wish {
    ///     #[serde(default)]
    ///     read_only: bool,
    /// }
    ///
    /// let sent = std::collections::HashMap::from([("read_only", true)]);
    /// let request = AuthRequest::without_room().with_data(&sent)?;
    /// assert!(request.data::<Wish>()?.read_only);
    /// # Ok::<(), liveblocks_auth::Error>(())
    /// ```
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let object = Object::parse(&self.body);
        let others =
            object.iter().flat_map(Object::iter).filter(|(key, _)| unescape(key).is_none_or(|key| key != "room"));
        let members: Vec<_> = others.map(|(key, value)| format!("{key}:{value}")).collect();
        serde_json::from_str(&format!("{{{}}}", members.join(","))).map_err(|error| {
            // Serde's other texts repeat the value that didn't fit.
            let text = error.to_string();
            let known = if text.starts_with("missing field ") { text } else { "it has an unexpected shape".to_owned() };
            Error::new(ErrorKind::Data, format!("the data from the page cannot be read: {known}"))
        })
    }

    /// Asks a resolver who sent this request.
    ///
    /// Call this first in your own handler, inside [`answer`](Self::answer).
    ///
    /// # Errors
    ///
    /// * [`ErrorKind::Unauthenticated`] (401) if the request is anonymous;
    /// * [`ErrorKind::Limit`] (503) if the resolver failed with an error of the kind `Limit`;
    /// * [`ErrorKind::Resolver`] (503) if it failed with any other error.
    pub async fn user<R: UserResolver>(&self, resolver: &R) -> Result<R::User, Error> {
        self.stage.during(Stage::Resolver, resolve(resolver, &self.head)).await
    }

    pub(crate) fn clock(&self) -> Clock {
        self.clock
    }

    /// Returns the headers for a page on an allowed origin.
    pub(crate) fn cors(&self) -> Option<&CorsHeaders> {
        self.cors.as_ref()
    }

    pub(crate) fn stage(&self) -> &StageCell {
        &self.stage
    }

    /// Returns the id of the user, once it is known.
    pub(crate) fn user_id(&self) -> Option<&str> {
        self.user_id.get().map(|id| &**id)
    }

    /// Remembers the user for later log entries, and returns the user's id.
    pub(crate) fn note_user<U: LiveblocksUser + ?Sized>(&self, user: &U) -> Arc<str> {
        let user_id: Arc<str> = user.user_id().into();
        if self.user_id.set(Arc::clone(&user_id)).is_ok() {
            tracing::Span::current().record("user.id", tracing::field::debug(&*user_id));
        }
        user_id
    }

    /// Reads and checks the user as Liveblocks sees them.
    pub(crate) fn identity<U: LiveblocksUser + ?Sized>(&self, user: &U) -> Result<Identity, Error> {
        let before = self.stage.set(Stage::User);
        let identity = Identity::with_id(user, self.note_user(user))?;
        self.stage.restore(before);
        Ok(identity)
    }

    /// Frees the head and the body, which nothing reads after the decision.
    pub(crate) fn release(&mut self) {
        self.head.clear();
        self.body = Bytes::new();
    }

    pub(crate) fn head_mut(&mut self) -> &mut RequestHead {
        &mut self.head
    }
}

/// Asks a resolver who sent a request.
pub(crate) async fn resolve<R: UserResolver>(resolver: &R, head: &RequestHead) -> Result<R::User, Error> {
    match resolver.resolve(head).await {
        Ok(Some(user)) => Ok(user),
        Ok(None) => Err(Error::new(ErrorKind::Unauthenticated, "the request is anonymous")),
        Err(error) => {
            let what = "the resolver could not find out who sent the request";
            Err(Error::of(ErrorKind::Resolver, what, error, |kind| kind == ErrorKind::Limit))
        }
    }
}

/// Shows only the room: the page can send any other data.
impl fmt::Debug for AuthRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthRequest").field("room", &self.room).finish_non_exhaustive()
    }
}
