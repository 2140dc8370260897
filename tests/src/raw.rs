//! A raw HTTP/1.1 client: sends whatever bytes it is given.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
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

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
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
        let stream = TcpStream::connect(addr)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Sends these bytes.
    ///
    /// # Errors
    ///
    /// When the other side has gone away.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    /// Reads one reply; 1xx answers are passed over.
    ///
    /// # Errors
    ///
    /// When the other side has gone away, or does not speak HTTP.
    pub fn receive(&mut self) -> io::Result<Reply> {
        let invalid = || io::Error::new(io::ErrorKind::InvalidData, "not an HTTP reply");
        loop {
            let line = self.line()?;
            let status: u16 = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(invalid)?;
            let mut headers = Vec::new();
            loop {
                let line = self.line()?;
                if line.is_empty() {
                    break;
                }
                let (name, value) = line.split_once(':').ok_or_else(invalid)?;
                headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
            headers.sort();
            if (100..200).contains(&status) {
                continue;
            }
            let mut reply = Reply { status, headers, body: Vec::new() };
            if let Some(length) = reply.header("content-length").and_then(|length| length.parse().ok()) {
                reply.body = vec![0; length];
                self.stream.read_exact(&mut reply.body)?;
            } else {
                self.stream.read_to_end(&mut reply.body)?;
            }
            return Ok(reply);
        }
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        if self.stream.read_until(b'\n', &mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }
}
