"""Open the bundle's `selftest.html` in each engine, on its strict policy, with and without cross-origin isolation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dstruct_host import engines
from dstruct_host.paths import DIST, ROOT
from dstruct_host.serve import serving

README = ROOT / "README.md"
PATIENCE = 180  # seconds for one page; each of its checks has a limit of its own

ENGINE_NAMES = {"chromium": "Chromium", "firefox": "Firefox ESR", "webkit": "WebKitGTK"}
SETTINGS = [(name, isolated) for name in engines.NAMES for isolated in (False, True)]

_HEAD = ["| engine | page | READY.capabilities | what can't be done |", "|---|---|---|---|"]
_TABLE = re.compile(rf"{re.escape(_HEAD[0])}\n(\|.*\n)*")
# WebKitGTK takes a page for loaded before its modules have run.
_REPORT = """
const done = arguments[arguments.length - 1];
const look = () => (window.selftest ? window.selftest.then(done) : setTimeout(look, 50));
look();
"""
_VERSIONS = ("pyodide", "python", "wheel")


def report_of(engine: str, *, isolated: bool, directory: Path = DIST) -> dict[str, Any]:
    """Give the page's report (demo/selftest/suite.js: `Report`) from a fresh browser."""
    with serving(directory, isolated=isolated, strict=True) as url, engines.engine(engine) as driver:
        driver.set_script_timeout(PATIENCE)
        driver.get(f"{url}selftest.html")
        report: dict[str, Any] = driver.execute_async_script(_REPORT)
        return report


def failures(report: dict[str, Any]) -> list[str]:
    """Say of each check that failed what is wrong."""
    failed = [check for check in report["checks"] if check["outcome"] == "failed"]
    return [f"{check['group']}: {check['name']}: {check['why']}" for check in failed]


def row(engine: str, isolated: bool, report: dict[str, Any]) -> str:
    """Give the line of the README's table that a report makes."""
    missing = [f"{check['name']} ({check['why']})" for check in report["checks"] if check["outcome"] == "can't here"]
    cells = (
        ENGINE_NAMES[engine],
        "isolated" if isolated else "plain",
        ", ".join(_abilities(report["capabilities"] or {})) or "none",
        "; ".join(missing) or "nothing",
    )
    return f"| {' | '.join(cells)} |"


def _abilities(capabilities: dict[str, Any]) -> Iterator[str]:
    for name, value in capabilities.items():
        if value is True:
            yield f"`{name}`"
        elif value and name not in _VERSIONS:
            text = ", ".join(value) if isinstance(value, list) else value
            yield f"`{name}`: {text}"


def table_of(text: str) -> list[str]:
    """Give the rows of the table in the README's text. LookupError if there is no such table."""
    found = _TABLE.search(text)
    if not found:
        raise LookupError(f"The README has no table that begins with {_HEAD[0]}")
    return found[0].splitlines()[len(_HEAD) :]


def with_table(text: str, rows: list[str]) -> str:
    """Give the README's text with these rows in its table. LookupError likewise."""
    if rows == table_of(text):
        return text
    return _TABLE.sub(lambda _: "\n".join([*_HEAD, *rows]) + "\n", text)


def main(*, write: bool = False) -> int:
    """Run all settings and print a line for each, and for each failure; `write` brings the README's table up to date.

    Returns 0 if no check failed, else 1; then nothing is written.
    """
    rows, failed = [], 0
    for engine, isolated in SETTINGS:
        report = report_of(engine, isolated=isolated)
        total = report["total"]
        place = f"{ENGINE_NAMES[engine]}, {'isolated' if isolated else 'plain'}"
        counts = f"{total['passed']} passed, {total['failed']} failed, {total['cant']} can't be done there"
        print(f"{place:24} {counts}, {report['milliseconds'] / 1000:.1f} s", flush=True)
        for failure in failures(report):
            print(f"    {failure}", flush=True)
        failed += total["failed"]
        rows.append(row(engine, isolated, report))
    if write and not failed:
        README.write_text(with_table(README.read_text(encoding="utf-8"), rows), encoding="utf-8")
    return 1 if failed else 0
