"""The README's table of what an engine can't do, made of the page's reports."""

from __future__ import annotations

import pytest

from dstruct_host import selftest


def report(capabilities, **outcomes):
    """Make a page's report: READY's capabilities, and the outcome of each check by its name."""
    return {
        "capabilities": capabilities,
        "checks": [
            {"group": "Runs", "name": name, "outcome": outcome, "why": "" if outcome == "passed" else f"no {name}"}
            for name, outcome in outcomes.items()
        ],
    }


ABLE = report({"pyodide": "1.2", "jspi": True, "input": "jspi", "streaming": ["a", "b"]}, a="passed", b="passed")
UNABLE = report({"pyodide": "1.2", "jspi": False, "input": "lines", "streaming": []}, a="passed", b="can't here")
BROKEN = report(None, a="failed", b="failed")


def test_abilities():
    """What is there is said of each capability, versions aside, and of each check; what failed is not excused."""
    able, unable = selftest.abilities(ABLE), selftest.abilities(UNABLE)
    assert able == {"`jspi`": "yes", "`input`": "jspi", "`streaming`": "a, b", "a": "yes", "b": "yes"}
    assert unable == {"`jspi`": "no", "`input`": "lines", "`streaming`": "no", "a": "yes", "b": "no"}
    assert selftest.abilities(BROKEN) == {"a": "yes", "b": "yes"}


def test_failures():
    """A failure is told with its check and its reason, and nothing else is."""
    assert selftest.failures(UNABLE) == []
    assert selftest.failures(BROKEN) == ["Runs: a: no a", "Runs: b: no b"]


def test_rows():
    """The table has what is not there everywhere, setting by setting, and why; each column can be read again."""
    others = len(selftest.SETTINGS) - 1
    rows = selftest.rows([UNABLE, *[ABLE] * others])
    assert [row.split(" | ")[0] for row in rows] == ["| `input`", "| `jspi`", "| `streaming`", "| b"]
    assert rows[-1] == f"| b | no{' | yes' * others} | no b |"
    text = selftest.with_table(selftest.README.read_text(encoding="utf-8"), rows)
    for setting, made in zip(selftest.SETTINGS, (UNABLE, ABLE), strict=False):
        column = selftest.column_of(text, *setting)
        assert column == {name: word for name, word in selftest.abilities(made).items() if name != "a"}


def test_the_readme_has_no_idle_row():
    """What is there everywhere is not in the README's table."""
    rows = selftest.table_of(selftest.README.read_text(encoding="utf-8"))
    assert rows
    assert not [row for row in rows if set(row.strip("|").split("|")[1:-1]) == {" yes "}]


def test_table_is_replaced():
    """Writing the table changes its rows and nothing around it; a text without the table is refused."""
    text = selftest.README.read_text(encoding="utf-8")
    new = [f"| a |{' no |' * len(selftest.SETTINGS)} so |"] * 2
    changed = selftest.with_table(text, new)
    assert selftest.table_of(changed) == new
    assert selftest.with_table(changed, selftest.table_of(text)) == text
    with pytest.raises(LookupError, match="no table"):
        selftest.with_table("text", new)
