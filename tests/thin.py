#!/usr/bin/env python3
"""Adapters move bytes: none of them names a status, a header or a body, and none is long.

    python3 tests/thin.py

Looks at the code of adapter-*/src without comments and doc examples: numbers and names of statuses, names of headers, and every text. What is
allowed is listed with its reason, Rocket's two catcher registrations among it. Exit code 1 for anything else.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# "About 250" for each. Rocket's has catchers and routes for what Rocket answers without asking the
# endpoint, a fairing for the CORS headers of what the application's catchers answer, and checks at
# launch the path and what is managed.
MOST_LINES = {"adapter-rocket": 350}
SUSPECT = {
    "a status": re.compile(r"\b[1-5]\d\d\b|\bStatus(?:Code)?::(?!new\b|from_u16\b)[A-Z]\w*|\bErrorKind::|\bHttpResponse::[A-Z]"),
    "a header": re.compile(r"\bheader::(?!HeaderName\b|HeaderValue\b|\{(?:HeaderMap, )?HeaderName, HeaderValue\})[\w{]+"),
    "a text": re.compile(r'"(?:[^"\\]|\\.)*"'),
}
ALLOWED = {
    ("adapter-actix/src/carry.rs", '"Carry"'): "Debug",
    ("adapter-actix/src/extract.rs", '"the application has no web::Data<{name}>; add app_data(web::Data::new(…))"'): "for the log",
    ("adapter-actix/src/head.rs", "header::EXPECT"): "left out, because actix-web has answered it",
    ("adapter-actix/src/reply.rs", "StatusCode::INTERNAL_SERVER_ERROR"): "for a status that `http` 0.2 cannot hold, of which there is none",
    ("adapter-actix/src/reply.rs", '"the auth endpoint replies {}"'): "Display, which `ResponseError` wants",
    ("adapter-axum/src/extract.rs", "StatusCode::UNAUTHORIZED"): "core's 401, which an `Option<CurrentUser>` takes for an anonymous request",
    ("adapter-rocket/src/catch.rs", "Status::NotFound"): "the catcher for a method without a route",
    ("adapter-rocket/src/catch.rs", "Status::BadRequest"): "the catcher for a method that Rocket does not know",
    ("adapter-rocket/src/catch.rs", '"liveblocks-auth"'): "the name of the catchers",
    ("adapter-rocket/src/catch.rs", '"/"'): "the routes at the path itself",
    ("adapter-rocket/src/catch.rs", '"..>"'): "the end of a route that covers all paths below",
    ("adapter-rocket/src/extract.rs", '"Rocket does not manage a {}"'): "for the log",
    ("adapter-rocket/src/head.rs", '"content-length"'): "compared with how much has come",
    ("adapter-rocket/src/head.rs", '"expect"'): "left out, because Rocket has answered it",
    ("adapter-rocket/src/head.rs", '"_method=delete"'): "how much Rocket looks at by itself",
    ("adapter-rocket/src/head.rs", '"the body was cut off"'): "for the log",
    ("adapter-rocket/src/route.rs", '"origin"'): "no CORS headers without it; core looks at its value",
    ("adapter-rocket/src/route.rs", '"Liveblocks CORS headers"'): "the name of the fairing",
    ("adapter-rocket/src/route.rs", '"/"'): "the route at the path itself",
    ("adapter-rocket/src/route.rs", '"Liveblocks auth endpoint"'): "the name of the fairing",
    ("adapter-rocket/src/route.rs", '"this is no path for the Liveblocks auth endpoint; write \\"/api/liveblocks-auth\\", for example"'): "for the log",
    ("adapter-warp/src/head.rs", "header::headers_cloned"): "warp's filter for all headers",
    ("adapter-warp/src/head.rs", '"{path}?{query}"'): "the target, from its parts",
    ("adapter-warp/src/head.rs", '"a filter before the endpoint has taken the body; put the endpoint first"'): "for the log",
}


def code_lines(path):
    lines = [line.strip() for line in path.read_text().splitlines()]
    return [line for line in lines if line and not line.startswith(("//", "#![doc", "#![cfg_attr", "#[doc"))]


def main():
    wrong, used = 0, set()
    for adapter in sorted(ROOT.glob("adapter-*")):
        total = 0
        for path in sorted(adapter.rglob("src/**/*.rs")):
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
