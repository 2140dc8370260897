//! Closures that [`resolver_fn`](liveblocks_auth::resolver_fn),
//! [`policy_fn`](liveblocks_auth::policy_fn) and
//! [`room_policy_fn`](liveblocks_auth::room_policy_fn) accept, and the compiler's errors for
//! closures that they don't accept.
//!
//! Each file in `mistakes` is compiled separately. A comment `// the error` marks the line of the
//! first error, and a file next to it has the whole error text. To write the texts of a new
//! compiler:
//!
//! ```sh
//! OVERWRITE=1 cargo test -p liveblocks-auth --test closures
//! ```
//!
//! trybuild would do the same, but would build all dependencies of the tests again.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must say so")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

mod forms;

macro_rules! mistakes {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*

        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

mistakes! {
    policy_captures
    policy_is_not_send
    policy_method_of_an_arc
    policy_without_the_type_of_the_user
    resolver_captures
    resolver_captures_by_reference
    resolver_is_not_send
    resolver_method_of_an_arc
    resolver_returns_another_error
    room_policy_captures
    room_policy_is_not_send
}

#[test]
fn every_mistake_is_compiled() {
    let mut found: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .filter_map(|file| file.unwrap().file_name().to_str()?.strip_suffix(".rs").map(str::to_owned))
        .collect();
    found.sort();
    assert_eq!(found, NAMES);
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/closures/mistakes")
}

/// Compiles a mistake, and compares the place and the text of the compiler's errors.
fn check(name: &str) {
    let file = format!("{name}.rs");
    let said = compile(&file);
    let source = fs::read_to_string(folder().join(&file)).unwrap();
    let marked = source.lines().position(|line| line.ends_with("// the error")).unwrap() + 1;
    let first = said.lines().find_map(|line| line.trim_start().strip_prefix("--> ")).unwrap();
    assert!(first.starts_with(&format!("{file}:{marked}:")), "the first error is not on line {marked}:\n{said}");

    let snapshot = folder().join(format!("{name}.stderr"));
    if env::var_os("OVERWRITE").is_some() {
        fs::write(&snapshot, &said).unwrap();
    }
    let expected = fs::read_to_string(&snapshot).unwrap_or_default();
    assert!(said == expected, "the compiler reports\n\n{said}\ninstead of\n\n{expected}");
}

/// Returns the compiler's errors for a file that doesn't compile.
fn compile(file: &str) -> String {
    let deps = env::current_exe().unwrap().parent().unwrap().to_owned();
    let output = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .current_dir(folder())
        .args(["--edition", "2024", "--crate-type", "bin", "--emit", "metadata", "--cap-lints", "allow"])
        .args(["--color", "never", "--diagnostic-width", "120", "--verbose", "--out-dir", env!("CARGO_TARGET_TMPDIR")])
        .args(["--extern".into(), format!("liveblocks_auth={}", library(&deps).display())])
        .args(["-L".into(), format!("dependency={}", deps.display())])
        .arg(file)
        .output()
        .unwrap();
    assert!(!output.status.success(), "{file} compiles");
    normalize(&String::from_utf8(output.stderr).unwrap())
}

/// Returns the path of the library that was built last.
///
/// The target directory can contain others, with other features or from older sources. If several
/// checkouts share it, the last one can be another checkout's.
fn library(deps: &Path) -> PathBuf {
    let files = fs::read_dir(deps).unwrap().map(|file| file.unwrap());
    let libraries = files.filter(|file| {
        let name = file.file_name().into_string().unwrap_or_default();
        name.starts_with("libliveblocks_auth-") && name.ends_with(".rlib")
    });
    libraries.max_by_key(|file| file.metadata().unwrap().modified().unwrap()).unwrap().path()
}

/// Removes the lines and columns in this crate's sources, and everything after the errors
/// themselves.
fn normalize(said: &str) -> String {
    let mut text = String::new();
    for line in said.lines() {
        match line.split_once("core/src/") {
            Some((_, path)) if line.trim_start().starts_with("--> ") => {
                let path = path.split(':').next().unwrap();
                text.push_str(&format!("  --> core/src/{path}\n"));
            }
            _ => text.push_str(&format!("{line}\n")),
        }
    }
    let end = text.find("\nerror: aborting due to").unwrap_or(text.len());
    text.truncate(end);
    text
}
