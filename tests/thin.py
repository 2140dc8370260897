#!/usr/bin/env python3
"""Adapters move bytes: none of them names a status, a header or a body, and none is long.

    python3 tests/thin.py

Looks at the code of adapter-*/src without comments and doc examples. Allowed: Rocket's two catcher registrations, by name, and the name of the
header whose value the adapter compares a body's length with. Exit code 1 for anything else.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# "About 250" for each. Rocket's has catchers for what Rocket answers without asking a route, and checks at launch what is managed.
MOST_LINES = {"adapter-rocket": 280}
SUSPECT = {
    "a status": re.compile(r"\b[1-5]\d\d\b|Status(Code)?::(?!new\b|from_u16\b)[A-Z]\w*|\bErrorKind::|\bHttpResponse::[A-Z]"),
    "a header or a media type": re.compile(r'"(?:[a-z]+-)+[a-z]+"|header::[A-Z_]+|application/|text/'),
    "a body": re.compile(r'\{\\?"|r#+"\s*\{|serde_json|json!'),
}
ALLOWED = {
    ("adapter-rocket/src/catch.rs", "Status::NotFound"): "the catcher for a method without a route",
    ("adapter-rocket/src/catch.rs", "Status::BadRequest"): "the catcher for a method that Rocket does not know",
    ("adapter-rocket/src/catch.rs", '"liveblocks-auth"'): "the name of the catchers",
    ("adapter-rocket/src/head.rs", '"content-length"'): "compared with how much has come",
}


def code_lines(path):
    return [line for line in path.read_text().splitlines() if line.strip() and not line.strip().startswith("//")]


def main():
    wrong, used = 0, set()
    for adapter in sorted(ROOT.glob("adapter-*")):
        total = 0
        for path in sorted(adapter.glob("src/*.rs")):
            name = path.relative_to(ROOT).as_posix()
            lines = code_lines(path)
            total += len(lines)
            for line in lines:
                for what, pattern in SUSPECT.items():
                    for found in pattern.finditer(line):
                        if (name, found.group()) in ALLOWED:
                            used.add((name, found.group()))
                            continue
                        wrong += 1
                        print(f"WRONG  {name} names {what}: {line.strip()}")
        most = MOST_LINES.get(adapter.name, 250)
        wrong += total > most
        print(f"{'WRONG ' if total > most else 'ok    '} {adapter.name}: {total} lines of code, at most {most}")
    for name, text in sorted(ALLOWED.keys() - used):
        wrong += 1
        print(f"WRONG  {name} does not hold {text} any more; take it off the list")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
