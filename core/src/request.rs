//! The request of a browser, admitted.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::config::DEFAULT_DEADLINE;
use crate::deadline::Deadline;
use crate::json::{Object, Writer};
use crate::{AuthReply, Error, ErrorKind, Liveblocks, LiveblocksUser, Minted, RoomId, Session, events};

/// What a browser asks the endpoint for: a token for this room, or for none.
///
/// Adapters get it from [`Liveblocks::admit`]; a test makes one with [`for_room`](Self::for_room) or
/// [`without_room`](Self::without_room).
#[derive(Clone)]
pub struct AuthRequest {
    room: Option<RoomId>,
    /// A JSON object.
    data: String,
    deadline: Deadline,
}

impl AuthRequest {
    /// A request for a room, as a test of a policy needs it.
    #[must_use]
    pub fn for_room(room: RoomId) -> Self {
        Self { room: Some(room), data: "{}".to_owned(), deadline: Deadline::after(DEFAULT_DEADLINE) }
    }

    /// A request without a room, as the client sends it for inbox notifications.
    #[must_use]
    pub fn without_room() -> Self {
        Self { room: None, data: "{}".to_owned(), deadline: Deadline::after(DEFAULT_DEADLINE) }
    }

    /// The request with this data beside the room, as if the page had sent it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] when `data` does not serialise to a JSON object.
    pub fn with_data(mut self, data: &(impl Serialize + ?Sized)) -> Result<Self, Error> {
        let fault = || Error::new(ErrorKind::Data, "the data is not a JSON object");
        let json = serde_json::to_vec(data).map_err(|_| fault())?;
        self.data = Object::parse(&json).and_then(|object| without_room(&object)).ok_or_else(fault)?;
        Ok(self)
    }

    /// Reads the body that a browser sent.
    pub(crate) fn parse(body: &[u8], deadline: Deadline) -> Result<Self, Error> {
        let fault =
            || Error::new(ErrorKind::Body, "the body is not a JSON object with unique keys, at most 128 levels deep");
        let object = Object::parse_untrusted(body).ok_or_else(fault)?;
        let room = match object.get("room") {
            None | Some("null") => None,
            Some(json) => {
                let id = serde_json::from_str::<String>(json)
                    .map_err(|_| Error::new(ErrorKind::Room, "the room in the body is not a string"))?;
                Some(RoomId::new(id).map_err(|error| Error::new(ErrorKind::Room, error.to_string()))?)
            }
        };
        Ok(Self { room, data: without_room(&object).ok_or_else(fault)?, deadline })
    }

    /// The room that the browser wants to enter. `None` when it wants what belongs to the user: notifications, for example.
    #[must_use]
    pub fn room(&self) -> Option<&RoomId> {
        self.room.as_ref()
    }

    /// Whatever else the page sent in the body, which a page does that uses the callback form of `authEndpoint`.
    ///
    /// # Security
    ///
    /// The page chooses it. Never take the identity of the user from it, and let it only ever *narrow* what is granted.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] when it does not have the shape of `T`. The error can be passed on with `?`, by a policy too: the browser
    /// is answered 400. It does not repeat what the page sent.
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
    /// let request = AuthRequest::without_room().with_data(&std::collections::HashMap::from([("read_only", true)]))?;
    /// assert!(request.data::<Wish>()?.read_only);
    /// # Ok::<(), liveblocks_auth::Error>(())
    /// ```
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(&self.data).map_err(|error| {
            // Other texts of serde repeat the value that did not fit.
            let text = error.to_string();
            let known = if text.starts_with("missing field ") { text } else { "it has another shape".to_owned() };
            Error::new(ErrorKind::Data, format!("the data beside the room is not what was expected: {known}"))
        })
    }

    /// The time that is left to answer.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.deadline.remaining()
    }

    /// Runs `work` until the deadline: for adapters, around what the framework's own login does.
    ///
    /// # Errors
    ///
    /// The reply to send (503) when the time is used up.
    pub async fn within<F: Future>(&self, work: F) -> Result<F::Output, AuthReply> {
        self.deadline.bound(work).await.map_err(|error| events::refused(error, &self.trail()).into())
    }

    /// Begins a session for a user who sent this request.
    ///
    /// Its [`authorize`](Session::authorize) keeps the deadline of the request, and refuses as the ready endpoint does when the token
    /// would not open the room asked for.
    ///
    /// # Errors
    ///
    /// As [`Liveblocks::prepare_session`].
    pub fn prepare_session<U: LiveblocksUser + ?Sized>(
        &self,
        liveblocks: &Liveblocks,
        user: &U,
    ) -> Result<Session, Error> {
        Session::prepare(liveblocks.clone(), user, Some(self))
    }

    /// Mints an ID token for a user who sent this request, within its deadline.
    ///
    /// # Errors
    ///
    /// As [`Liveblocks::identify_user`]; [`ErrorKind::Denied`] where a room is required and the request names none.
    pub async fn identify_user<U: LiveblocksUser + ?Sized>(
        &self,
        liveblocks: &Liveblocks,
        user: &U,
    ) -> Result<Minted, Error> {
        crate::session::identify(liveblocks, user, Some(self)).await
    }

    pub(crate) fn deadline(&self) -> Deadline {
        self.deadline
    }

    pub(crate) fn trail(&self) -> events::Trail<'_> {
        events::Trail { room: self.room.as_ref(), ..events::Trail::new(self.deadline) }
    }
}

/// The object without the room, which has its own accessor.
fn without_room(object: &Object<'_>) -> Option<String> {
    let mut others = object.iter().filter(|(key, _)| *key != "room");
    let json = others.try_fold(Writer::new(2), |json, (key, value)| json.json(key, value)).ok()?;
    String::from_utf8(json.finish()).ok()
}

/// Shows the room; what the page sent beside it may be anything.
impl fmt::Debug for AuthRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthRequest").field("room", &self.room).finish_non_exhaustive()
    }
}
