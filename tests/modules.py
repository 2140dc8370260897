#!/usr/bin/env python3
"""The modules of a crate import from the file that owns a name, and never in a cycle.

    python3 tests/modules.py             core, the adapters and the kit
    python3 tests/modules.py core        one of them, with its graph
    python3 tests/modules.py --self-test adds faults to copies of core, and checks that each is found

Looks at every `crate::`, `super::` and `self::` path in the code, also inline ones, without comments
and texts. `lib.rs` and `mod.rs` only declare and re-export, so a path must lead past them, to the
file that owns the name. Prints the graph as layers: a file imports only from earlier layers. Does
the same for folders, each as one module. Exit code 1 for a fault.

A method call is no path. An `impl` of a type can stand in another file than the type, and a call of
such a method is not in the graph.
"""

import pathlib
import re
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CRATES = ["core", "adapter-axum", "adapter-actix", "adapter-rocket", "adapter-warp", "tests"]
# Texts (raw ones too) and characters: what looks like a path or a comment in them is none.
TEXT = re.compile(r"b?r(#*)\".*?\"\1|b?\"(?:[^\"\\]|\\.)*\"|b?'(?:[^'\\\n]|\\[^\n]+?)'|//[^\n]*|/\*", re.DOTALL)
COMMENT_PART = re.compile(r"/\*|\*/")
PATH = re.compile(r"\b(?:crate|super|self)(?:::\w+)*(?:::\{|::\w+|::\*)")
# What would hide an import from this check.
HIDES = re.compile(r"\b(?:crate|super) as \w+|\bextern crate self\b|#\[path\b|\binclude!")
# A module in the file itself.
INLINE = re.compile(r"\bmod (\w+) \{")
# All that lib.rs and a mod.rs hold: attributes, modules and re-exports.
DECLARES = re.compile(r"#!?\[(?:[^\[\]]|\[[^\]]*\])*\]|(?:\bpub(?:\([^)]*\))? )?\b(?:mod \w+|use [^;]+);")


def without_texts(code):
    """The code without comments, which can be nested, texts and characters."""
    parts, at = [], 0
    while found := TEXT.search(code, at):
        parts.append(code[at : found.start()])
        at, depth = found.end(), int(found.group() == "/*")
        while depth and (part := COMMENT_PART.search(code, at)):
            depth += 1 if part.group() == "/*" else -1
            at = part.end()
    # A path can be spread over spaces and lines.
    return re.sub(r"\s*::\s*", "::", " ".join([*parts, code[at:]]))


def leaves(path):
    """The single paths of `a::{b, c::{d, e}}`."""
    if "{" not in path:
        return [path.split(" as ")[0].strip()]
    prefix, inner = path.split("{", 1)
    inner, depth, parts = inner.rsplit("}", 1)[0], 0, [""]
    for char in inner:
        depth += (char == "{") - (char == "}")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [leaf for part in parts if part.strip() for leaf in leaves(prefix + part.strip())]


def paths(code):
    """Every path from the crate, a parent or the module itself, groups taken apart. Inside an inline
    module of the file, a path begins further down."""
    inline = list(INLINE.finditer(code))
    for found in PATH.finditer(code):
        text, end = found.group(), found.end()
        around = [module[1] for module in inline if module.end() <= found.start() < closing(code, module.end())]
        if text.endswith("{"):
            text = code[found.start() : closing(code, end)]
        yield from ((around, leaf) for leaf in leaves(" ".join(text.split())))


def closing(code, end):
    """The end of the block whose opening brace stands before `end`."""
    depth = 1
    while depth and end < len(code):
        depth += (code[end] == "{") - (code[end] == "}")
        end += 1
    return end


def module_of(file, src):
    """The path of a file's module: () for lib.rs, (a,) for a.rs and a/mod.rs."""
    parts = file.relative_to(src).with_suffix("").parts
    return parts[:-1] if parts[-1] in ("mod", "lib") else parts


def graph(src):
    """Each file's module with those it imports from, and what is wrong."""
    found = sorted(file for file in src.rglob("*.rs") if "bin" not in file.relative_to(src).parts)
    files = {module_of(file, src): file for file in found}
    edges, wrong = {}, [] if found else [f"no file in {src}"]
    for module, file in files.items():
        code = without_texts(file.read_text())
        name = file.relative_to(src).as_posix()
        wrong.extend(f"{name} hides an import: {hides.group()}" for hides in HIDES.finditer(code))
        if file.name in ("mod.rs", "lib.rs"):
            owned = DECLARES.sub("", code).split()
            if owned:
                wrong.append(f"{name} owns `{' '.join(owned[:3])}`; it may only declare and re-export")
            continue
        edges[module] = set()
        for around, path in paths(code):
            first, *rest = path.split("::")
            here = (*module, *around)
            base = {"crate": (), "super": here[:-1], "self": here}[first]
            while rest and rest[0] == "super":
                base, rest = base[:-1], rest[1:]
            target = tuple([*base, *rest])
            while target not in files:
                target = target[:-1]
            if target == module:
                continue
            if files[target].name in ("mod.rs", "lib.rs"):
                wrong.append(f"{name} imports {path} through {files[target].relative_to(src).as_posix()}")
            else:
                edges[module].add(target)
    return edges, wrong


def layers(edges):
    """The modules in layers, each after what it imports; what is left over stands in a cycle."""
    left, result = dict(edges), []
    while left:
        free = sorted(module for module, targets in left.items() if not targets & left.keys())
        if not free:
            return result, cycle(left)
        result.append(free)
        for module in free:
            del left[module]
    return result, None


def cycle(left):
    """One cycle of a graph in which every module imports another one."""
    module, way = min(left), []
    while module not in way:
        way.append(module)
        module = min(left[module] & left.keys())
    return [*way[way.index(module) :], module]


def check(src, show):
    edges, wrong = graph(src)
    folders = {}
    for module, targets in edges.items():
        folders.setdefault(module[:1], set()).update(target[:1] for target in targets if target[:1] != module[:1])
    for what, each in (("files", edges), ("folders", folders)):
        order, found = layers(each)
        if found:
            wrong.append(f"a cycle of {what}: " + " -> ".join("::".join(module) for module in found))
        if show:
            print(f"{what}, each layer after what it imports:")
            for number, layer in enumerate(order):
                print(f"  {number:2} ", ", ".join("/".join(module) for module in layer))
    return wrong, sum(map(len, edges.values())), len(edges)


def self_test():
    """Every kind of fault, added to a copy of core, is found."""
    faults = {
        "a cycle": ("error.rs", "use crate::endpoint::entry::Entry;", "a cycle of files"),
        "an inline cycle": ("error.rs", "fn f() { crate::log::passed(\"\", None, 0) }", "a cycle of files"),
        "a cycle by super": ("rooms/access.rs", "use super::{grants::Grants};", "a cycle of files"),
        "a cycle from an inline module": ("error.rs", "mod m { use super::super::log; }", "a cycle of files"),
        "a cycle of folders": ("rooms/access.rs", "use crate::request::clock::Clock;", "a cycle of folders"),
        "an import through the root": ("log.rs", "use crate::Error;", "imports crate::Error through lib.rs"),
        "an import through a folder": ("log.rs", "use crate::issuer::TokenIssuer;", "through issuer/mod.rs"),
        "a cycle over spaces": ("error.rs", "fn f() { crate :: log::/* x */passed(\"\", None, 0) }", "a cycle of files"),
        "a cycle behind a nested comment": ("error.rs", "/* /* ' */ \" */ use crate::log;", "a cycle of files"),
        "another name for the crate": ("error.rs", "use crate as me;", "hides an import"),
        "the crate as an extern crate": ("error.rs", "extern crate self as me;", "hides an import"),
        "a file under another path": ("error.rs", "#[path = \"log.rs\"] mod other;", "hides an import"),
        "an included file": ("error.rs", "include!(\"log.rs\");", "hides an import"),
        "code in a mod.rs": ("wire/mod.rs", "pub(crate) fn f() {}", "may only declare"),
        "a macro in a mod.rs": ("wire/mod.rs", "macro_rules! f { () => {} }", "may only declare"),
    }
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for what, (file, code, expected) in faults.items():
            copy = pathlib.Path(folder) / what
            shutil.copytree(ROOT / "core/src", copy)
            with (copy / file).open("a") as opened:
                opened.write(f"\n{code}\n")
            wrong = check(copy, False)[0]
            found = next((text for text in wrong if expected in text), None)
            missed += found is None
            print(f"{'found ' if found else 'MISSED'} {what}: {file} with `{code}`{f': {found}' if found else ''}")
    return missed


def main():
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(1 if self_test() else 0)
    faults = 0
    for crate in sys.argv[1:] or CRATES:
        wrong, imports, files = check(ROOT / crate / "src", bool(sys.argv[1:]))
        faults += len(wrong)
        print("\n".join([*(f"WRONG  {crate}: {text}" for text in wrong), f"{crate}: {imports} imports between {files} files"]))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
