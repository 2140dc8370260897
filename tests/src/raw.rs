//! A raw HTTP/1.1 client: sends whatever bytes it is given.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use crate::headers::only;

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
        only(&self.headers, name)
    }

    /// Whether another reply to the same request follows: 1xx.
    #[must_use]
    pub fn is_interim(&self) -> bool {
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
pub enum Answered {
    /// As its headers say.
    WithBody,
    /// Without one, whatever its headers say, as to HEAD.
    WithoutBody,
}

/// One connection, on which requests are sent and replies are read.
#[derive(Debug)]
pub struct Exchange {
    stream: BufReader<TcpStream>,
}

impl Exchange {
    /// Connects.
    ///
    /// # Errors
    ///
    /// When nobody listens there.
    pub fn open(addr: SocketAddr) -> io::Result<Self> {
        Self::open_for(addr, Duration::from_secs(30))
    }

    /// Connects, to wait so long for whatever is read.
    ///
    /// # Errors
    ///
    /// When nobody listens there.
    pub fn open_for(addr: SocketAddr, patience: Duration) -> io::Result<Self> {
        let stream = TcpStream::connect(addr)?;
        stream.set_read_timeout(Some(patience))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Closes this side of the connection; the other may still answer.
    ///
    /// # Errors
    ///
    /// When the other side has gone away.
    pub fn finish(&mut self) -> io::Result<()> {
        self.stream.get_mut().shutdown(Shutdown::Write)
    }

    /// Sends these bytes.
    ///
    /// # Errors
    ///
    /// When the other side has gone away.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    /// Whether something has been answered already, or the other side has gone away.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        let stream = self.stream.get_ref();
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
        self.receive_final(Answered::WithBody)
    }

    /// Reads one reply, to a request whose reply has a body or none; 1xx answers are passed over.
    ///
    /// # Errors
    ///
    /// As [`receive`](Self::receive).
    pub fn receive_final(&mut self, answered: Answered) -> io::Result<Reply> {
        loop {
            let reply = self.receive_next(answered)?;
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
    pub fn receive_next(&mut self, answered: Answered) -> io::Result<Reply> {
        let mut reply = self.head()?;
        if answered == Answered::WithBody && !reply.is_interim() {
            reply.body = self.body(&reply)?;
        }
        Ok(reply)
    }

    fn head(&mut self) -> io::Result<Reply> {
        let line = self.line()?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(invalid)?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                headers.sort();
                return Ok(Reply { status, headers, body: Vec::new() });
            }
            let (name, value) = line.split_once(':').ok_or_else(invalid)?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    fn body(&mut self, reply: &Reply) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        if reply.header("transfer-encoding") == Some("chunked") {
            loop {
                let size = self.line()?;
                let size = size.split(';').next().and_then(|size| usize::from_str_radix(size.trim(), 16).ok());
                let size = size.ok_or_else(invalid)?;
                self.read_exactly(size, &mut body)?;
                if size == 0 {
                    // Trailers, perhaps, and the empty line.
                    while !self.line()?.is_empty() {}
                    return Ok(body);
                }
                self.line()?;
            }
        }
        match reply.header("content-length").map(str::parse) {
            Some(length) => self.read_exactly(length.map_err(|_| invalid())?, &mut body)?,
            None => _ = self.stream.read_to_end(&mut body)?,
        }
        Ok(body)
    }

    /// Reads so many bytes; does not make room for what was only announced.
    fn read_exactly(&mut self, length: usize, body: &mut Vec<u8>) -> io::Result<()> {
        let read = (&mut self.stream).take(length as u64).read_to_end(body)?;
        if read < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        if self.stream.read_until(b'\n', &mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }
}

fn invalid() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not an HTTP reply")
}
