#!/usr/bin/env python3
"""Prose stays plain: words that made our texts hard to read, long lines, long front pages.

    python3 tests/prose.py               every Markdown page, and the comments of every Rust file
    python3 tests/prose.py --self-test   checks that each kind of fault is found

Exit code 1 for a fault. It finds habits, not style: whether a sentence is good, a reader must say.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INSTEAD = {
    r"nobody|somebody|whoever|whomever": "name the thing: the request, the user, the caller",
    r"shall": "must, can or does",
    r"(?:is|are|was|were|be|been|being) (?:always |never |not )?answered": "core replies, or the request gets",
    r"(?:is|are) to be": "must, or an imperative",
    r"of which|in the moment in which|to which end": "two sentences",
    r"for ever": "forever",
    r"(?:behavi|col|fav|hon|neighb)our\w*|\w+(?:isation|ising)\b|(?:normal|serial|initial|organ|recogn)ise\w*": "American spelling",
}
WORDS = [(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), instead) for words, instead in INSTEAD.items()]
COMMENT = re.compile(r"^\s*//[/!]?\s?(.*)$")
# A trailing comment; `://` is a URL.
TRAILING = re.compile(r"(?<!:)//\s(.*)$")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
SPEAKS = re.compile(r"^(?:core|adapter-\w+)/src/")
MOST_COLUMNS = {".rs": 100, ".md": 120}
# Rocket's page has the settings of two proxies.
MOST_ADAPTER_LINES = {"axum": 145, "actix": 140, "rocket": 155, "warp": 115}
MOST_LINES = {"README.md": 150, **{f"adapter-{name}/README.md": lines for name, lines in MOST_ADAPTER_LINES.items()}}
# A generated page has lists whose items can't be wrapped.
GENERATED = {"tests/REPORT.md"}
# What is not ours to word.
EXCEPT = re.compile(r"LICENSE|node_modules|core/tests/closures/mistakes")


def prose(name, text):
    """Each line of prose in a file: its number, its words, and its length, or 0 if that doesn't count."""
    code = False
    for number, line in enumerate(text.splitlines(), 1):
        if name.endswith(".rs"):
            whole, trailing = COMMENT.match(line), TRAILING.search(line)
            words = whole[1] if whole else trailing[1] if trailing else None
            # Texts for people: errors, hints, the doc of a macro. Elsewhere a text is data.
            if not whole and SPEAKS.search(name):
                words = " ".join(filter(None, [*TEXT.findall(line), words]))
            code = code and bool(whole)
        else:
            whole, words = True, line
        if whole and words.lstrip().startswith("```"):
            code = not code
        elif words:
            # Neither a table nor a lone link can be wrapped; a sample on a page can be a shell's.
            fixed = not whole or re.match(r"\s*(?:[|<]|!?\[[^]]*\](?:: |\([^)]*\)$))", words)
            fixed = fixed or code and not name.endswith(".rs")
            yield number, "" if code else words, 0 if fixed else len(line)


def faults(name, text):
    most = MOST_COLUMNS[pathlib.PurePath(name).suffix]
    paragraph, last = "", 0
    # A word of its own at the end, so that the last paragraph is looked at too.
    for number, words, columns in [*prose(name, text), (sys.maxsize, "", 0)]:
        if number != last + 1 or not words.strip() or words.lstrip().startswith("|"):
            for pattern, instead in WORDS:
                for found in pattern.finditer(re.sub(r"`[^`]*`", "", paragraph)):
                    yield f"{name}:{last}: {found.group()!r} in the paragraph that ends here: write {instead}"
            paragraph = ""
        paragraph, last = f"{paragraph} {words.strip()}", number
        if columns > most and name not in GENERATED:
            yield f"{name}:{number}: {columns} columns; the limit is {most}"
    lines = len(text.splitlines())
    if lines > MOST_LINES.get(name, lines):
        yield f"{name}: {lines} lines; the limit is {MOST_LINES[name]}"


def uncompiled(readme, core):
    """The Rust samples of the root README that are not in core's README, where they are compiled."""
    for sample in re.findall(r"^```rust[^\n]*\n(.*?)^```", readme, re.MULTILINE | re.DOTALL):
        if sample not in core:
            yield f"README.md: this sample is not in core/README.md, which compiles it: {sample.splitlines()[0]}"


def self_test():
    samples = [
        ("a.md", "Nobody is told."),
        ("a.md", "It shall hold."),
        ("a.md", "The request is answered 401."),
        ("a.rs", "/// What is to be done"),
        ("a.rs", "let a = 1; // whoever reads it"),
        ("a.md", "The request is\nanswered."),
        ("a.rs", "    /// The request is\n    /// answered."),
        ("a.rs", "/// ```\nfn f() {} // nobody"),
        ("core/src/a.rs", 'Err("nobody is there")'),
        ("a.rs", "/// [`A`](crate::A) " + "x " * 50),
        ("a.rs", "/// ```\n/// f(" + "x, " * 40 + ")\n/// ```"),
        ("a.md", "The behaviour"),
        ("a.rs", "/// " + "x " * 50),
        ("a.md", "x " * 61),
        ("README.md", "\n" * 151),
    ]
    missed = [(name, text) for name, text in samples if not list(faults(name, text))]
    good = [("a.rs", 'let shall = "nobody"; // fine'), ("a.rs", "/// ```\n/// shall\n/// ```"), ("a.md", "```\nshall\n```\n| " + "x " * 80), ("a.md", "`shall`")]
    missed += [sample for sample in good if list(faults(*sample))]
    missed += [] if list(uncompiled("```rust\nfn f() {}\n```\n", "")) else ["a sample that is compiled nowhere"]
    print("\n".join([*(f"MISSED {sample}" for sample in missed), f"{len(samples) + len(good) + 1} samples"]))
    return missed


def main():
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(1 if self_test() else 0)
    tracked = subprocess.run(["git", "ls-files", "*.md", "*.rs"], cwd=ROOT, capture_output=True, check=True, text=True)
    names = [name for name in tracked.stdout.splitlines() if not EXCEPT.search(name)]
    wrong = [fault for name in names for fault in faults(name, (ROOT / name).read_text())]
    wrong += uncompiled((ROOT / "README.md").read_text(), (ROOT / "core/README.md").read_text())
    print("\n".join([*wrong, f"{len(names)} files, {len(wrong)} faults"]))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
