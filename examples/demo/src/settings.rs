//! The settings from the environment, except those for Liveblocks.

use std::ffi::OsString;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use socket2::{Domain, Socket, Type};

use crate::page::Web;

/// The number of connections that can wait to be accepted, if the system allows so many. If more
/// arrive at once, their clients try again after a second. The standard library's listener has 128.
const BACKLOG: i32 = 4096;

/// The address on which the application listens, and the location of its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `PORT`: 3000 by default; 0 for any free port.
    pub port: u16,
    /// `DATABASE_URL`: `sqlite://liveblocks-demo.sqlite` by default, in the current directory.
    pub database_url: String,
    /// `DEMO_WEB`: by default the front end if it is built; `plain` for the plain page, or a
    /// directory with another build.
    pub web: Web,
}

/// The reason why the application can't start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// `PORT` is not a port.
    #[error("PORT is {0:?}; set it to a number from 0 to 65535 (0 takes any free port), or unset it")]
    Port(OsString),
    /// `DATABASE_URL` is empty or not UTF-8. Never echo it: it may contain a password.
    #[error(
        "DATABASE_URL is empty or not UTF-8; set it to sqlite://file.sqlite, sqlite::memory: or postgres://user:password@host/database, or unset it"
    )]
    DatabaseUrl,
    /// `DEMO_WEB` is empty.
    #[error("DEMO_WEB is empty; set it to plain or to the directory of a built front end, or unset it")]
    Web,
    /// The port is not free.
    #[error("port {0} of 127.0.0.1 cannot be listened on; set PORT to another, or to 0 for any that is free")]
    Bind(u16, #[source] io::Error),
}

impl Settings {
    /// Reads the environment.
    ///
    /// # Errors
    ///
    /// [`SettingsError`], which names the variable.
    pub fn from_env() -> Result<Self, SettingsError> {
        Self::from_lookup(|name| std::env::var_os(name))
    }

    /// Reads the variables through `lookup`.
    ///
    /// # Errors
    ///
    /// The errors of [`from_env`](Self::from_env).
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<OsString>) -> Result<Self, SettingsError> {
        let port = match lookup("PORT") {
            None => 3000,
            Some(value) => value.to_str().and_then(|text| text.parse().ok()).ok_or(SettingsError::Port(value))?,
        };
        let database_url = match lookup("DATABASE_URL").map(OsString::into_string) {
            None => "sqlite://liveblocks-demo.sqlite".to_owned(),
            Some(Ok(url)) if !url.trim().is_empty() => url,
            Some(_) => return Err(SettingsError::DatabaseUrl),
        };
        let web = match lookup("DEMO_WEB") {
            None => Web::Any,
            Some(value) if value.is_empty() => return Err(SettingsError::Web),
            Some(value) if value == "plain" => Web::Plain,
            Some(directory) => Web::Built(directory.into()),
        };
        Ok(Self { port, database_url, web })
    }

    /// Opens the port, on this machine only.
    ///
    /// The listener is non-blocking, as asynchronous frameworks require.
    ///
    /// # Errors
    ///
    /// [`SettingsError::Bind`] if the port is taken.
    pub fn listen(&self) -> Result<(TcpListener, SocketAddr), SettingsError> {
        let bind = || {
            let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
            #[cfg(unix)]
            socket.set_reuse_address(true)?;
            socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)).into())?;
            socket.listen(BACKLOG)?;
            socket.set_nonblocking(true)?;
            let listener = TcpListener::from(socket);
            let address = listener.local_addr()?;
            Ok((listener, address))
        };
        bind().map_err(|error| SettingsError::Bind(self.port, error))
    }
}
