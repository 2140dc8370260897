//! Checks a running auth endpoint, in any language, against the table of the conformance kit.

use std::error::Error;
use std::fs;
use std::process::ExitCode;

use lexopt::prelude::{Long, Short, Value, ValueExt as _};
use liveblocks_auth_conformance::check::{Check, Outcome, Verdict, to_json, to_junit};

const HELP: &str = "\
Checks a running Liveblocks auth endpoint.

The endpoint must hold the documented fixture (tests/fixtures/README.md in the repository) and run with
LIVEBLOCKS_BASE_URL=http://127.0.0.1:<port> and LIVEBLOCKS_SECRET_KEY=sk_conformance. This program plays Liveblocks on that port.

  liveblocks-auth-check --port <port> [options] <url>

  <url>            the endpoint for access tokens, e.g. http://127.0.0.1:3000/api/liveblocks-auth
  --port <port>    the port to play Liveblocks on
  --id <url>       the endpoint for ID tokens
  --filter <text>  runs only the cases whose names contain this text, e.g. room_ids
  --json <file>    also writes the outcomes as JSON
  --junit <file>   also writes the outcomes as JUnit XML
  --strict         fails on every difference from the table, to the byte
  -q, --quiet      hides the rows that are the same or left out

The whole table takes a minute or two, because the program waits for a missing reply as long as the browser client does.

Exit codes: 0 without red rows, 1 with a red row (a difference that harms a browser or an operator), 2 if the check could not run.
";

struct Arguments {
    check: Check,
    url: String,
    filter: String,
    json: Option<String>,
    junit: Option<String>,
    strict: bool,
    quiet: bool,
}

fn main() -> ExitCode {
    match arguments().and_then(|arguments| arguments.map_or(Ok(ExitCode::SUCCESS), |arguments| run(&arguments))) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Parses the command line. Returns `None` for `--help`.
fn arguments() -> Result<Option<Arguments>, Box<dyn Error>> {
    let (mut url, mut port, mut id) = (None, None, None);
    let (mut filter, mut json, mut junit) = (String::new(), None, None);
    let (mut strict, mut quiet) = (false, false);
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => port = Some(parser.value()?.parse()?),
            Long("id") => id = Some(parser.value()?.string()?),
            Long("filter") => filter = parser.value()?.string()?,
            Long("json") => json = Some(parser.value()?.string()?),
            Long("junit") => junit = Some(parser.value()?.string()?),
            Long("strict") => strict = true,
            Short('q') | Long("quiet") => quiet = true,
            Short('h') | Long("help") => {
                print!("{HELP}");
                return Ok(None);
            }
            Value(value) if url.is_none() => url = Some(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let url: String = url.ok_or("missing the URL of an endpoint; see --help")?;
    let mut check = Check::new(&url, port.ok_or("missing --port to play Liveblocks on; see --help")?)?;
    if let Some(id) = id {
        check = check.with_id_tokens(&id)?;
    }
    Ok(Some(Arguments { check, url, filter, json, junit, strict, quiet }))
}

fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let outcomes = arguments.check.run(&arguments.filter, |outcome| {
        if !(arguments.quiet && matches!(outcome.verdict, Verdict::Same | Verdict::LeftOut)) {
            print_row(outcome);
        }
    })?;
    if outcomes.is_empty() {
        return Err(format!("no case name contains {:?}", arguments.filter).into());
    }
    let count = |verdict| outcomes.iter().filter(|outcome| outcome.verdict == verdict).count();
    let (red, alike, taste) = (count(Verdict::Red), count(Verdict::Alike), count(Verdict::Taste));
    println!(
        "\n{} the same, {alike} alike, {taste} a matter of taste, {red} red, {} left out",
        count(Verdict::Same),
        count(Verdict::LeftOut)
    );
    if let Some(file) = &arguments.json {
        fs::write(file, to_json(&outcomes)? + "\n")?;
    }
    if let Some(file) = &arguments.junit {
        fs::write(file, to_junit(&arguments.url, &outcomes)?)?;
    }
    let passed = red == 0 && (!arguments.strict || alike + taste == 0);
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print_row(outcome: &Outcome) {
    let verdict = match outcome.verdict {
        Verdict::Same => "same",
        Verdict::Alike => "alike",
        Verdict::Taste => "taste",
        Verdict::Red => "RED",
        Verdict::LeftOut => "left out",
    };
    println!("{verdict:<8}  {}::{}", outcome.group, outcome.name);
    for text in outcome.meaning.iter().chain(&outcome.differences) {
        println!("            {text}");
    }
}
