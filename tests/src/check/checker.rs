//! Runs the table against an endpoint.

use std::io;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};

use crate::adapter::{Lane, hold};
use crate::check::outcome::Outcome;
use crate::check::weigh;
use crate::double::Double;
use crate::endpoints::Limits;
use crate::table::all::entries;
use crate::transport::Socket;

/// A check of one running endpoint.
#[derive(Debug, Clone)]
pub struct Check {
    access: Target,
    id: Option<Target>,
    /// The port of the double.
    port: u16,
}

#[derive(Debug, Clone)]
struct Target {
    addr: SocketAddr,
    /// The host as in the URL: some endpoints check it.
    host: String,
    /// The path and the query.
    path: String,
}

impl Check {
    /// Creates a check of the endpoint for access tokens at `url`.
    ///
    /// The endpoint must use `http://127.0.0.1:<port>` as the base URL of Liveblocks.
    ///
    /// # Errors
    ///
    /// Fails if `url` is not `http://host:port/path`, or if nothing listens there.
    pub fn new(url: &str, port: u16) -> io::Result<Self> {
        Ok(Self { access: Target::parse(url)?, id: None, port })
    }

    /// Adds the endpoint for ID tokens at `url`.
    ///
    /// # Errors
    ///
    /// Fails as [`new`](Self::new) does.
    pub fn with_id_tokens(self, url: &str) -> io::Result<Self> {
        Ok(Self { id: Some(Target::parse(url)?), ..self })
    }

    /// Runs every case whose name contains `filter`, one after another, and calls `tell` with each
    /// outcome.
    ///
    /// # Errors
    ///
    /// Fails if the port is taken.
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

/// Writes the outcomes as JSON.
///
/// # Errors
///
/// Fails if the outcomes cannot be serialized, which does not happen for plain text.
pub fn to_json(outcomes: &[Outcome]) -> serde_json::Result<String> {
    serde_json::to_string_pretty(outcomes)
}
