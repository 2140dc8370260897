#!/usr/bin/env python3
"""The public API of each published crate: the names at its root, and the foreign crates in it.

    python3 tests/surface.py

Reads what rustdoc says in JSON, and compares it with the lists below. Each name and each foreign
crate has its reason there, so that a new one is a decision. A foreign crate is in the public API if
a public signature, field, bound or impl names one of its items. Exit code 1 for a difference.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
STANDARD = {"std", "core", "alloc"}

ADAPTER = {
    "auth_endpoint": "the ready endpoint",
    "auth_endpoint_with": "the endpoint over the framework's own login",
    "AuthRequest": "for a handler written by hand",
    "AuthReply": "for a handler written by hand",
    "CurrentUser": "the signed-in user on any other route",
}
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
            "issuer": "module for the author of a token issuer",
            "adapter": "module for the author of an adapter",
        },
        {
            "async_trait": "`TokenIssuer` is a trait object",
            "bytes": "bodies",
            "http": "heads, and replies as a response of `http` 1",
            "serde_core": "serde: room ids and permissions in a team's own types; the page's data",
            "serde_json": "`Value`, for the claims of a token",
        },
    ),
    "liveblocks-auth-axum": (ADAPTER, {**OURS, "axum": "the framework", "axum_core": "axum", "http": "axum"}),
    "liveblocks-auth-actix-web": (
        {**ADAPTER, "Carry": "names the extensions that a resolver sees"},
        {**OURS, "actix_web": "the framework", "actix_http": "actix-web", "http": "actix-web, version 0.2"},
    ),
    "liveblocks-auth-rocket": (
        {**ADAPTER, "auth_catchers": "for methods that never reach a route", "Rejection": "what a guard rejected with"},
        {**OURS, "rocket": "the framework", "rocket_http": "Rocket"},
    ),
    "liveblocks-auth-warp": (
        {
            **ADAPTER,
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
            "adapter": "module for a test that sends cases in its own order",
            "check": "module for a program that checks a running endpoint",
            "double": "module for a test that scripts Liveblocks",
            "fixture": "module for an adapter that tests its own logins",
            "table": "module for a test that reads the cases",
            "vectors": "module for a comparison with the official SDK",
            "wire": "module for a test that sends bytes of its own",
        },
        {**OURS, "serde_core": "outcomes as JSON", "serde_json": "outcomes as JSON", "quick_junit": "its error, with the feature `check`"},
    ),
}


def documented(crates):
    """What rustdoc says of each crate. Its JSON needs a flag of a nightly compiler."""
    with tempfile.TemporaryDirectory() as folder:
        rustdoc = pathlib.Path(folder) / "rustdoc"
        rustdoc.write_text('#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc -Z unstable-options --output-format json "$@"\n')
        rustdoc.chmod(0o755)
        packages = [argument for crate in crates for argument in ("-p", crate)]
        command = ["cargo", "doc", "--quiet", "--no-deps", "--all-features", "--locked", *packages]
        subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "RUSTDOC": str(rustdoc)})
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return {crate: json.loads((target / "doc" / f"{crate.replace('-', '_')}.json").read_text()) for crate in crates}


def root_names(doc):
    items = [doc["index"][str(item)] for item in doc["index"][str(doc["root"])]["inner"]["module"]["items"]]
    return {item["name"] or item["inner"]["use"]["name"] for item in items}


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


def differences(what, found, allowed):
    for name in sorted(found.keys() - allowed.keys()):
        yield f"{what} {name} is not on the list of tests/surface.py {found[name]}"
    for name in sorted(allowed.keys() - found.keys()):
        yield f"{what} {name} is on the list of tests/surface.py, and is not there"


def main():
    wrong = 0
    for crate, doc in documented(CRATES).items():
        names, foreign = CRATES[crate]
        found = {name: "" for name in root_names(doc)}, {name: f"({why})" for name, why in foreign_crates(doc).items()}
        print(f"{crate}: {len(found[0])} names at the root; foreign crates: {', '.join(sorted(found[1]))}")
        for text in (*differences("the name", found[0], names), *differences("the crate", found[1], foreign)):
            wrong += 1
            print("WRONG ", text)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
