#!/usr/bin/env python3
"""The public API of each published crate: the names at its root, and the foreign crates in it.

    python3 tests/surface.py

Reads what rustdoc says in JSON, and compares it with the lists below, hidden items included. Each
name at a root has its reason there, each public module its names, and each foreign crate its
reason, so that a new one is a decision. A foreign crate is in the public API if a public signature,
field, bound or impl names one of its items. Methods are not listed. Exit code 1 for a difference.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
STANDARD = {"std", "core", "alloc"}

ADAPTER = {
    "auth_endpoint": "the ready endpoint",
    "auth_endpoint_with": "the endpoint over the framework's own login",
    "AuthRequest": "for a handler written by hand",
    "AuthReply": "for a handler written by hand",
    "CurrentUser": "the signed-in user on any other route",
}
LAYERED = {**ADAPTER, "login_deadline": "the deadline around a login layer"}
OURS = {"liveblocks_auth": "core"}

# For each crate: the names at its root, and the foreign crates.
CRATES = {
    "liveblocks-auth": (
        {
            "UserResolver": "one of the two traits that a team writes",
            "AccessPolicy": "the other one",
            "LiveblocksUser": "how Liveblocks sees the user type of a team",
            "BoxError": "what the traits return",
            "resolver_fn": "a resolver from a closure",
            "policy_fn": "a policy from a closure",
            "room_policy_fn": "a policy for the requested room, from a closure",
            "Resolver": "a resolver chosen at run time, and the state of a framework",
            "Policy": "a policy chosen at run time",
            "RequestHead": "what a resolver reads",
            "AuthRequest": "what a policy and a handler read",
            "UserInfo": "what everybody in a room sees of a user",
            "RoomId": "a room that a client names",
            "RoomPattern": "rooms that code grants",
            "Permission": "one scope",
            "Permissions": "a set of scopes",
            "Access": "a level: none, read, write",
            "Grants": "what a policy returns",
            "RoomAccess": "what grants open in a room, for tests of a policy",
            "Liveblocks": "the configured handle",
            "LiveblocksBuilder": "configures it",
            "ConfigError": "every fault of a configuration",
            "AuthEndpoint": "the ready endpoint",
            "Authorizer": "the endpoint over a team's own login",
            "Session": "a token step by step, as in every SDK",
            "Minted": "a token with Liveblocks' reply",
            "Token": "the token itself, redacted",
            "AuthReply": "the reply to the browser",
            "Error": "what failed",
            "ErrorKind": "its kinds, each a row of the status table",
            # For the author of a token issuer.
            "issuer": {"LocalIssuer", "MintRequest", "TokenIssuer", "TokenKind", "async_trait"},
            # For the author of an adapter.
            "adapter": {
                "Body",
                "IntoUser",
                "StartedClock",
                "add_cors_headers",
                "admit",
                "around",
                "check_head",
                "cors_headers",
                "current_user",
                "misconfigured",
                "parts_mut",
                "within",
            },
        },
        {
            "async_trait": "`TokenIssuer` is a trait object",
            "bytes": "bodies",
            "http": "heads, and replies as a response of `http` 1",
            "serde_core": "serde: room ids and permissions in a team's own types; the page's data",
            "serde_json": "`Value`, for the claims of a token",
        },
    ),
    "liveblocks-auth-axum": (LAYERED, {**OURS, "axum": "the framework", "axum_core": "axum", "http": "axum"}),
    "liveblocks-auth-actix-web": (
        {**LAYERED, "Carry": "names the extensions that a resolver sees"},
        {**OURS, "actix_web": "the framework", "actix_http": "actix-web", "http": "actix-web, version 0.2"},
    ),
    "liveblocks-auth-rocket": (
        {**ADAPTER, "auth_catchers": "for methods that never reach a route", "Rejection": "what a guard rejected with"},
        {**OURS, "rocket": "the framework", "rocket_http": "Rocket"},
    ),
    "liveblocks-auth-warp": (
        {
            **ADAPTER,
            "with_cors_headers": "adds core's CORS headers to the application's own replies",
            "auth_request": "the filter for `AuthRequest`",
            "current_user": "the filter for `CurrentUser`",
            "recover": "sends the reply of a rejection",
        },
        {**OURS, "warp": "the framework"},
    ),
    "liveblocks-auth-conformance": (
        {
            "run": "runs the table against an adapter",
            "Suite": "the same for several adapters, or levels of one",
            "Fixture": "the application that an adapter mounts",
            "ACCESS_PATH": "where it mounts the endpoint for access tokens",
            "ID_PATH": "where it mounts the endpoint for ID tokens",
            "Capabilities": "what a server can do",
            "Capability": "what it can't, with the reason",
            # For a test that sends cases in its own order.
            "adapter": {"Adapter", "Difference"},
            # For a program that checks a running endpoint.
            "check": {"Check", "Outcome", "Reaction", "Verdict", "to_json", "to_junit"},
            # For a test that scripts Liveblocks.
            "double": {"Answer", "Call", "Double"},
            # For an adapter that tests its own logins.
            "fixture": {"ALLOWED_ORIGINS", "People", "Person", "Rooms"},
            # For a test that reads the cases.
            "table": {"Case", "Tokens", "cases"},
            # For a comparison with the official SDK.
            "vectors": {"Comparison", "Difference", "Likeness", "Summary", "Verdict"},
            # For a test that sends bytes of its own.
            "wire": {"Connection", "Reply", "Request"},
        },
        {**OURS, "serde_core": "outcomes as JSON", "serde_json": "outcomes as JSON", "quick_junit": "its error, with the feature `check`"},
    ),
}


def documented(crates):
    """What rustdoc says of each crate. Its JSON needs a flag of a nightly compiler."""
    target = pathlib.Path(ROOT, os.environ.get("CARGO_TARGET_DIR", "target"))
    with tempfile.TemporaryDirectory() as folder:
        rustdoc = pathlib.Path(folder) / "rustdoc"
        flags = "-Z unstable-options --output-format json --document-hidden-items"
        rustdoc.write_text(f'#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc {flags} "$@"\n')
        rustdoc.chmod(0o755)
        packages = [argument for crate in crates for argument in ("-p", crate)]
        command = ["cargo", "doc", "--quiet", "--no-deps", "--all-features", "--locked", *packages]
        # Another flag at each run: otherwise cargo takes what was written before for fresh, HTML
        # too.
        environment = {**os.environ, "RUSTDOC": str(rustdoc), "RUSTDOCFLAGS": f"--cfg surface_{time.time_ns()}"}
        subprocess.run(command, cwd=ROOT, check=True, env=environment)
    return {crate: json.loads((target / "doc" / f"{crate.replace('-', '_')}.json").read_text()) for crate in crates}


def names_in(doc, module):
    """The public names in a module, each with its item."""
    items = (doc["index"][str(item)] for item in module["inner"]["module"]["items"])
    # The methods and impls of an item are not in the list of its module.
    return {item["name"] or item["inner"]["use"]["name"]: item for item in items}


def ids(value):
    """The ids of every path in a part of the JSON."""
    if isinstance(value, dict):
        if isinstance(value.get("id"), int) and ("path" in value or "trait" in value or "source" in value):
            yield value["id"]
        for part in value.values():
            yield from ids(part)
    elif isinstance(value, list):
        for part in value:
            yield from ids(part)


def foreign_crates(doc):
    """Each foreign crate in the public API, with the first item that names it."""
    found = {}
    for item in doc["index"].values():
        inner = item["inner"]
        if item["crate_id"] != 0 or "module" in inner:
            continue
        # Impls that the compiler or a foreign crate adds to every type are not our choice.
        implementation = inner.get("impl")
        if implementation and (implementation["is_synthetic"] or implementation["blanket_impl"]):
            continue
        for used in ids(inner):
            path = doc["paths"].get(str(used))
            if path and path["crate_id"] != 0:
                name = doc["external_crates"][str(path["crate_id"])]["name"]
                found.setdefault(name, f"{item['name'] or 'an impl'} names {'::'.join(path['path'])}")
    return {name: where for name, where in found.items() if name not in STANDARD}


def differences(where, found, allowed):
    for name in sorted(found.keys() - allowed.keys()):
        why = f": {found[name]}" if isinstance(found[name], str) else ""
        yield f"{where}{name} is not on the list of tests/surface.py{why}"
    for name in sorted(allowed.keys() - found.keys()):
        yield f"{where}{name} is on the list of tests/surface.py, and is not there"


def main():
    wrong = []
    for crate, doc in documented(CRATES).items():
        names, foreign = CRATES[crate]
        root = names_in(doc, doc["index"][str(doc["root"])])
        crates = foreign_crates(doc)
        print(f"{crate}: {len(root)} names at the root; foreign crates: {', '.join(sorted(crates))}")
        wrong += differences(f"{crate}::", root, names)
        wrong += differences(f"the crate of {crate} ", crates, foreign)
        for module, listed in names.items():
            if isinstance(listed, set) and module in root:
                inner = names_in(doc, root[module])
                wrong += differences(f"{crate}::{module}::", inner, dict.fromkeys(listed))
    print("\n".join(f"WRONG  {text}" for text in wrong), end="\n" if wrong else "")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
