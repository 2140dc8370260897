//! The files that a browser gets, the same in every example: the front end of `examples/web` where
//! it is built, and the plain page, which shows tokens and needs no build.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;

/// Where `npm run build` puts the front end.
const BUILT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/dist");

/// Which page is at `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Web {
    /// The front end where it is built, and otherwise the plain page.
    Any,
    /// The plain page.
    Plain,
    /// The front end that was built into this directory.
    Built(PathBuf),
}

/// A file of the page.
#[derive(Debug, Clone)]
pub struct File {
    /// Where it is served.
    pub path: String,
    /// Its headers.
    pub headers: [(&'static str, &'static str); 5],
    /// Its content.
    pub body: Bytes,
}

/// Why the page cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// There is no front end in that directory.
    #[error("DEMO_WEB is {0:?}, in which there is no index.html; run npm run build in examples/web, or unset DEMO_WEB")]
    NotBuilt(PathBuf),
    /// A file cannot be read.
    #[error("{0:?} of the front end cannot be read; build it anew with npm run build in examples/web")]
    Unreadable(PathBuf, #[source] io::Error),
    /// The name of a file means something else to a router, or in a URL.
    #[error("the front end has a file {0:?}; names of letters, digits, dots, dashes and underscores can be served")]
    Name(PathBuf),
    /// A file is where the application answers something else.
    #[error("the front end has a file {0:?}, where the application has something of its own; name it differently")]
    Taken(String),
}

impl File {
    fn new(path: impl Into<String>, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let path = path.into();
        // A file of a build has a hash of its content in its name. Others change with the program;
        // the browser asks each time.
        let cache = if path.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        let headers = [
            ("content-type", content_type),
            ("cache-control", cache),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            // No other site may show the page in a frame and have its buttons clicked.
            ("content-security-policy", "frame-ancestors 'none'; base-uri 'none'"),
        ];
        Self { path, headers, body: body.into() }
    }

    /// The plain page, at this path.
    fn plain(path: &str) -> Self {
        Self::new(path, HTML, include_str!("../page/tokens.html"))
    }
}

const HTML: &str = "text/html; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";

/// Every file.
///
/// # Errors
///
/// [`PageError`], when a front end is there and cannot be served.
pub fn files(web: &Web) -> Result<Vec<File>, PageError> {
    let mut files = vec![
        File::plain("/tokens"),
        File::new("/tokens.js", JAVASCRIPT, include_str!("../page/tokens.js")),
        File::new("/tokens.css", CSS, include_str!("../page/tokens.css")),
    ];
    let built = match web {
        Web::Plain => None,
        Web::Built(directory) if has_index(directory) => Some(directory.as_path()),
        Web::Built(directory) => return Err(PageError::NotBuilt(directory.clone())),
        Web::Any => Some(Path::new(BUILT)).filter(|directory| has_index(directory)),
    };
    match built {
        Some(directory) => read(directory, "", &mut files)?,
        None => files.push(File::plain("/")),
    }
    Ok(files)
}

fn has_index(directory: &Path) -> bool {
    directory.join("index.html").is_file()
}

/// Reads a directory whose files are served below `prefix`.
fn read(directory: &Path, prefix: &str, files: &mut Vec<File>) -> Result<(), PageError> {
    let unreadable = |error| PageError::Unreadable(directory.to_owned(), error);
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        let plain = |name: &&str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
        let Some(name) = file.file_name().and_then(|name| name.to_str()).filter(plain) else {
            return Err(PageError::Name(file));
        };
        let path = format!("{prefix}/{name}");
        if file.is_dir() {
            read(&file, &path, files)?;
            continue;
        }
        let body = fs::read(&file).map_err(|error| PageError::Unreadable(file.clone(), error))?;
        let path = if path == "/index.html" { "/".to_owned() } else { path };
        if path.starts_with("/api/") || files.iter().any(|other| other.path == path) {
            return Err(PageError::Taken(path));
        }
        files.push(File::new(path, content_type(&file), body));
    }
    Ok(())
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => HTML,
        Some("js") => JAVASCRIPT,
        Some("css") => CSS,
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("json" | "map" | "webmanifest") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
