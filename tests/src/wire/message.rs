//! Reads HTTP/1.1 messages: requests for the double, replies for the raw client.

use std::io::{self, BufRead, Read as _};

/// The maximum length of a line, in bytes.
const LONGEST_LINE: u64 = 64 * 1024;
/// The maximum length of a body, in bytes. Real ones are a thousand times smaller.
const LONGEST_BODY: usize = 32 * 1024 * 1024;

/// How a body without any framing headers ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unframed {
    /// At once: the message is a request.
    Empty,
    /// When the connection closes: the message is a reply.
    UntilClose,
}

/// Reads a line, without its line break.
pub(crate) fn line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    if stream.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    if line.last() != Some(&b'\n') {
        return Err(invalid());
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

/// Reads the headers up to the empty line, with names in lower case.
pub(crate) fn headers(stream: &mut impl BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let line = line(stream)?;
        if line.is_empty() {
            return Ok(headers);
        }
        let (name, value) = line.split_once(':').ok_or_else(invalid)?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

/// Reads the body that the headers announce.
pub(crate) fn body(stream: &mut impl BufRead, headers: &[(String, String)], unframed: Unframed) -> io::Result<Vec<u8>> {
    let value = |name: &str| headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let mut body = Vec::new();
    if value("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        loop {
            let size = line(stream)?;
            let size = size.split(';').next().and_then(|size| usize::from_str_radix(size.trim(), 16).ok());
            let size = size.ok_or_else(invalid)?;
            exactly(stream, size, &mut body)?;
            // A line break follows each chunk; trailers can follow the last one.
            while !line(stream)?.is_empty() {}
            if size == 0 {
                return Ok(body);
            }
        }
    }
    match (value("content-length"), unframed) {
        (Some(length), _) => exactly(stream, length.parse().map_err(|_| invalid())?, &mut body)?,
        (None, Unframed::Empty) => {}
        (None, Unframed::UntilClose) => {
            let read = stream.by_ref().take(LONGEST_BODY as u64).read_to_end(&mut body)?;
            if read == LONGEST_BODY {
                return Err(invalid());
            }
        }
    }
    Ok(body)
}

/// Reads exactly this many bytes more, without trusting the announced length for an allocation.
fn exactly(stream: &mut impl BufRead, length: usize, body: &mut Vec<u8>) -> io::Result<()> {
    if body.len().saturating_add(length) > LONGEST_BODY {
        return Err(invalid());
    }
    let read = stream.by_ref().take(length as u64).read_to_end(body)?;
    if read < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

pub(crate) fn invalid() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not an HTTP message of a reasonable size")
}
