//! A raw HTTP/1.1 client that sends any bytes.

use std::io::{self, BufReader, Read, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::wire::headers::single;
use crate::wire::message::{self, Unframed};

/// Headers that the server or its framework sets, not the endpoint.
const SERVER_HEADERS: [&str; 7] =
    ["connection", "content-length", "date", "keep-alive", "permissions-policy", "server", "x-frame-options"];

/// A reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers, names in lower case, sorted.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The value of a header, or `None` if it is missing or repeated.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        single(&self.headers, name)
    }

    /// The headers that the endpoint sets, without those that the server adds to every reply.
    #[must_use]
    pub fn endpoint_headers(&self) -> Vec<(String, String)> {
        self.headers.iter().filter(|(name, _)| !SERVER_HEADERS.contains(&name.as_str())).cloned().collect()
    }

    /// Whether another reply to the same request follows: 1xx.
    #[must_use]
    pub(crate) fn is_interim(&self) -> bool {
        (100..200).contains(&self.status)
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Whether a reply has a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReplyBody {
    /// It has the body that its headers announce.
    AsAnnounced,
    /// It has no body, whatever its headers say: a reply to HEAD.
    None,
}

/// A connection that sends raw bytes and reads replies.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<Timed>,
    patience: Duration,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    ///
    /// Fails if nothing listens at the address.
    pub fn open(addr: SocketAddr) -> io::Result<Self> {
        Self::open_for(addr, Duration::from_secs(30))
    }

    /// Connects, and waits at most this long for each complete reply.
    ///
    /// # Errors
    ///
    /// Fails if nothing listens at the address.
    pub(crate) fn open_for(addr: SocketAddr, patience: Duration) -> io::Result<Self> {
        let stream = TcpStream::connect(addr)?;
        stream.set_nodelay(true)?;
        // A server that never reads must not block the client.
        stream.set_write_timeout(Some(patience))?;
        Ok(Self { stream: BufReader::new(Timed { stream, until: Instant::now() + patience }), patience })
    }

    /// Closes this side of the connection; the other may still answer.
    ///
    /// # Errors
    ///
    /// Fails if the other side closed the connection.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.stream.get_ref().stream.shutdown(Shutdown::Write)
    }

    /// Sends these bytes.
    ///
    /// # Errors
    ///
    /// Fails if the other side closed the connection.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().stream.write_all(bytes)
    }

    /// Whether a reply is waiting, or the other side closed the connection.
    #[must_use]
    pub(crate) fn is_answered(&self) -> bool {
        let stream = &self.stream.get_ref().stream;
        if !self.stream.buffer().is_empty() || stream.set_nonblocking(true).is_err() {
            return true;
        }
        let peeked = stream.peek(&mut [0]);
        let waiting = peeked.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock);
        stream.set_nonblocking(false).is_err() || !waiting
    }

    /// Whether the other side closes the connection before the patience with the last reply ends.
    #[must_use]
    pub(crate) fn is_closed(&mut self) -> bool {
        match io::copy(&mut self.stream, &mut io::sink()) {
            Ok(_) => true,
            Err(error) => error.kind() == io::ErrorKind::ConnectionReset,
        }
    }

    /// Reads one reply. It skips 1xx replies.
    ///
    /// # Errors
    ///
    /// Fails if the other side closes the connection or does not speak HTTP.
    pub fn receive(&mut self) -> io::Result<Reply> {
        self.receive_final(ReplyBody::AsAnnounced)
    }

    /// Reads one reply with or without a body. It skips 1xx replies.
    ///
    /// # Errors
    ///
    /// Fails as [`receive`](Self::receive) does.
    pub(crate) fn receive_final(&mut self, body: ReplyBody) -> io::Result<Reply> {
        loop {
            let reply = self.receive_next(body)?;
            if !reply.is_interim() {
                return Ok(reply);
            }
        }
    }

    /// Reads the next reply, which can be a 1xx.
    ///
    /// # Errors
    ///
    /// Fails as [`receive`](Self::receive) does.
    pub(crate) fn receive_next(&mut self, body: ReplyBody) -> io::Result<Reply> {
        self.stream.get_mut().until = Instant::now() + self.patience;
        let mut reply = self.head()?;
        let bodiless = reply.is_interim() || [204, 304].contains(&reply.status);
        if body == ReplyBody::AsAnnounced && !bodiless {
            reply.body = message::body(&mut self.stream, &reply.headers, Unframed::UntilClose)?;
        }
        Ok(reply)
    }

    fn head(&mut self) -> io::Result<Reply> {
        let line = message::line(&mut self.stream)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(message::invalid)?;
        let mut headers = message::headers(&mut self.stream)?;
        headers.sort();
        Ok(Reply { status, headers, body: Vec::new() })
    }
}

/// A stream whose reads fail after a fixed time, even if bytes keep trickling in.
#[derive(Debug)]
struct Timed {
    stream: TcpStream,
    until: Instant,
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        self.stream.read(buffer)
    }
}
