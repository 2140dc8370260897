//! Puts the table to an endpoint that runs somewhere, in any language, and weighs what comes back
//! by what a browser or an operator suffers from it.
//!
//! It is what `liveblocks-auth-check` does. The endpoint holds the documented fixture, and uses the
//! port given here as its Liveblocks.

#[cfg(feature = "check")]
mod junit;
mod weigh;

use std::io;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};

use serde::Serialize;

use crate::adapter::{Lane, hold};
use crate::answer::Reaction;
use crate::double::Double;
use crate::fixture::Limits;
use crate::table::entries;
use crate::wire::Socket;

/// Where to find what is checked.
#[derive(Debug, Clone)]
pub struct Check {
    access: Target,
    id: Option<Target>,
    /// The port on which Liveblocks is played.
    port: u16,
}

#[derive(Debug, Clone)]
struct Target {
    addr: SocketAddr,
    /// As the URL has it: some endpoints look at it.
    host: String,
    /// The path and the query.
    path: String,
}

/// What came of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The group of the case.
    pub group: &'static str,
    /// Its name in the group.
    pub name: &'static str,
    /// How it is to be taken.
    pub verdict: Verdict,
    /// What the browser client should do about the answer, and does, where that is not the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reaction: Option<(Reaction, Reaction)>,
    /// Everything that is not as in our table.
    pub differences: Vec<String>,
    /// What a browser or an operator suffers from it; or why it is a matter of taste, or left out.
    pub meaning: Vec<String>,
}

/// How the outcome of a case is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The same, to the byte.
    Same,
    /// It reads differently, and the browser does the same.
    Alike,
    /// It differs where that is a matter of taste. Not counted against it.
    Taste,
    /// Somebody suffers from it.
    Red,
    /// The case cannot be put to this endpoint.
    LeftOut,
}

impl Check {
    /// A check of the endpoint for access tokens at `url`, which asks Liveblocks at
    /// `http://127.0.0.1:<port>`.
    ///
    /// # Errors
    ///
    /// When `url` is not `http://host:port/path`, or nobody listens there.
    pub fn new(url: &str, port: u16) -> io::Result<Self> {
        Ok(Self { access: Target::parse(url)?, id: None, port })
    }

    /// With the endpoint for ID tokens at `url`.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_id_tokens(self, url: &str) -> io::Result<Self> {
        Ok(Self { id: Some(Target::parse(url)?), ..self })
    }

    /// Puts every case whose name holds `filter` to the endpoint, one after the other, and tells
    /// each outcome as it comes.
    ///
    /// # Errors
    ///
    /// When the port is taken.
    pub fn run(&self, filter: &str, mut tell: impl FnMut(&Outcome)) -> io::Result<Vec<Outcome>> {
        let wire = |target: &Target| {
            Box::new(Socket {
                addr: target.addr,
                host: target.host.clone(),
                path: target.path.clone(),
                patience: Limits::Default.patience(),
            }) as _
        };
        let lane =
            Lane { double: Double::start_on(self.port)?, access: wire(&self.access), id: self.id.as_ref().map(wire) };
        let mut outcomes = Vec::new();
        for entry in entries().into_iter().filter(|entry| entry.case.name().contains(filter)) {
            let outcome = if entry.notes.adapters_only {
                weigh::left_out(&entry, "it needs more than the documented fixture")
            } else if lane.wire(entry.case.tokens).is_none() {
                weigh::left_out(&entry, "there is no endpoint for ID tokens")
            } else {
                weigh::weigh(&entry, &hold(&entry.case, &lane))
            };
            tell(&outcome);
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }
}

impl Target {
    fn parse(url: &str) -> io::Result<Self> {
        let invalid = |why: &str| {
            io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("{url:?} {why}; write http://127.0.0.1:3000/api/liveblocks-auth"),
            )
        };
        let uri: http::Uri = url.parse().map_err(|_| invalid("is not a URL"))?;
        if uri.scheme_str() != Some("http") {
            return Err(invalid("is not an http:// URL"));
        }
        let host = uri.host().ok_or_else(|| invalid("has no host"))?.trim_matches(['[', ']']);
        let found = (host, uri.port_u16().unwrap_or(80)).to_socket_addrs()?;
        let addr = found.into_iter().find(|addr| TcpStream::connect(addr).is_ok());
        let addr = addr.ok_or_else(|| invalid("cannot be connected to; start the endpoint first"))?;
        let authority = uri.authority().map(ToString::to_string).unwrap_or_default();
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Self { addr, host: authority, path })
    }
}

/// The outcomes as JSON.
///
/// # Errors
///
/// None that is known: outcomes are plain text.
pub fn to_json(outcomes: &[Outcome]) -> serde_json::Result<String> {
    serde_json::to_string_pretty(outcomes)
}

#[cfg(feature = "check")]
pub use junit::to_junit;
