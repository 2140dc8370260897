//! A raw HTTP/1.1 client: sends whatever bytes it is given.

use std::io::{self, BufReader, Read, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::wire::headers::single;
use crate::wire::message::{self, Unframed};

/// Headers that belong to the server and its framework, not to the endpoint.
const SERVER_HEADERS: [&str; 7] =
    ["connection", "content-length", "date", "keep-alive", "permissions-policy", "server", "x-frame-options"];

/// What a server answered.
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
    /// The value of a header, if it was sent exactly once.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        single(&self.headers, name)
    }

    /// The headers without those that the server and its framework add to each of their answers.
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

/// How a request is answered: with or without a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReplyBody {
    /// As its headers say.
    AsAnnounced,
    /// Without one, whatever its headers say, as to HEAD.
    None,
}

/// One connection, on which requests are sent and replies are read.
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
    /// When nobody listens there.
    pub fn open(addr: SocketAddr) -> io::Result<Self> {
        Self::open_for(addr, Duration::from_secs(30))
    }

    /// Connects, to wait so long for each reply as a whole.
    ///
    /// # Errors
    ///
    /// When nobody listens there.
    pub(crate) fn open_for(addr: SocketAddr, patience: Duration) -> io::Result<Self> {
        let stream = TcpStream::connect(addr)?;
        stream.set_nodelay(true)?;
        // Who does not take in what is sent shall not hold the client up either.
        stream.set_write_timeout(Some(patience))?;
        Ok(Self { stream: BufReader::new(Timed { stream, until: Instant::now() + patience }), patience })
    }

    /// Closes this side of the connection; the other may still answer.
    ///
    /// # Errors
    ///
    /// When the other side has gone away.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.stream.get_ref().stream.shutdown(Shutdown::Write)
    }

    /// Sends these bytes.
    ///
    /// # Errors
    ///
    /// When the other side has gone away.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().stream.write_all(bytes)
    }

    /// Whether something has been answered already, or the other side has gone away.
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

    /// Reads one reply; 1xx answers are passed over.
    ///
    /// # Errors
    ///
    /// When the other side has gone away, or does not speak HTTP.
    pub fn receive(&mut self) -> io::Result<Reply> {
        self.receive_final(ReplyBody::AsAnnounced)
    }

    /// Reads one reply, to a request whose reply has a body or none; 1xx answers are passed over.
    ///
    /// # Errors
    ///
    /// As [`receive`](Self::receive).
    pub(crate) fn receive_final(&mut self, body: ReplyBody) -> io::Result<Reply> {
        loop {
            let reply = self.receive_next(body)?;
            if !reply.is_interim() {
                return Ok(reply);
            }
        }
    }

    /// Reads whatever is answered next, a 1xx perhaps.
    ///
    /// # Errors
    ///
    /// As [`receive`](Self::receive).
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

/// A connection whose reads end at a point in time, however little comes at a time.
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
