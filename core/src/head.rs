//! What is known of a request before its body is read.

use std::fmt;
use std::net::SocketAddr;

use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, Uri, header};

use crate::deadline::Deadline;

/// A borrowed view of a request's head, the same for every framework. A `Copy` value: pass it on freely.
///
/// Header values are bytes, and headers that were sent several times are all there. The helpers answer what every
/// [`UserResolver`](crate::UserResolver) asks.
#[derive(Clone, Copy)]
pub struct RequestHead<'a> {
    method: &'a Method,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    extensions: Option<&'a Extensions>,
    peer_addr: Option<SocketAddr>,
    deadline: Option<Deadline>,
    damaged: bool,
}

impl<'a> RequestHead<'a> {
    /// A view of these parts, without extensions and peer address.
    #[must_use]
    pub fn new(method: &'a Method, uri: &'a Uri, headers: &'a HeaderMap) -> Self {
        Self { method, uri, headers, extensions: None, peer_addr: None, deadline: None, damaged: false }
    }

    /// The view with what middleware left on the request.
    #[must_use]
    pub fn with_extensions(self, extensions: &'a Extensions) -> Self {
        Self { extensions: Some(extensions), ..self }
    }

    /// The view with the address of whoever opened the connection: a proxy, where there is one.
    #[must_use]
    pub fn with_peer_addr(self, peer_addr: SocketAddr) -> Self {
        Self { peer_addr: Some(peer_addr), ..self }
    }

    /// The view with a clock that runs already: for adapters.
    #[must_use]
    pub fn with_deadline(self, deadline: Deadline) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &'a Method {
        self.method
    }

    /// The target: path and query, mostly.
    #[must_use]
    pub fn uri(&self) -> &'a Uri {
        self.uri
    }

    /// All headers.
    #[must_use]
    pub fn headers(&self) -> &'a HeaderMap {
        self.headers
    }

    /// The address of whoever opened the connection, if the framework tells.
    #[must_use]
    pub fn peer_addr(&self) -> Option<SocketAddr> {
        self.peer_addr
    }

    pub(crate) fn deadline(&self) -> Option<Deadline> {
        self.deadline
    }

    /// Whether the framework had taken something that `http` cannot hold.
    pub(crate) fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// What middleware left on the request under this type.
    #[must_use]
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&'a T> {
        self.extensions?.get()
    }

    /// The value of a header. `None` when it is missing, which [`headers`](Self::headers) tells from the following: it was sent more than once, or is not text (UTF-8).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        let mut values = self.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => std::str::from_utf8(value.as_bytes()).ok(),
            _ => None,
        }
    }

    /// The token of `Authorization: Bearer …`. `None` when there is no such header, there are several, it has another scheme (whose
    /// name may be written in any case), or the token is empty or holds a space.
    #[must_use]
    pub fn bearer(&self) -> Option<&'a str> {
        let (scheme, token) = self.header(header::AUTHORIZATION.as_str())?.split_once(' ')?;
        let token = token.trim_matches(' ');
        let one_word = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        (scheme.eq_ignore_ascii_case("bearer") && one_word).then_some(token)
    }

    /// The value of a cookie as it was sent: not decoded, quotes not removed. Where several have this name, the first, which is the
    /// one with the most specific path. Several Cookie headers count as one. `None` when the value is not text; what
    /// other cookies hold does not matter.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&'a str> {
        self.headers
            .get_all(header::COOKIE)
            .iter()
            .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
            .find_map(|pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.trim_ascii_start().strip_prefix(b"="))
            .and_then(|value| std::str::from_utf8(value.trim_ascii()).ok())
    }
}

impl<'a> From<&'a http::request::Parts> for RequestHead<'a> {
    fn from(parts: &'a http::request::Parts) -> Self {
        Self::new(&parts.method, &parts.uri, &parts.headers).with_extensions(&parts.extensions)
    }
}

impl<'a, B> From<&'a http::Request<B>> for RequestHead<'a> {
    fn from(request: &'a http::Request<B>) -> Self {
        Self::new(request.method(), request.uri(), request.headers()).with_extensions(request.extensions())
    }
}

/// Shows method and path. No header value, no query: they may hold credentials.
impl fmt::Debug for RequestHead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestHead")
            .field("method", self.method)
            .field("path", &self.uri.path())
            .finish_non_exhaustive()
    }
}

/// A head that owns what it shows: for adapters whose framework has other types than those of `http` 1, or does not lend them.
#[derive(Clone, Default)]
pub struct OwnedHead {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    extensions: Extensions,
    peer_addr: Option<SocketAddr>,
    deadline: Option<Deadline>,
    damaged: bool,
}

impl OwnedHead {
    /// A copy of the method, the target (path and query), and the headers, those that were sent several times several times.
    ///
    /// What `http` cannot hold, which its frameworks would not take either, is left out, and the request is refused (400).
    pub fn copy<'h>(method: &str, target: &str, headers: impl IntoIterator<Item = (&'h str, &'h [u8])>) -> Self {
        let mut head = Self::default();
        match (Method::from_bytes(method.as_bytes()), target.parse()) {
            (Ok(method), Ok(uri)) => (head.method, head.uri) = (method, uri),
            _ => head.damaged = true,
        }
        for (name, value) in headers {
            match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value)) {
                (Ok(name), Ok(value)) => head.damaged |= head.headers.try_append(name, value).is_err(),
                _ => head.damaged = true,
            }
        }
        head
    }

    /// The head with these headers instead.
    #[must_use]
    pub fn with_headers(self, headers: HeaderMap) -> Self {
        Self { headers, ..self }
    }

    /// The head with what middleware left on the request.
    #[must_use]
    pub fn with_extensions(self, extensions: Extensions) -> Self {
        Self { extensions, ..self }
    }

    /// The head with the address of whoever opened the connection, if the framework tells.
    #[must_use]
    pub fn with_peer_addr(self, peer_addr: Option<SocketAddr>) -> Self {
        Self { peer_addr, ..self }
    }

    /// The head with a clock, if one runs already.
    #[must_use]
    pub fn with_deadline(self, deadline: Option<Deadline>) -> Self {
        Self { deadline, ..self }
    }

    /// The view that core takes.
    #[must_use]
    pub fn view(&self) -> RequestHead<'_> {
        let Self { method, uri, headers, extensions, peer_addr, deadline, damaged } = self;
        RequestHead {
            method,
            uri,
            headers,
            extensions: Some(extensions),
            peer_addr: *peer_addr,
            deadline: *deadline,
            damaged: *damaged,
        }
    }
}

/// As that of [`RequestHead`].
impl fmt::Debug for OwnedHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view().fmt(f)
    }
}
