#!/usr/bin/env python3
"""Runs the checker against the four adapters and against what the documentation of the official SDKs shows, and writes tests/REPORT.md.

    python3 tests/report.py           writes the report
    python3 tests/report.py --check   says whether the report that is there is true; exit code 1 when it is not

Needs Rust, Node and Python with venv; installs the fixtures' packages below target/report. Exit code 1 also when one of our adapters
differs from the table anywhere but where its server is known to.
"""

import concurrent.futures
import difflib
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "report"
REPORT = ROOT / "tests" / "REPORT.md"
EXPRESS = ROOT / "tests" / "fixtures" / "express"
FASTAPI = ROOT / "tests" / "fixtures" / "fastapi"
OURS = ("axum", "actix", "rocket", "warp")

# The rows about request heads that don't arrive.
HEADS = ("heads::stalls", "heads::trickles")

# Where the server under an adapter stands in its way; what an adapter can do about it, it does. The
# conformance tests declare the same.
KNOWN = {
    "axum": dict.fromkeys(HEADS, "`axum::serve` has no time limit for request heads; a proxy in front can have one"),
    "warp": dict.fromkeys(HEADS, "`warp::serve` has no time limit for request heads; a proxy in front can have one"),
    "rocket": {
        **dict.fromkeys(HEADS, "Rocket turns off hyper's time limit for request heads; a proxy in front can have one"),
        "methods::named_in_a_form": "Rocket takes the method from a form field `_method`; either way the request is rejected",
        "origins::foreign_and_not_utf_8": "Rocket drops headers that are not UTF-8",
        "credentials::not_utf_8_beside_a_good_one": "Rocket drops headers that are not UTF-8",
        "credentials::not_utf_8_beside_a_cookie": "Rocket drops headers that are not UTF-8",
        "credentials::cookie_beside_one_that_is_not_utf_8": "Rocket drops headers that are not UTF-8",
        "framing::stalls_early": "Rocket waits for the first 14 bytes of a body before it calls any handler; a proxy in front can limit that",
        "framing::stalls_before_the_first_byte": "Rocket waits for the first 14 bytes of a body before it calls any handler; a proxy in front can limit that",
        "framing::unknown_method_with_a_body": "Rocket calls only a catcher for a method that it doesn't know, and a catcher can't read the body",
    },
}
NOTED = re.compile(r"^(\d{3} instead|no reply|the page can't read|the connection|no connection|Liveblocks|a page of another)")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def run(command, **options):
    subprocess.run(command, check=True, cwd=options.pop("cwd", ROOT), **options)


def prepare():
    WORK.mkdir(parents=True, exist_ok=True)
    # As CI builds them: with -p the crates that they share would be built once more, with other
    # features.
    features = ",".join(f"liveblocks-auth-conformance/{name}" for name in ("check", "vectors"))
    run(["cargo", "build", "-q", "--locked", "--workspace", "--bins", "--examples", "--features", features])
    express = WORK / "express"
    shutil.rmtree(express, ignore_errors=True)
    shutil.copytree(EXPRESS, express, ignore=shutil.ignore_patterns("node_modules"))
    run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=express)
    if not (WORK / "venv" / "bin" / "pip").exists():
        run([sys.executable, "-m", "venv", str(WORK / "venv")])
    run([str(WORK / "venv" / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", "-r", str(FASTAPI / "requirements.txt")])


def endpoints():
    target = ROOT / "target" / "debug"
    found = {name: [str(target / "examples" / f"fixture_{name}")] for name in OURS}
    found["express"] = ["node", str(WORK / "express" / "server.mjs")]
    found["fastapi"] = [str(WORK / "venv" / "bin" / "python"), str(FASTAPI / "server.py")]
    return found


def check(name, command, cors="", group=""):
    """The outcomes of the table, or of one group, put to one endpoint."""
    port = free_port()
    ours = {key: value for key, value in os.environ.items() if not key.startswith("LIVEBLOCKS_")}
    # As it is deployed: Express would else show stack traces.
    environment = {**ours, "PORT": "0", "NODE_ENV": "production", "LIVEBLOCKS_SECRET_KEY": "sk_conformance", "LIVEBLOCKS_BASE_URL": f"http://127.0.0.1:{port}", "CORS": cors}
    with open(WORK / f"{name}.log", "w") as log:
        server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        url = re.search(r"listening on (\S+)", server.stdout.readline()).group(1)
        output = WORK / f"{name}.json"
        checker = [str(ROOT / "target" / "debug" / "liveblocks-auth-check"), "--quiet", "--port", str(port), "--filter", group, "--json", str(output),
                   "--junit", str(WORK / f"{name}.xml"), "--id", f"{url}/api/liveblocks-id", f"{url}/api/liveblocks-auth"]
        result = subprocess.run(checker, capture_output=True, text=True, timeout=900)
        if result.returncode not in (0, 1):
            sys.exit(f"{name}: {result.stderr}")
        return json.loads(output.read_text())
    finally:
        server.kill()
        server.wait()


def row_name(row):
    return f"{row['group']}::{row['name']}"


def differs(row):
    return row["verdict"] in ("alike", "taste", "red")


def faults(results):
    """What of our own adapters is not as the table has it, nor known."""
    for name in OURS:
        different = {row_name(row) for row in results[name] if differs(row)}
        known = set(KNOWN.get(name, {}))
        yield from (f"{name}: {row} differs" for row in sorted(different - known))
        yield from (f"{name}: {row} is as it should be, though it is said to differ" for row in sorted(known - different))


def seen(row):
    texts = [text for text in row["differences"] if NOTED.match(text)]
    return "; ".join(texts).replace("|", "\\|")


def counts(rows):
    found = {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in ("same", "alike", "taste", "red", "left_out")}
    return " | ".join(str(found[verdict]) for verdict in found)


LABELS = {
    "axum": "`liveblocks-auth-axum`",
    "actix": "`liveblocks-auth-actix-web`",
    "rocket": "`liveblocks-auth-rocket`",
    "warp": "`liveblocks-auth-warp`",
    "express": "Express 5 + `@liveblocks/node` 3.24.2",
    "fastapi": "FastAPI + `liveblocks` 3.23.0 (Python)",
}

# The middleware that an application adds for pages on other origins: the endpoint, the value of
# CORS and the name of the row.
CORS = {
    "express_any": ("express", "any", "Express + `cors()`"),
    "express_list": ("express", "list", "Express + `cors({ origin, credentials: true })`"),
    "fastapi_list": ("fastapi", "list", "FastAPI + `CORSMiddleware` with `allow_origins` and `allow_credentials`"),
}

HEAD = """# How auth endpoints compare

`python3 tests/report.py` writes this page, and CI checks that it is true. The tool sends every case of the table to a
running endpoint with the [documented fixture](fixtures/README.md). The endpoints are the ready endpoint of each of our
adapters, with its default limits, and the code that the documentation of the official SDKs shows, unchanged:
[Express](fixtures/express/server.mjs) and [FastAPI](fixtures/fastapi/server.py). The SDKs mint tokens and leave the
endpoint to the application. So a red row is no fault of the SDK: it is what an application gets if it copies the sample
and adds nothing. What the framework of a sample does by itself, such as its status for an exception, is part of it.

| | |
|---|---|
| same | equal to our table, to the byte |
| alike | reads differently, and the browser client does the same |
| taste | differs where our table expresses a preference; it doesn't count as a fault |
| **red** | harms the browser or the operator |
| left out | needs more than the documented fixture |

We observed what the browser client does with `@liveblocks/client` 3.24.2. It connects at 2xx with a token. It stops at
400, 401, 403, 404, 405, 410, 412, 414, 422, 431 and 451. It retries everything else for as long as the tab is open. A
page with the callback form of `authEndpoint`, written as the documentation shows, sees only the body; the group
`callback` covers that. The official client never sends some of the requests, such as malformed ones. There, a row is
red only if the endpoint gives out a token, calls Liveblocks, or hangs.

| endpoint | same | alike | taste | red | left out |
|---|---|---|---|---|---|
"""


CORS_HEAD = """
## With a CORS middleware

The samples have no answer to pages on other origins. An application adds the middleware of its framework. This is the
group `origins` again, with [cors 2.8.6](fixtures/express/server.mjs) and with FastAPI's own. They answer preflights and
let pages read replies, but reject no request: every request that a foreign page's browser sends without a preflight
reaches the endpoint. The checker assumes that pages send `credentials: "include"`. For such requests, a browser doesn't
accept `*`.

| endpoint | same | alike | taste | red | left out |
|---|---|---|---|---|---|
"""


def red_rows(rows, known):
    """The red rows as lines of a Markdown table, alike ones together."""
    alike = {}
    for row in rows:
        if row["verdict"] != "red" and row_name(row) not in known:
            continue
        meaning = [known[row_name(row)]] if row_name(row) in known else row["meaning"]
        text = " ".join(sentence[0].upper() + sentence[1:].rstrip(".") + "." for sentence in meaning)
        alike.setdefault((seen(row), text), []).append(f"`{row_name(row)}`")
    lines = [f"| {', '.join(names)} | {what} | {text} |" for (what, text), names in alike.items()]
    return ["", "| rows | seen | what it means |", "|---|---|---|", *lines] if lines else []


def render(results, cors):
    lines = [HEAD.rstrip("\n")]
    lines += [f"| {LABELS[name]} | {counts(rows)} |" for name, rows in results.items()]
    lines += ["", "## Red rows, by group", "", "| group | " + " | ".join(LABELS.values()) + " |", "|---" * (len(LABELS) + 1) + "|"]
    groups = list(dict.fromkeys(row["group"] for row in results["axum"]))
    for group in groups:
        if all(row["verdict"] == "left_out" for row in results["axum"] if row["group"] == group):
            continue
        cells = []
        for rows in results.values():
            mine = [row for row in rows if row["group"] == group and row["verdict"] != "left_out"]
            red = sum(row["verdict"] == "red" for row in mine)
            cells.append(f"**{red}** of {len(mine)}" if red else f"0 of {len(mine)}")
        lines.append(f"| `{group}` | " + " | ".join(cells) + " |")
    for name, rows in results.items():
        red = red_rows(rows, KNOWN.get(name, {}))
        if red:
            lines += ["", f"## {LABELS[name]}", *red]
    lines += CORS_HEAD.rstrip("\n").split("\n")
    lines += [f"| {CORS[name][2]} | {counts(rows)} |" for name, rows in cors.items()]
    for name, rows in cors.items():
        red = red_rows(rows, {})
        if red:
            lines += ["", f"{CORS[name][2]}:", *red]
    lines += ["", "## A matter of taste, not counted", ""]
    for name, rows in results.items():
        taste = [row for row in rows if row["verdict"] == "taste" and row_name(row) not in KNOWN.get(name, {})]
        if not taste:
            continue
        lines += [f"{LABELS[name]}:", ""]
        for why in dict.fromkeys(row["meaning"][0] for row in taste):
            names = ", ".join(f"`{row_name(row)}`" for row in taste if row["meaning"][0] == why)
            lines.append(f"* {why}: {names}")
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def main():
    prepare()
    found = endpoints()
    with concurrent.futures.ThreadPoolExecutor(len(found) + len(CORS)) as pool:
        checks = {name: pool.submit(check, name, command) for name, command in found.items()}
        with_cors = {name: pool.submit(check, name, found[of], value, "origins::") for name, (of, value, _) in CORS.items()}
        results, cors = ({name: rows.result() for name, rows in some.items()} for some in (checks, with_cors))
    wrong = list(faults(results))
    for fault in wrong:
        print(f"WRONG  {fault}")
    for name, rows in results.items():
        print(f"{name:<8} same | alike | taste | red | left out: {counts(rows)}")
    report = render(results, cors)
    if "--check" in sys.argv[1:]:
        old = REPORT.read_text()
        if old != report:
            wrong.append("the report")
            print("tests/REPORT.md is not what python3 tests/report.py writes:")
            print("\n".join(difflib.unified_diff(old.splitlines(), report.splitlines(), "committed", "found", lineterm="")))
    else:
        REPORT.write_text(report)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
