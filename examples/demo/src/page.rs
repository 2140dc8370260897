//! The files for the browser, the same in every example: the front end of `examples/web` if it is
//! built, and the plain page, which shows tokens and needs no build.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;

/// The directory in which `npm run build` puts the front end.
const BUILT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/dist");

/// The page at `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Web {
    /// The front end if it is built, otherwise the plain page.
    Any,
    /// The plain page.
    Plain,
    /// The front end built into this directory.
    Built(PathBuf),
}

/// A file of the page.
#[derive(Debug, Clone)]
pub struct File {
    /// The path at which it is served.
    pub path: String,
    /// Its headers.
    pub headers: [(&'static str, &'static str); 5],
    /// Its content.
    pub body: Bytes,
}

/// The reason why the page can't be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// The directory contains no front end.
    #[error("DEMO_WEB is {0:?}, in which there is no index.html; run npm run build in examples/web, or unset DEMO_WEB")]
    NotBuilt(PathBuf),
    /// A file can't be read.
    #[error("{0:?} of the front end cannot be read; build it anew with npm run build in examples/web")]
    Unreadable(PathBuf, #[source] io::Error),
    /// The name of a file has a special meaning in a router or a URL.
    #[error("the front end has a file {0:?}; names of letters, digits, dots, dashes and underscores can be served")]
    Name(PathBuf),
    /// The application already uses the path of a file.
    #[error("the front end has a file {0:?}, where the application has something of its own; name it differently")]
    Taken(String),
}

impl File {
    fn new(path: impl Into<String>, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let path = path.into();
        // The name of a built file contains a hash of its content. Other files change with the
        // program, so the browser revalidates them each time.
        let cache = if path.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        let headers = [
            ("content-type", content_type),
            ("cache-control", cache),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            // No other site can show the page in a frame and trick people into clicking its
            // buttons.
            ("content-security-policy", "frame-ancestors 'none'; base-uri 'none'"),
        ];
        Self { path, headers, body: body.into() }
    }

    /// Creates a file of the plain page at this path.
    fn plain(path: &str) -> Self {
        Self::new(path, HTML, include_str!("../page/tokens.html"))
    }
}

const HTML: &str = "text/html; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";

/// Returns every file.
///
/// # Errors
///
/// [`PageError`] if a front end is there and can't be served.
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
