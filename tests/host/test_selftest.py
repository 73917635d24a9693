"""The README's table of what an engine can't do, made of the page's reports."""

from __future__ import annotations

import pytest

from dstruct_host import selftest

REPORT = {
    "capabilities": {"pyodide": "1.2.3", "restored": True, "jspi": False, "input": "lines", "streaming": ["a", "b"]},
    "checks": [
        {"group": "Runs", "name": "good", "outcome": "passed", "why": ""},
        {"group": "Runs", "name": "bad", "outcome": "failed", "why": "it is"},
        {"group": "Runs", "name": "ugly", "outcome": "can't here", "why": "no mirror"},
    ],
}


def test_row():
    """A row names the engine, its abilities without the versions, and what can't be done with the reason."""
    row = selftest.row("webkit", True, REPORT)
    assert row == "| WebKitGTK | isolated | `restored`, `input`: lines, `streaming`: a, b | ugly (no mirror) |"


def test_row_of_nothing():
    """A browser in which Python did not load, and one that can do everything, have a row as well."""
    row = selftest.row("chromium", False, {"capabilities": None, "checks": []})
    assert row == "| Chromium | plain | none | nothing |"


def test_failures():
    """A failure is told with its check and its reason."""
    assert selftest.failures(REPORT) == ["Runs: bad: it is"]


def test_table_is_replaced():
    """Writing the table changes its rows and nothing around it; a text without the table is refused."""
    text = selftest.README.read_text(encoding="utf-8")
    rows = ["| a | b | c | d |"] * 7
    changed = selftest.with_table(text, rows)
    assert selftest.table_of(changed) == rows
    assert selftest.with_table(changed, selftest.table_of(text)) == text
    with pytest.raises(LookupError, match="no table"):
        selftest.with_table("text", rows)
