"""Open the bundle's `selftest.html` in each engine, on its strict policy, with and without cross-origin isolation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from dstruct_host import engines
from dstruct_host.paths import DIST, ROOT
from dstruct_host.serve import serving

README = ROOT / "README.md"
PATIENCE = 180  # seconds for one page; each of its checks has a limit of its own

ENGINE_NAMES = {"chromium": "Chromium", "firefox": "Firefox ESR", "webkit": "WebKitGTK"}
SETTINGS = [(name, isolated) for name in engines.NAMES for isolated in (False, True)]

_TITLES = [f"{ENGINE_NAMES[name]}{', isolated' if isolated else ''}" for name, isolated in SETTINGS]
_HEAD = [
    f"| | {' | '.join(_TITLES)} | why not |",
    "|---" * (len(SETTINGS) + 2) + "|",
]
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


def abilities(report: dict[str, Any]) -> dict[str, str]:
    """Say of each of READY's capabilities, versions aside, and of each check whether it is there: "yes" or "no"."""
    capabilities = {key: value for key, value in (report["capabilities"] or {}).items() if key not in _VERSIONS}
    found = {f"`{key}`": _word(value) for key, value in sorted(capabilities.items())}
    return found | {check["name"]: _word(check["outcome"] != "can't here") for check in report["checks"]}


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) or "no" if isinstance(value, list) else str(value)


def rows(reports: list[dict[str, Any]]) -> list[str]:
    """Give the rows of the README's table, from a report of each of SETTINGS: what is not everywhere."""
    columns = [abilities(report) for report in reports]
    whys: dict[str, dict[str, None]] = {}
    for check in (check for report in reports for check in report["checks"] if check["outcome"] == "can't here"):
        whys.setdefault(check["name"], {})[check["why"]] = None
    names = dict.fromkeys(name for column in columns for name in column)
    cells = {name: [column.get(name, "no") for column in columns] for name in names}
    return [
        f"| {' | '.join([name, *words, '; '.join(whys.get(name, ()))])} |"
        for name, words in cells.items()
        if set(words) != {"yes"}
    ]


def column_of(text: str, engine: str, isolated: bool) -> dict[str, str]:
    """Give what the table in the README's text says of one setting, as `abilities` does. LookupError without it."""
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in table_of(text)]
    return {name: words[SETTINGS.index((engine, isolated))] for name, *words in cells}


def table_of(text: str) -> list[str]:
    """Give the rows of the table in the README's text. LookupError if there is no such table."""
    found = _TABLE.search(text)
    if not found:
        raise LookupError(f"The README has no table that begins with {_HEAD[0]}")
    return found[0].splitlines()[len(_HEAD) :]


def with_table(text: str, new: list[str]) -> str:
    """Give the README's text with these rows in its table. LookupError without it."""
    if new == table_of(text):
        return text
    return _TABLE.sub(lambda _: "\n".join([*_HEAD, *new]) + "\n", text)


def main(*, write: bool = False) -> int:
    """Run all settings and print a line for each, and for each failure; `write` brings the README's table up to date.

    Returns 0 if no check failed, else 1; then nothing is written.
    """
    reports, failed = [], 0
    for engine, isolated in SETTINGS:
        report = report_of(engine, isolated=isolated)
        total = report["total"]
        place = f"{ENGINE_NAMES[engine]}, {'isolated' if isolated else 'plain'}"
        counts = f"{total['passed']} passed, {total['failed']} failed, {total['missing']} can't be done there"
        print(f"{place:24} {counts}, {report['milliseconds'] / 1000:.1f} s", flush=True)
        for failure in failures(report):
            print(f"    {failure}", flush=True)
        failed += total["failed"]
        reports.append(report)
    if write and not failed:
        README.write_text(with_table(README.read_text(encoding="utf-8"), rows(reports)), encoding="utf-8")
    return 1 if failed else 0
