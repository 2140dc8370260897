//! A double of Liveblocks: for a test that scripts its answers and records the requests to it.

use std::collections::{HashMap, VecDeque};
use std::io::{self, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::wire::headers::single;
use crate::wire::message::{self, Unframed};

/// How the double answers one request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// 200 with a new token.
    Token,
    /// A status, headers and a body.
    Status(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// These bytes; then it closes the connection.
    Raw(Vec<u8>),
    /// It closes the connection without an answer.
    Close,
    /// Nothing, until the other side closes the connection.
    Hang,
    /// The head of a 200, then one byte of the body after each pause, forever.
    Drip(Duration),
    /// Another answer, after a pause.
    After(Duration, Box<Answer>),
}

impl Answer {
    /// A status with an empty JSON object.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::Status(status, Vec::new(), b"{}".to_vec())
    }

    /// 200 with a body.
    #[must_use]
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::Status(200, Vec::new(), body.into())
    }
}

/// A request that the double received.
#[derive(Debug, Clone)]
pub struct Call {
    /// The request line, without its line break.
    pub line: String,
    /// The headers in their original order, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Call {
    /// The value of a header, or `None` if it is missing or repeated.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        single(&self.headers, name)
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// An answer of the double that has a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Served {
    /// The body of the request.
    pub(crate) asked: String,
    /// The body of the answer.
    pub(crate) body: Vec<u8>,
}

#[derive(Debug, Default)]
struct State {
    script: Mutex<VecDeque<Answer>>,
    fallback: Mutex<Option<Answer>>,
    calls: Mutex<Vec<Call>>,
    served: Mutex<Vec<Served>>,
    connections: AtomicUsize,
    tokens: AtomicUsize,
    open: Mutex<HashMap<usize, TcpStream>>,
    closed: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A server that plays Liveblocks on a local port. Dropping it stops the server.
#[derive(Debug)]
pub struct Double {
    addr: SocketAddr,
    state: Arc<State>,
}

impl Double {
    /// Starts a double on a free port that answers every request with a new token.
    ///
    /// # Errors
    ///
    /// Fails if no port is free.
    pub fn start() -> io::Result<Self> {
        Self::start_on(0)
    }

    /// Starts a double on this port.
    ///
    /// # Errors
    ///
    /// Fails if the port is taken.
    pub(crate) fn start_on(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        let addr = listener.local_addr()?;
        let state = Arc::new(State::default());
        let shared = Arc::downgrade(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Some(state) = shared.upgrade().filter(|state| !state.closed.load(Ordering::SeqCst)) else { return };
                // The peer has already closed it, or no file descriptor is left. Try the next one.
                let Ok(stream) = stream else { continue };
                let connection = state.connections.fetch_add(1, Ordering::SeqCst);
                if let Ok(clone) = stream.try_clone() {
                    lock(&state.open).insert(connection, clone);
                }
                thread::spawn(move || serve(stream, connection, &state));
            }
        });
        Ok(Self { addr, state })
    }

    /// The base URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Scripts the answers to the next requests, in order. Later requests get a token.
    pub fn script(&self, answers: impl IntoIterator<Item = Answer>) {
        lock(&self.state.script).extend(answers);
    }

    /// Changes the answer to requests beyond the script.
    pub fn always(&self, answer: Answer) {
        *lock(&self.state.fallback) = Some(answer);
    }

    /// The requests received so far.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.state.calls).clone()
    }

    /// The answers so far that have a body.
    #[must_use]
    pub(crate) fn served(&self) -> Vec<Served> {
        lock(&self.state.served).clone()
    }

    /// Clears the script, the requests and the answers.
    pub(crate) fn reset(&self) {
        lock(&self.state.script).clear();
        lock(&self.state.calls).clear();
        lock(&self.state.served).clear();
    }

    /// The number of connections opened so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        self.state.closed.store(true, Ordering::SeqCst);
        for (_, stream) in lock(&self.state.open).drain() {
            // It may be closed already; that is fine.
            let _ = stream.shutdown(Shutdown::Both);
        }
        // Wakes the listener, so that it sees `closed` and stops.
        let _ = TcpStream::connect(self.addr);
    }
}

fn serve(stream: TcpStream, connection: usize, state: &State) {
    let mut stream = BufReader::new(stream);
    // An error means that the other side closed the connection.
    while let Ok(call) = read_call(&mut stream) {
        let asked = call.text();
        lock(&state.calls).push(call);
        let scripted = lock(&state.script).pop_front();
        let answer = scripted.or_else(|| lock(&state.fallback).clone()).unwrap_or(Answer::Token);
        if !matches!(answer_call(stream.get_mut(), &asked, answer, state), Ok(true)) {
            break;
        }
    }
    let _ = stream.get_ref().shutdown(Shutdown::Both);
    lock(&state.open).remove(&connection);
}

/// Answers a request. Returns whether the connection stays open.
fn answer_call(stream: &mut TcpStream, asked: &str, answer: Answer, state: &State) -> io::Result<bool> {
    match answer {
        Answer::Token => {
            let number = state.tokens.fetch_add(1, Ordering::SeqCst);
            // "e30" is an empty JSON object.
            let token = format!(r#"{{"token":"e30.e30.{number}"}}"#);
            answer_call(stream, asked, Answer::ok(token), state)
        }
        Answer::Status(status, headers, body) => {
            let mut head = format!("HTTP/1.1 {status} -\r\ncontent-length: {}\r\n", body.len());
            for (name, value) in headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
            head.push_str("\r\n");
            lock(&state.served).push(Served { asked: asked.to_owned(), body: body.clone() });
            stream.write_all(&[head.as_bytes(), &body].concat())?;
            Ok(true)
        }
        Answer::Raw(bytes) => stream.write_all(&bytes).map(|()| false),
        Answer::Close => Ok(false),
        Answer::Hang => {
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).map(|_| false)
        }
        Answer::Drip(pause) => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")?;
            loop {
                stream.write_all(b" ")?;
                thread::sleep(pause);
            }
        }
        Answer::After(pause, answer) => {
            thread::sleep(pause);
            answer_call(stream, asked, *answer, state)
        }
    }
}

fn read_call(stream: &mut BufReader<TcpStream>) -> io::Result<Call> {
    let line = message::line(stream)?;
    let headers = message::headers(stream)?;
    if single(&headers, "expect").is_some() {
        stream.get_mut().write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let body = message::body(stream, &headers, Unframed::Empty)?;
    Ok(Call { line, headers, body })
}
