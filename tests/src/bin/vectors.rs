//! Compares vectors made by the official SDK with `liveblocks-auth`. It reads them from standard
//! input; see `tests/vectors/README.md`.

use std::error::Error;
use std::io::{self, BufRead as _};
use std::process::ExitCode;

use liveblocks_auth_conformance::vectors::Comparison;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut comparison = Comparison::new()?;
    for line in io::stdin().lock().lines() {
        comparison.line(&line?).await;
    }
    let summary = comparison.summary();
    print!("{summary}");
    Ok(if summary.lines() > 0 && summary.bugs() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
