//! Requests down to the framing of their bodies, and their bytes on the wire.

use std::time::Duration;

/// A request. By default it is a POST of JSON by alice.
#[derive(Debug, Clone)]
pub struct Request {
    pub(crate) method: String,
    /// The query, with its `?`.
    pub(crate) query: String,
    /// The `Host`, if it is not that of the endpoint's URL.
    pub(crate) host: Option<String>,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Option<Body>,
    pub(crate) version: &'static str,
}

/// The body of a request, with its framing and timing.
#[derive(Debug, Clone)]
pub(crate) struct Body {
    pub(crate) framing: Framing,
    pub(crate) pieces: Vec<Vec<u8>>,
    /// The pause before every piece.
    pub(crate) pause: Duration,
    pub(crate) end: End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// A Content-Length: the actual length, or this one.
    Length(Option<u64>),
    Chunked,
    /// None: the pieces continue the head, which has no end.
    Head,
}

/// How a body ends after the last piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The body ends where its framing says.
    Complete,
    /// The client closes its side of the connection.
    Cut,
    /// The client sends nothing more.
    Stall,
}

impl Request {
    /// A POST of this body by alice, with a Content-Length.
    #[must_use]
    pub fn post(body: impl Into<Vec<u8>>) -> Self {
        let body = Body {
            framing: Framing::Length(None),
            pieces: vec![body.into()],
            pause: Duration::ZERO,
            end: End::Complete,
        };
        let request = Self {
            method: "POST".to_owned(),
            query: String::new(),
            host: None,
            headers: Vec::new(),
            body: Some(body),
            version: "HTTP/1.1",
        };
        request.header("content-type", "application/json").person("alice")
    }

    /// A POST by alice that requests this room.
    #[must_use]
    pub fn room(room: &str) -> Self {
        Self::post(serde_json::json!({ "room": room }).to_string())
    }

    /// Changes the method.
    #[must_use]
    pub fn method(self, method: &str) -> Self {
        Self { method: method.to_owned(), ..self }
    }

    /// Sets the query, which must begin with `?`.
    #[must_use]
    pub fn query(self, query: &str) -> Self {
        Self { query: query.to_owned(), ..self }
    }

    /// Sends another `Host` than that of the endpoint's URL.
    #[must_use]
    pub fn host(self, host: &str) -> Self {
        Self { host: Some(host.to_owned()), ..self }
    }

    /// Makes it a preflight by a page on this origin, for a POST with these headers.
    #[must_use]
    pub fn preflight(self, origin: &str, headers: &str) -> Self {
        let bare = self.method("OPTIONS").bodiless().anonymous().without_header("content-type");
        bare.header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", headers)
    }

    /// Adds a header, even if one of that name exists.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Removes every header of this name.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
        self
    }

    /// Changes the Content-Type.
    #[must_use]
    pub fn media_type(self, value: impl Into<Vec<u8>>) -> Self {
        self.without_header("content-type").header("content-type", value)
    }

    /// Signs in as this user.
    #[must_use]
    pub fn person(self, name: &str) -> Self {
        self.anonymous().header("authorization", format!("Bearer {name}"))
    }

    /// Removes the credentials.
    #[must_use]
    pub fn anonymous(self) -> Self {
        self.without_header("authorization")
    }

    /// Removes the body and its Content-Length.
    #[must_use]
    pub fn bodiless(self) -> Self {
        Self { body: None, ..self }
    }

    /// Sends these chunks, with chunked encoding.
    #[must_use]
    pub fn chunked<P: Into<Vec<u8>>>(self, chunks: impl IntoIterator<Item = P>) -> Self {
        self.with_body(|body| {
            body.framing = Framing::Chunked;
            body.pieces = chunks.into_iter().map(Into::into).collect();
        })
    }

    /// Announces another length in Content-Length.
    #[must_use]
    pub fn announcing(self, length: u64) -> Self {
        self.with_body(|body| body.framing = Framing::Length(Some(length)))
    }

    /// Sends these pieces, with a pause before each.
    pub(crate) fn slowly<P: Into<Vec<u8>>>(self, pause: Duration, pieces: impl IntoIterator<Item = P>) -> Self {
        self.with_body(|body| {
            body.pause = pause;
            body.pieces = pieces.into_iter().map(Into::into).collect();
        })
    }

    /// Closes the sending side of the connection instead of ending the body.
    #[must_use]
    pub fn cut_off(self) -> Self {
        self.with_body(|body| body.end = End::Cut)
    }

    /// Sends nothing more instead of ending the body.
    #[must_use]
    pub fn stalling(self) -> Self {
        self.with_body(|body| body.end = End::Stall)
    }

    /// Makes the pieces of the body a part of the head, which never ends.
    pub(crate) fn endless_head(self) -> Self {
        self.stalling().with_body(|body| body.framing = Framing::Head)
    }

    /// Whether the head never ends.
    pub(crate) fn has_endless_head(&self) -> bool {
        self.body.as_ref().is_some_and(|body| body.framing == Framing::Head)
    }

    /// Uses HTTP/1.0.
    pub(crate) fn http_1_0(self) -> Self {
        Self { version: "HTTP/1.0", ..self }
    }

    /// Splits the body into chunks of these lengths.
    #[must_use]
    pub fn rechunked(self, length: impl FnMut() -> usize) -> Self {
        self.with_body(|body| {
            body.framing = Framing::Chunked;
            body.split(length);
        })
    }

    /// Sends the body in pieces of these lengths, with a pause before each.
    #[must_use]
    pub fn slowly_by(self, pause: Duration, length: impl FnMut() -> usize) -> Self {
        self.with_body(|body| {
            body.pause = pause;
            body.split(length);
        })
    }

    /// Pads the body with spaces to this length.
    #[must_use]
    pub fn padded(self, length: usize) -> Self {
        self.with_body(|body| {
            let mut whole = body.pieces.concat();
            whole.resize(length.max(whole.len()), b' ');
            body.pieces = vec![whole];
        })
    }

    /// How many bytes of the body the client sends.
    #[must_use]
    pub fn sent_length(&self) -> u64 {
        self.body.as_ref().map_or(0, Body::length)
    }

    fn with_body(mut self, change: impl FnOnce(&mut Body)) -> Self {
        if let Some(body) = &mut self.body {
            change(body);
        }
        self
    }

    /// The value of a header. `None` if it is missing, repeated or not UTF-8.
    #[must_use]
    pub fn only(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        let value = values.next().filter(|_| values.next().is_none())?;
        std::str::from_utf8(value).ok()
    }

    /// Every header, including those for the framing.
    pub(crate) fn all_headers(&self) -> Vec<(String, Vec<u8>)> {
        let mut headers = self.headers.clone();
        match self.body.as_ref().map(|body| (body.framing, body.length())) {
            Some((Framing::Chunked, _)) => headers.push(("transfer-encoding".to_owned(), b"chunked".to_vec())),
            Some((Framing::Length(length), actual)) => {
                headers.push(("content-length".to_owned(), length.unwrap_or(actual).to_string().into_bytes()));
            }
            Some((Framing::Head, _)) | None => {}
        }
        headers
    }

    /// The first line and the headers, with the end of the head if there is one.
    pub(crate) fn head(&self, path: &str, host: &str) -> Vec<u8> {
        // If the path already has a query, a second `?` would become part of it.
        let query = if path.contains('?') { self.query.replacen('?', "&", 1) } else { self.query.clone() };
        let host = self.host.as_deref().unwrap_or(host);
        let mut head = format!("{} {path}{query} {}\r\nhost: {host}\r\n", self.method, self.version).into_bytes();
        for (name, value) in self.all_headers() {
            head.extend_from_slice(name.as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(&value);
            head.extend_from_slice(b"\r\n");
        }
        if !self.has_endless_head() {
            head.extend_from_slice(b"\r\n");
        }
        head
    }

    /// Whether the client waits for a 100 Continue before it sends the body.
    pub(crate) fn expects_continue(&self) -> bool {
        self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("expect"))
    }
}

impl Body {
    fn split(&mut self, mut length: impl FnMut() -> usize) {
        let whole = self.pieces.concat();
        let mut rest = &whole[..];
        self.pieces.clear();
        while !rest.is_empty() {
            let (piece, behind) = rest.split_at(length().clamp(1, rest.len()));
            self.pieces.push(piece.to_vec());
            rest = behind;
        }
    }

    fn length(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.len() as u64).sum()
    }

    /// A piece with its framing.
    pub(crate) fn framed(&self, piece: &[u8]) -> Vec<u8> {
        match self.framing {
            Framing::Length(_) | Framing::Head => piece.to_vec(),
            Framing::Chunked => [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat(),
        }
    }

    /// The bytes that end a complete body.
    pub(crate) fn terminator(&self) -> &'static [u8] {
        match self.framing {
            Framing::Length(_) | Framing::Head => b"",
            Framing::Chunked => b"0\r\n\r\n",
        }
    }
}
