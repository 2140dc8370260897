//! nginx in front of the endpoint.

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use liveblocks_auth::Liveblocks;
use liveblocks_auth_conformance::double::Double;
use liveblocks_auth_conformance::wire::{Connection, Reply};
use liveblocks_auth_conformance::{ACCESS_PATH, Fixture};

use crate::FRAMEWORKS;

/// How long nginx can take to start.
const START: Duration = Duration::from_secs(10);

/// What a configuration adds to a plain `proxy_pass`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pool: &'static str,
    location: &'static str,
}

/// HTTP/1.0 to the endpoint, and another `Host`.
pub(super) const DEFAULT: Settings = Settings { pool: "", location: "" };

/// HTTP/1.1 to the endpoint, on connections that stay open.
pub(super) const KEEP_ALIVE: Settings = Settings {
    pool: "keepalive 8;",
    location: "proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_set_header Host $http_host;",
};

/// Passes on bodies and replies as they arrive.
pub(super) const UNBUFFERED: Settings = Settings {
    pool: "",
    location: "proxy_http_version 1.1; proxy_set_header Host $http_host; proxy_request_buffering off; \
               proxy_buffering off;",
};

/// The origin of a page behind nginx.
const OWN: &str = "http://www.example.com";

#[test]
#[ignore = "needs nginx, which not every machine has; CI installs it and runs this test"]
fn an_own_page_behind_nginx_needs_its_origin_on_the_list_only_in_an_old_browser() {
    let proxies = Proxies::default();
    let double = Double::start().unwrap();
    let handle = || Liveblocks::builder().secret_key("sk_conformance").base_url(double.url());
    for (name, start, _) in FRAMEWORKS {
        for (listed, handle) in [(false, handle()), (true, handle().allow_origins([OWN]))] {
            let server = start(Fixture::new(handle.build().unwrap())).unwrap();
            let nginx = proxies.before(server, DEFAULT).unwrap();
            let reply = post(nginx, &format!("origin: {OWN}\r\nsec-fetch-site: same-origin\r\n"));
            assert_eq!(reply.status, 200, "{name}: a browser that names the site");
            let reply = post(nginx, &format!("origin: {OWN}\r\n"));
            let due = if listed { (200, Some(OWN)) } else { (403, None) };
            assert_eq!((reply.status, reply.header("access-control-allow-origin")), due, "{name}, {listed}");
        }
    }
}

/// Posts a request for a room by alice.
fn post(addr: SocketAddr, headers: &str) -> Reply {
    let body = r#"{"room":"acme:plan"}"#;
    let mut connection = Connection::open(addr).unwrap();
    let length = body.len();
    let request = format!(
        "POST {ACCESS_PATH} HTTP/1.1\r\nhost: www.example.com\r\ncontent-type: application/json\r\n\
         authorization: Bearer alice\r\n{headers}content-length: {length}\r\n\r\n{body}"
    );
    connection.send(request.as_bytes()).unwrap();
    connection.receive().unwrap()
}

/// The processes of nginx, which end when the last clone is dropped.
#[derive(Clone, Default)]
pub(super) struct Proxies(Arc<Mutex<Vec<Proxy>>>);

struct Proxy {
    process: Child,
    folder: PathBuf,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // It can have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Proxies {
    /// Starts nginx in front of a server.
    pub(super) fn before(&self, server: SocketAddr, settings: Settings) -> io::Result<SocketAddr> {
        // Another process can take the port before nginx does.
        (0..5).find_map(|_| self.start(server, settings).ok()).ok_or_else(|| io::Error::other("nginx doesn't start"))
    }

    fn start(&self, server: SocketAddr, settings: Settings) -> io::Result<SocketAddr> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = std::env::temp_dir().join(format!("liveblocks-auth-nginx-{}-{port}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let config = folder.join("nginx.conf");
        fs::write(&config, configuration(&folder.display().to_string(), server, port, settings))?;
        let process = Command::new("nginx").arg("-c").arg(&config).spawn()?;
        let mut proxy = Proxy { process, folder };
        let started = Instant::now();
        // nginx writes this file once it listens.
        while !proxy.folder.join("pid").exists() {
            if proxy.process.try_wait()?.is_some() || started.elapsed() > START {
                return Err(io::Error::other("nginx doesn't listen"));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        self.0.lock().unwrap().push(proxy);
        Ok(([127, 0, 0, 1], port).into())
    }
}

/// A limit for bodies that leaves the endpoint's to it, and a time limit for heads. The rest lets
/// nginx run in the foreground, in a folder of its own.
fn configuration(folder: &str, server: SocketAddr, port: u16, settings: Settings) -> String {
    let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let places: String = places.iter().map(|place| format!("{place}_temp_path {folder}/{place};\n")).collect();
    let Settings { pool, location } = settings;
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n\
         http {{\naccess_log off;\nclient_max_body_size 10m;\nclient_header_timeout 5s;\n{places}\
         upstream endpoint {{ server {server}; {pool} }}\n\
         server {{ listen 127.0.0.1:{port}; location / {{ {location} proxy_pass http://endpoint; }} }}\n}}\n"
    )
}
