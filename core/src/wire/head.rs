//! The head of a request: method, target, headers, and the extensions that the framework adds.

use std::fmt;
use std::net::SocketAddr;
use std::ops::Range;

use http::header::{self, AsHeaderName, HeaderValue};
use http::request::Parts;
use http::uri::Authority;
use http::{Extensions, Uri, Version};

/// The head of a request: method, target, headers and extensions. One type for every framework.
///
/// Header values are bytes, and repeated headers are kept. The helper methods return what a
/// [`UserResolver`](crate::UserResolver) needs.
///
/// On axum and warp, it holds [`http::request::Parts`]; see [`parts`](Self::parts). actix-web and
/// Rocket use other types, so it holds a copy in one buffer there.
///
/// # Examples
///
/// ```
/// use liveblocks_auth::RequestHead;
///
/// let request = http::Request::post("/auth").header("cookie", "theme=dark; session=3f9c");
/// let (parts, ()) = request.body(())?.into_parts();
/// let head = RequestHead::from(parts);
/// assert_eq!(head.cookie("session"), Some("3f9c"));
/// assert_eq!(head.bearer(), None);
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct RequestHead(
    /// Boxed, because a head is moved through many futures.
    Box<Head>,
);

#[derive(Clone, Default)]
struct Head {
    message: Message,
    /// Set if the framework changed the one in `message`.
    target: Option<Uri>,
    /// Set if the framework knows the authority and `message` doesn't have it.
    authority: Option<String>,
    peer_addr: Option<SocketAddr>,
}

#[derive(Clone)]
enum Message {
    Parts(Parts),
    Copy(Copied),
}

impl Default for Message {
    fn default() -> Self {
        Self::Copy(Copied::default())
    }
}

/// A copy of a head in one buffer, with an index.
#[derive(Clone, Default)]
struct Copied {
    bytes: Vec<u8>,
    /// The ends of each header's name and value. The first header starts the buffer.
    headers: Vec<(usize, usize)>,
    method: Range<usize>,
    path: Range<usize>,
    query: Option<Range<usize>>,
    extensions: Extensions,
}

impl RequestHead {
    /// Copies a head from a framework that doesn't use the types of `http` 1.
    pub fn copy<N: AsRef<str>, V: AsRef<[u8]>>(
        method: &str,
        path: &str,
        query: Option<&str>,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        // Enough for most heads.
        let (bytes, index) = (Vec::with_capacity(1024), Vec::with_capacity(32));
        let mut copied = Copied { bytes, headers: index, ..Copied::default() };
        for (name, value) in headers {
            let name = copied.push(name.as_ref().as_bytes()).end;
            let value = copied.push(value.as_ref()).end;
            copied.headers.push((name, value));
        }
        copied.method = copied.push(method.as_bytes());
        copied.path = copied.push(path.as_bytes());
        copied.query = query.map(|query| copied.push(query.as_bytes()));
        Self(Box::new(Head { message: Message::Copy(copied), ..Head::default() }))
    }

    /// Sets the address that opened the connection. Behind a proxy, it is the proxy's address.
    #[must_use]
    pub fn with_peer_addr(mut self, peer_addr: Option<SocketAddr>) -> Self {
        self.0.peer_addr = peer_addr;
        self
    }

    /// Sets the target as it was sent, if the framework changed the one in
    /// [`http::request::Parts`], as axum does in a nested router.
    #[must_use]
    pub fn with_target(mut self, target: Option<Uri>) -> Self {
        self.0.target = target;
        self
    }

    /// Sets the requested host and port, which then count instead of `Host`: the `:authority` of a
    /// request over HTTP/2.
    ///
    /// An adapter calls this if it doesn't hand over [`http::request::Parts`] that have it. With an
    /// empty text, the host isn't known.
    #[must_use]
    pub fn with_authority(mut self, authority: Option<String>) -> Self {
        self.0.authority = authority;
        self
    }

    /// Sets the extensions that middleware left on the request, and replaces those already there.
    #[must_use]
    pub fn with_extensions(mut self, extensions: Extensions) -> Self {
        match &mut self.0.message {
            Message::Parts(parts) => parts.extensions = extensions,
            Message::Copy(copied) => copied.extensions = extensions,
        }
        self
    }

    /// Returns the method exactly as it was sent, in upper or lower case.
    ///
    /// On Rocket, a form field `_method` can have replaced it.
    #[must_use]
    pub fn method(&self) -> &str {
        match &self.0.message {
            Message::Parts(parts) => parts.method.as_str(),
            Message::Copy(copied) => copied.text(&copied.method).unwrap_or_default(),
        }
    }

    /// Returns the path of the target as it was sent, whatever router or scope the endpoint is in.
    #[must_use]
    pub fn path(&self) -> &str {
        match (&self.0.target, &self.0.message) {
            (Some(target), _) => target.path(),
            (None, Message::Parts(parts)) => parts.uri.path(),
            (None, Message::Copy(copied)) => copied.text(&copied.path).unwrap_or_default(),
        }
    }

    /// Returns the query of the target, without the question mark.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        match (&self.0.target, &self.0.message) {
            (Some(target), _) => target.query(),
            (None, Message::Parts(parts)) => parts.uri.query(),
            (None, Message::Copy(copied)) => copied.text(copied.query.as_ref()?),
        }
    }

    /// Returns the host and port that the client requested: `:authority` on HTTP/2, and otherwise
    /// the first header `Host`.
    ///
    /// A proxy can have changed it. `None` if it is missing, empty or not UTF-8. On warp, also if
    /// `Host` is invalid, or if `:authority` and `Host` differ.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        let http2 = self.parts().filter(|_| self.is_http2());
        let in_target = http2.and_then(|parts| parts.uri.authority()).map(Authority::as_str);
        let in_header = || std::str::from_utf8(self.values(header::HOST).next()?).ok();
        self.0.authority.as_deref().or(in_target).or_else(in_header).filter(|host| !host.is_empty())
    }

    /// Returns the value of a header. `None` if the header is missing, repeated or not UTF-8.
    ///
    /// For repeated headers, and for values that aren't UTF-8, see
    /// [`header_values`](Self::header_values).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.only(name)
    }

    pub(crate) fn only(&self, name: impl AsHeaderName + AsRef<str>) -> Option<&str> {
        let mut values = self.values(name);
        let value = values.next().filter(|_| values.next().is_none())?;
        std::str::from_utf8(value).ok()
    }

    /// Iterates over all values of a header, in the order in which they were sent.
    pub fn header_values(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.values(name)
    }

    pub(crate) fn values<N: AsHeaderName + AsRef<str>>(&self, name: N) -> impl Iterator<Item = &[u8]> + use<'_, N> {
        let (parts, copied) = match &self.0.message {
            Message::Parts(parts) => (Some(parts.headers.get_all(name).into_iter()), None),
            Message::Copy(copied) => (None, Some(copied.values(name))),
        };
        let in_parts = parts.into_iter().flatten().map(HeaderValue::as_bytes);
        in_parts.chain(copied.into_iter().flatten())
    }

    /// Returns the token of `Authorization: Bearer <token>`.
    ///
    /// `None` if the header is missing or repeated, names another scheme, or has an empty token or
    /// one with a space.
    #[must_use]
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.only(header::AUTHORIZATION)?.split_once(' ')?;
        let token = token.trim_matches(' ');
        let one_word = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        (scheme.eq_ignore_ascii_case("bearer") && one_word).then_some(token)
    }

    /// Returns the value of a cookie as it was sent: not decoded, and with its quotes.
    ///
    /// If the name is repeated, the first cookie counts, because it has the most specific path.
    /// Several `Cookie` headers count as one. `None` if the cookie is missing or its value is not
    /// UTF-8. Invalid bytes in other cookies don't matter.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.values(header::COOKIE)
            .flat_map(|line| line.split(|byte| *byte == b';'))
            .find_map(|pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.trim_ascii_start().strip_prefix(b"="))
            .and_then(|value| std::str::from_utf8(value.trim_ascii()).ok())
    }

    /// Returns the extension of type `T` that middleware left on the request.
    #[must_use]
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&T> {
        match &self.0.message {
            Message::Parts(parts) => parts.extensions.get(),
            Message::Copy(copied) => copied.extensions.get(),
        }
    }

    /// Returns the address that opened the connection, if the framework knows it.
    ///
    /// Behind a proxy, it is the proxy's address.
    #[must_use]
    pub fn peer_addr(&self) -> Option<SocketAddr> {
        self.0.peer_addr
    }

    /// Returns the head in the types of `http` 1, for crates that read cookies or typed headers.
    ///
    /// In a nested router of axum, their URI lacks the prefix; see [`path`](Self::path). `None` if
    /// the head was copied from another framework's types, as on actix-web and Rocket.
    #[must_use]
    pub fn parts(&self) -> Option<&Parts> {
        match &self.0.message {
            Message::Parts(parts) => Some(parts),
            Message::Copy(_) => None,
        }
    }

    /// Returns whether the request came over HTTP/2, as far as its parts say.
    pub(crate) fn is_http2(&self) -> bool {
        self.parts().is_some_and(|parts| parts.version >= Version::HTTP_2)
    }

    /// Clears the head, but keeps its allocation.
    pub(crate) fn clear(&mut self) {
        *self.0 = Head::default();
    }

    /// Returns the `http` parts mutably, for an adapter that lends them to the application's
    /// extractor.
    #[must_use]
    pub fn parts_mut(&mut self) -> Option<&mut Parts> {
        match &mut self.0.message {
            Message::Parts(parts) => Some(parts),
            Message::Copy(_) => None,
        }
    }
}

impl Copied {
    fn push(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        start..self.bytes.len()
    }

    /// Returns a part of the buffer as text. The method and the target were text when they were
    /// stored.
    fn text(&self, range: &Range<usize>) -> Option<&str> {
        std::str::from_utf8(self.bytes.get(range.clone())?).ok()
    }

    /// Iterates over the values of the headers with this name, in any case.
    fn values<'a, N: AsRef<str>>(&'a self, name: N) -> impl Iterator<Item = &'a [u8]> + use<'a, N> {
        let mut start = 0;
        self.headers.iter().filter_map(move |&(name_end, value_end)| {
            let (sent, wanted) = (start..name_end, name.as_ref().as_bytes());
            start = value_end;
            let is_wanted = sent.len() == wanted.len() && self.bytes.get(sent)?.eq_ignore_ascii_case(wanted);
            is_wanted.then(|| self.bytes.get(name_end..value_end)).flatten()
        })
    }
}

impl From<Parts> for RequestHead {
    fn from(parts: Parts) -> Self {
        Self(Box::new(Head { message: Message::Parts(parts), ..Head::default() }))
    }
}

/// Shows the method and the path. The headers and the query can contain credentials.
impl fmt::Debug for RequestHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestHead")
            .field("method", &self.method())
            .field("path", &self.path())
            .finish_non_exhaustive()
    }
}
