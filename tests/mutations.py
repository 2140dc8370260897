#!/usr/bin/env python3
"""Makes one-line changes to core, one at a time, and checks that exactly the named tests of core fail.

    python3 tests/mutations.py                 all of them (some 15 minutes on two cores)
    python3 tests/mutations.py row_ config::   those whose expected tests hold one of these texts
    python3 tests/mutations.py --check         none of them: only that each applies, and that its tests exist

Works on a copy of the tracked files, in target/mutations; the checkout is not touched. Exit code 1 when a change is caught by other tests
than the named ones, by none, or does not apply any more.
"""

import pathlib
import re
import shutil
import subprocess
import sys

from mutation_list import MUTATIONS

ROOT = pathlib.Path(__file__).resolve().parent.parent
COPY = ROOT / "target" / "mutations" / "copy"
TARGET = ROOT / "target" / "mutations" / "target"


def make_copy():
    shutil.rmtree(COPY, ignore_errors=True)
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, tracked.decode().split("\0")):
        (COPY / name).parent.mkdir(parents=True, exist_ok=True)
        # Not the times: cargo would take a file for the one of the last run, change and all.
        shutil.copy(ROOT / name, COPY / name)


def failing_tests():
    """The failing tests, or None when the change does not compile."""
    command = ["cargo", "test", "--offline", "-q", "-p", "liveblocks-auth", "--test", "it", "--target-dir", str(TARGET)]
    result = subprocess.run(command, cwd=COPY, capture_output=True, text=True, timeout=600)
    if "running" not in result.stdout:
        sys.stderr.write(result.stderr[-2000:])
        return None
    return set(re.findall(r"^    ([a-z_0-9]+::[a-z_0-9:]+)$", result.stdout, re.MULTILINE))


def check():
    """Whether each change applies, and whether its tests exist."""
    wrong = [f"twice: {m}" for m in MUTATIONS if MUTATIONS.count(m) > 1]
    tests = set()
    for file in (ROOT / "core" / "tests" / "it").glob("*.rs"):
        tests.update(f"{file.stem}::{name}" for name in re.findall(r"\bfn ([a-z_0-9]+)\(", file.read_text()))
    for file, old, _, expected in MUTATIONS:
        path = ROOT / "core" / "src" / file
        times = path.read_text().count(old) if path.exists() else 0
        if times != 1:
            wrong.append(f"{file}: {old!r} stands there {times} times")
        wrong.extend(f"{file}: {old!r} names {test}, which does not exist" for test in expected if test not in tests)
    print("\n".join([*wrong, f"{len(MUTATIONS)} changes checked"]))
    sys.exit(1 if wrong else 0)


def main():
    wanted = sys.argv[1:]
    if wanted == ["--check"]:
        check()
    chosen = [m for m in MUTATIONS if not wanted or any(text in test for test in m[3] for text in wanted)]
    make_copy()
    before = failing_tests()
    if before != set():
        sys.exit(f"the tests do not pass before any change: {before}")
    wrong = 0
    for file, old, new, expected in chosen:
        path = COPY / "core" / "src" / file
        text = path.read_text()
        if text.count(old) != 1:
            print(f"WRONG  {file}: {old!r} stands there {text.count(old)} times", flush=True)
            wrong += 1
            continue
        path.write_text(text.replace(old, new))
        found = failing_tests()
        path.write_text(text)
        if found == set(expected):
            print(f"caught {file}: {old!r} -> {new!r}: {', '.join(sorted(found))}", flush=True)
        else:
            wrong += 1
            print(f"WRONG  {file}: {old!r} -> {new!r}: expected {sorted(expected)}, found {found and sorted(found)}", flush=True)
    print(f"{len(chosen) - wrong} passed, {wrong} failed")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
