"""Every file of tests/unit, run by pytest inside Pyodide against the wheel of the bundle."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
UNIT = TESTS / "unit"

# Runs one file and gives back what became of its tests, and pytest's report.
RUN_FILE = """
import contextlib, io, js, os, pytest, sys

class Outcomes:
    def __init__(self):
        self.passed, self.skipped, self.failed = [], [], []

    def pytest_runtest_logstart(self, nodeid):
        js.running = nodeid

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.skipped:
            self.skipped.append(report.nodeid)
        elif report.when == "call":
            self.passed.append(report.nodeid)

outcomes, report = Outcomes(), io.StringIO()
os.chdir("/repository")
with contextlib.redirect_stdout(report), contextlib.redirect_stderr(report):
    code = int(pytest.main(["-p", "no:cacheprovider", "--capture=sys", FILE], plugins=[outcomes]))
[code, outcomes.passed, outcomes.skipped, outcomes.failed, report.getvalue()]
"""


def _archive() -> str:
    """pyproject.toml, tests/unit and the modules that tests share, zipped, as base64."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(TESTS.parent / "pyproject.toml", "pyproject.toml")
        for path in sorted([*UNIT.rglob("*"), *TESTS.glob("*.py")]):
            if path.is_file() and "__pycache__" not in path.parts:
                archive.write(path, path.relative_to(TESTS.parent))
    return base64.b64encode(data.getvalue()).decode()


# Whether the page has a Pyodide that can run another file: not after a failure, which may have broken the interpreter.
USABLE = "try { return self.usable === true && pyodide.runPython('True'); } catch { return false; }"


@pytest.fixture
def repository(selenium):
    """A Pyodide with the bundle's wheel, pytest, and the unit tests under /repository."""
    if not selenium.run_js(USABLE, pyodide_checks=False):
        selenium.refresh()
        selenium.load_pyodide()
        selenium.initialize_pyodide()
        selenium.load_package(["dstruct-runner", "hypothesis", "pytest"])
        selenium.run_js(
            f"""
            const bytes = Uint8Array.from(atob("{_archive()}"), (character) => character.charCodeAt(0));
            pyodide.unpackArchive(bytes, "zip", {{ extractDir: "/repository" }});
            """
        )
    selenium.run_js("self.usable = false;")
    return selenium


@pytest.mark.parametrize("name", sorted(path.relative_to(TESTS).as_posix() for path in UNIT.rglob("test_*.py")))
def test_unit_file(repository, name):
    """The unit tests of this file pass inside Pyodide, all but those that say why they can't run there."""
    try:
        code, passed, skipped, failed, report = repository.run(f"FILE = {'tests/' + name!r}\n{RUN_FILE}")
    except repository.JavascriptException as error:
        running = repository.run_js("return self.running;", pyodide_checks=False)
        pytest.fail(f"{error.msg[:1000]}\nThis ended the interpreter in {running}", pytrace=False)
    assert (code, failed) == (0, []), report[-20_000:]
    assert passed, f"No test of {name} ran inside Pyodide ({len(skipped)} skipped):\n{report[-5_000:]}"
    repository.run_js("self.usable = true;")
