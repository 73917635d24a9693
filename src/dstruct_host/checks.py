"""What `scripts/test` runs: every part in turn, whether or not one before it failed, and a summary at the end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dstruct_host import bundle, pyodide_tests, pythons, setup, wheel
from dstruct_host.paths import DEMO, NODE_MODULES, ROOT, SRC, TESTS, WORKER

# Plugins that only tests/pyodide needs; elsewhere they would cost a second and rewrite the test modules.
_PLAIN = ("-p", "no:pytest_pyodide", "-p", "no:pytest_pyodide_hook", "-p", "no:asyncio")
_PARALLEL = ("-n", "auto")
# The directories of tests that run the harness on CPython, on each version of it.
_HARNESS_SUITES = ("unit", "semantics")
_NO_TESTS_COLLECTED = 5


@dataclass(frozen=True)
class Part:
    """One line of the summary.

    `run` takes further arguments for pytest and returns an exit code, 0 for a pass. `fast`: needs neither a browser
    nor the bundle. `pytest`: further arguments mean something to it.
    """

    name: str
    run: Callable[[Sequence[str]], int]
    fast: bool = False
    pytest: bool = False


def parts() -> list[Part]:
    """All parts, the cheap ones first."""
    return [
        Part("lint", _lint, fast=True),
        Part("types", _types, fast=True),
        Part("generated", _generated, fast=True),
        Part("unit", partial(_harness, "unit"), fast=True, pytest=True),
        Part("host", _host, fast=True, pytest=True),
        Part("semantics", partial(_harness, "semantics"), pytest=True),
        *(
            Part(f"{suite}-{version}", partial(_harness_elsewhere, suite, version, python), pytest=True)
            for version, python in pythons.other_pythons().items()
            for suite in _HARNESS_SUITES
        ),
        *(
            Part(f"pyodide-{flavour.name}", partial(_pyodide, flavour), pytest=True)
            for flavour in bundle.FLAVOURS.values()
        ),
        Part("browser", _browser, pytest=True),
        Part("demo", _demo),
    ]


def run(names: Sequence[str], further: Sequence[str], *, fast: bool) -> int:
    """Run the parts that `names` select (none: all; `fast`: the fast ones), print a summary, return the exit code."""
    chosen = selected(names, fast=fast, pytest=bool(further))
    wheel.install_wheel()
    if fast:
        os.environ["DSTRUCT_TEST_FAST"] = "1"  # property tests try fewer examples: tests/unit/conftest.py
    results = []
    for part in chosen:
        print(f"\n━━━ {part.name} ━━━", flush=True)
        begin = time.monotonic()
        passed = _passes(part, further)
        results.append((part.name, passed, time.monotonic() - begin))
    failures = sum(not passed for _, passed, _ in results)
    print("\n━━━ summary ━━━")
    for name, passed, seconds in results:
        print(f"{'passed' if passed else 'FAILED'}  {name:<14} {seconds:6.1f} s")
    print(f"parts: {len(results) - failures} passed, {failures} failed", flush=True)
    return 1 if failures or not results else 0


def selected(names: Sequence[str], *, fast: bool, pytest: bool) -> list[Part]:
    """The parts to run: those whose name, or its beginning up to a dash, is in `names` (an exact match stands alone).

    ValueError for a name that selects nothing.
    """
    known = parts()
    chosen = known if not names else []
    for name in names:
        matching = [part for part in known if part.name == name]
        matching = matching or [part for part in known if part.name.startswith(name + "-")]
        if not matching:
            raise ValueError(f"There is no part {name!r}. Parts: {', '.join(part.name for part in known)}.")
        chosen += matching
    return [part for part in chosen if (part.fast or not fast) and (part.pytest or not pytest)]


def _passes(part: Part, further: Sequence[str]) -> bool:
    try:
        code = part.run(further)
    except setup.SetupError as error:
        print(error)
        return False
    except Exception:
        # One broken part must not take the others' results along.
        traceback.print_exc(file=sys.stdout)
        return False
    return code == 0 or (code == _NO_TESTS_COLLECTED and bool(further))


# --- the parts -------------------------------------------------------------------------------------------------------


def _lint(_further: Sequence[str]) -> int:
    return (
        _python("-m", "ruff", "check", "--quiet")
        + _python("-m", "ruff", "format", "--check", "--quiet")
        + _python("-m", "codespell_lib")
    )


def _types(_further: Sequence[str]) -> int:
    tsc = str(NODE_MODULES / ".bin" / "tsc")
    return _python("-m", "mypy", str(SRC)) + sum(_command(tsc, "--noEmit", "-p", str(code)) for code in (WORKER, DEMO))


def _generated(_further: Sequence[str]) -> int:
    return _python("-m", "dstruct_host.generated")


def _harness(suite: str, further: Sequence[str]) -> int:
    return _python("-m", "pytest", str(TESTS / suite), *_PLAIN, *_PARALLEL, *further)


def _harness_elsewhere(suite: str, version: str, python: Path, further: Sequence[str]) -> int:
    executable = pythons.unit_environment(version, python)
    return _command(str(executable), "-m", "pytest", str(TESTS / suite), *_PARALLEL, *further)


def _host(further: Sequence[str]) -> int:
    return _python("-m", "pytest", str(TESTS / "host"), *_PLAIN, *further)


def _pyodide(flavour: bundle.Flavour, further: Sequence[str]) -> int:
    setup.ensure_chromium()
    directory = pyodide_tests.tests_bundle(flavour)
    # What is captured is the page's console: thousands of lines of WebAssembly where an interpreter died.
    options = ["--rt", "chrome", "--dist-dir", str(directory), "-p", "no:asyncio", "--show-capture=no", *_PARALLEL]
    return _python("-m", "pytest", str(TESTS / "pyodide"), *options, *further)


def _browser(further: Sequence[str]) -> int:
    setup.ensure_engines()
    for flavour in bundle.FLAVOURS.values():
        bundle.build(flavour)
    return _python("-m", "pytest", str(TESTS / "browser"), *_PLAIN, *_PARALLEL, *further)


def _demo(_further: Sequence[str]) -> int:
    return _python("-m", "dstruct_host", "demo", "--check")


def _python(*arguments: str) -> int:
    return _command(sys.executable, *arguments)


def _command(*command: str) -> int:
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode
