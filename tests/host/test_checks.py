"""The test runner's own promises."""

from __future__ import annotations

import pytest

from dstruct_host import checks
from dstruct_host.paths import TESTS


@pytest.fixture
def three(monkeypatch):
    """Three parts, of which the second raises; returns the names of those that were run."""
    ran = []

    def part(name, code):
        def run(further):
            ran.append(name)
            if code is None:
                raise OSError("no such thing")
            return code

        return checks.Part(name, run, fast=name == "unit", pytest=name != "lint")

    monkeypatch.setattr(checks, "parts", lambda: [part("lint", 1), part("unit", None), part("unit-3.12", 0)])
    monkeypatch.setattr(checks.wheel, "install_wheel", lambda: None)
    return ran


def test_everything_runs(three, capsys):
    """A part that fails or breaks does not keep the others from running, and any failure makes the exit code 1."""
    assert checks.run([], [], fast=False) == 1
    assert three == ["lint", "unit", "unit-3.12"]
    assert capsys.readouterr().out.splitlines()[-1] == "parts: 1 passed, 2 failed"


def test_all_passed(three):
    """The exit code is 0 when every part that ran passed."""
    assert checks.run(["unit-3.12"], [], fast=False) == 0


def test_selection(three):
    """An exact name selects one part, a beginning several; `--fast` and pytest's arguments narrow the choice."""

    def names(*given, fast=False, pytest=False):
        return [part.name for part in checks.selected(given, fast=fast, pytest=pytest)]

    assert names("unit") == ["unit"]
    assert names() == ["lint", "unit", "unit-3.12"]
    assert names(fast=True) == ["unit"]
    assert names(pytest=True) == ["unit", "unit-3.12"]


def test_unknown_part(three):
    """A name that is no part's is refused, with the names there are."""
    with pytest.raises(ValueError, match="Parts: lint, unit"):
        checks.run(["untit"], [], fast=False)


def test_every_directory_has_a_part():
    """Each directory of tests/ that holds tests is run by a part of `scripts/test`."""
    names = [part.name for part in checks.parts()]
    for directory in {path.parent for path in TESTS.rglob("test_*.py")}:
        first = directory.relative_to(TESTS).parts[0]
        assert any(name == first or name.startswith(first + "-") for name in names), first
