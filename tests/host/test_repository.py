"""What holds for the repository as a whole: who imports whom, and what no committed file may say."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from graphlib import TopologicalSorter

import pytest

from dstruct_host.paths import HARNESS, ROOT, SRC, WORKER

# Every module of the harness by its name, with its files: one, or those of a package.
MODULES = {path.stem: [path] for path in sorted(HARNESS.glob("*.py"))} | {
    path.parent.name: sorted(path.parent.rglob("*.py")) for path in HARNESS.glob("*/__init__.py")
}

RELATIVE_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["']\./([\w./-]+\.js)["']""")

# The import rules of DESIGN.md. A module imports only what stands above it: the ground, and its own half. The halves
# (what records a program, and what surrounds its run) meet in `execute` alone. A new module is entered here.
GROUND = {"protocol", "structures", "collecting", "deadline", "walks", "values"}
RECORDING = {
    "sites",
    "contents",
    "changes",
    "shapes",
    "instrument",
    "tracked",
    "frames",
    "frame_rows",
    "frame_stream",
    "packed_frames",
    "heaps",
    "past",
    "recorder",
}
AROUND = {
    "options",
    "arguments",
    "baseline",
    "entry",
    "eventloop",
    "page_link",
    "program_builtins",
    "streams",
    "release",
    "seal",
    "sandbox",
    "tracebacks",
}
TOP = {"execute", "snapshot", "__init__"}
ALONE = {
    "protocol": set(),
    "structures": set(),
    "sites": set(),
    "instrument": {"sites", "collecting"},
    "collecting": set(),
}


def imports(path):
    """The absolute names that a file of the harness imports from, whatever the form of the statement."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = path.relative_to(SRC).parts[: -node.level] if node.level else ()
            base = [*package, *filter(None, [node.module])]
            found |= {".".join([*base, alias.name]) for alias in node.names}
    return found


def own_imports(name):
    """The modules of the harness that the module `name` imports."""
    names = set().union(*(imports(path) for path in MODULES[name]))
    ours = {tuple(found.split(".")) for found in names if found.startswith("dstruct_runner.")}
    return {parts[1] if parts[1] in MODULES else "__init__" for parts in ours} - {name}


def allowed(name):
    """What the module `name` may import of ours."""
    if name in ALONE:
        return ALONE[name]
    if name in GROUND:
        return GROUND
    if name in TOP:
        return {*MODULES, "instrument"}
    return GROUND | next(half for half in (RECORDING, AROUND) if name in half)


def test_every_module_has_its_place():
    """Each module of the harness stands in one layer of the import rules, and in one only."""
    assert sorted(MODULES) == sorted([*GROUND, *RECORDING, *AROUND, *TOP])


@pytest.mark.parametrize("name", list(MODULES))
def test_import_rules(name):
    """A module of the harness imports only those of its siblings that DESIGN.md lets it."""
    assert own_imports(name) <= allowed(name)


def test_no_cycle():
    """No module of the harness imports itself by way of others."""
    list(TopologicalSorter({name: own_imports(name) for name in MODULES}).static_order())


@pytest.mark.parametrize("name", list(MODULES))
def test_standard_library_only(name):
    """The harness imports the standard library and itself: no `js`, no `pyodide`, nothing of the host side."""
    tops = {found.split(".")[0] for path in MODULES[name] for found in imports(path)}
    assert tops <= {"dstruct_runner", *sys.stdlib_module_names}


def test_worker_and_runner_apart():
    """`runner.js` and `worker.js` never import each other, not even through others of our modules."""

    def reached(name, seen):
        for target in RELATIVE_IMPORT.findall((WORKER / name).read_text(encoding="utf-8")):
            if target not in seen and (WORKER / target).is_file():  # a JSDoc import names what only types are in
                seen.add(target)
                reached(target, seen)
        return seen

    assert "worker.js" not in reached("runner.js", set())
    assert "runner.js" not in reached("worker.js", set())


def committed():
    """Every file under version control that holds text, with its text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file():
            try:
                yield name, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


# Spelt with a class of one character each, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a package registry's host": r"registry[.]npmjs|pypi[.]org|files[.]pythonhosted|deb[.]debian[.]org",
    "a path of somebody's machine": r"(?<![\w.])/(?:home|root|Users|work)/[\w.]",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_local(what):
    """No committed file names a package registry's host or a place on somebody's machine."""
    found = [name for name, text in committed() if re.search(FORBIDDEN[what], text)]
    assert found == []


def test_locks_without_addresses():
    """The lock files pin exact versions and hold no address to download from."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    requirements = (ROOT / "requirements-dev.txt").read_text()
    lines = [line.split("#")[0].strip() for line in requirements.splitlines()]
    assert all("==" in line for line in lines if line)
    assert "://" not in requirements


def test_source_is_found():
    """The rules above are checked on real modules: the harness and the host side are where they are looked for."""
    assert {"protocol", "recorder", "values"} <= set(MODULES)
    assert HARNESS / "instrument" / "statements.py" in MODULES["instrument"]
    assert (SRC / "dstruct_host" / "bundle.py").is_file()
