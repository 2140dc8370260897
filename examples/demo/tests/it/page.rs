//! The files for the browser.

use std::fs;

use example_demo::page::{self, File, PageError, Web};
use liveblocks_auth::BoxError;
use tempfile::TempDir;

fn paths(files: &[File]) -> Vec<&str> {
    let mut paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
    paths.sort_unstable();
    paths
}

fn header<'a>(files: &'a [File], path: &str, name: &str) -> Option<&'a str> {
    let file = files.iter().find(|file| file.path == path)?;
    file.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
}

fn build(files: &[&str]) -> Result<TempDir, BoxError> {
    let directory = TempDir::new()?;
    for file in files {
        let file = directory.path().join(file);
        fs::create_dir_all(file.parent().ok_or("no parent")?)?;
        fs::write(&file, file.display().to_string())?;
    }
    Ok(directory)
}

#[test]
fn the_plain_page_needs_no_build() -> Result<(), BoxError> {
    let files = page::files(&Web::Plain)?;
    assert_eq!(paths(&files), ["/", "/tokens", "/tokens.css", "/tokens.js"]);
    let [first, .., last] = files.as_slice() else { return Err("no files".into()) };
    assert_eq!(first.body, last.body, "the same page twice");
    Ok(())
}

#[test]
fn a_built_front_end_is_served_beside_the_plain_page() -> Result<(), BoxError> {
    let directory = build(&["index.html", "icon.svg", "assets/index-B_1x.js", "assets/index-2.css"])?;
    let files = page::files(&Web::Built(directory.path().to_owned()))?;
    let expected =
        ["/", "/assets/index-2.css", "/assets/index-B_1x.js", "/icon.svg", "/tokens", "/tokens.css", "/tokens.js"];
    assert_eq!(paths(&files), expected);
    for (path, content_type, cache) in [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/icon.svg", "image/svg+xml", "no-cache"),
        ("/assets/index-B_1x.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/assets/index-2.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
    ] {
        assert_eq!(header(&files, path, "content-type"), Some(content_type), "{path}");
        assert_eq!(header(&files, path, "cache-control"), Some(cache), "{path}");
        assert_eq!(header(&files, path, "x-content-type-options"), Some("nosniff"), "{path}");
    }
    let index = files.iter().find(|file| file.path == "/").ok_or("no index")?;
    assert!(index.body.ends_with(b"index.html"), "the file's own content");
    Ok(())
}

#[test]
fn a_front_end_that_cannot_be_served_is_named() -> Result<(), BoxError> {
    let empty = build(&[])?;
    let error = page::files(&Web::Built(empty.path().to_owned())).err().ok_or("it was served")?;
    assert!(matches!(error, PageError::NotBuilt(_)) && error.to_string().contains("npm run build"), "{error}");

    for name in ["tokens", "tokens.js", "api/me", "api/liveblocks-auth"] {
        let taken = build(&["index.html", name])?;
        let error = page::files(&Web::Built(taken.path().to_owned())).err().ok_or("it was served")?;
        assert!(matches!(error, PageError::Taken(_)), "{name}: {error}");
    }

    for name in ["a b.js", "{id}.js", "<id>.js", "é.js", "a?.js"] {
        let odd = build(&["index.html", name])?;
        let error = page::files(&Web::Built(odd.path().to_owned())).err().ok_or("it was served")?;
        assert!(matches!(error, PageError::Name(_)), "{name}: {error}");
    }
    Ok(())
}
