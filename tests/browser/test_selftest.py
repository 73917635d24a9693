"""selftest.html in three engines, on the bundle's own policy: nothing fails; what can't be done is in the README."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from browser_page import Page, serving_bundle
from bundle_copy import linked_copy, replace_text
from dstruct_host import selftest
from dstruct_host.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("engine", "isolated"), selftest.SETTINGS)
def test_nothing_fails(dist: Path, engine: str, isolated: bool) -> None:
    """Every check passes or says why it can't be done there, and the README's table says the same."""
    report = selftest.report_of(engine, isolated=isolated, directory=dist)
    assert selftest.failures(report) == []
    assert report["total"]["passed"] > len(report["checks"]) / 2
    assert report["capabilities"]["crossOriginIsolated"] is isolated
    found = selftest.abilities(report)
    told = selftest.column_of(README, engine, isolated)
    assert told == {name: found.get(name, "no") for name in told}
    assert {name for name, word in found.items() if word == "no"} <= set(told)


def opened(driver: Any, directory: Path, **serving: Any) -> dict[str, Any]:
    """Open the page of a bundle, wait for its report, and give it with what the page shows."""
    with serving_bundle(directory, **serving) as url:
        driver.get(f"{url}selftest.html")
        return Page(driver, url).js("""
            const report = await window.selftest;
            await sleep(0);
            const rows = [...document.querySelectorAll("[data-outcome]")];
            return {
                report,
                json: JSON.parse(document.getElementById("report").textContent),
                outcomes: rows.map((row) => row.dataset.outcome),
                state: document.getElementById("summary").dataset.state,
                capabilities: document.getElementById("capabilities").textContent,
            };
        """)


def test_what_is_shown_is_what_is_returned(driver: Any, dist: Path) -> None:
    """The promise, the element `report` and the table say the same; that there is no policy is said, and no failure."""
    seen = opened(driver, dist)
    report = seen["report"]
    assert seen["json"] == report
    assert seen["outcomes"] == [check["outcome"] for check in report["checks"]]
    counts = Counter(seen["outcomes"])
    assert report["total"] == {"passed": counts["passed"], "failed": 0, "missing": counts["can't here"]}
    assert seen["state"] == "passed"
    assert report["capabilities"]["pyodide"] in seen["capabilities"]
    assert "policy" in report["checks"][-1]["name"]
    assert report["checks"][-1]["outcome"] == "can't here"


def test_a_broken_promise_shows(driver: Any, dist: Path, tmp_path: Path) -> None:
    """Where the runner breaks its promises the checks of these fail and say why, and the others pass."""
    broken = linked_copy(dist, tmp_path / "broken")
    frames = (dist / "packed-frames.js").read_text(encoding="utf-8")
    assert "get callstack()" in frames
    replace_text(broken / "packed-frames.js", frames.replace("get callstack()", "get callstack_()"))
    seen = opened(driver, broken)
    failed = [check for check in seen["report"]["checks"] if check["outcome"] == "failed"]
    assert seen["state"] == "failed"
    assert seen["report"]["total"]["failed"] == len(failed) > 0
    assert all(check["why"] for check in failed)
    assert {check["group"] for check in failed} <= {"Loading", "Frames", "While it runs"}
    assert seen["report"]["total"]["passed"] > len(failed)


def test_a_python_that_does_not_load_is_no_hang(driver: Any, dist: Path, tmp_path: Path) -> None:
    """Without Python every check fails at once, and says because of what."""
    broken = linked_copy(dist, tmp_path / "broken")
    (broken / "pyodide.mjs").unlink()
    seen = opened(driver, broken)
    report = seen["report"]
    assert {check["outcome"] for check in report["checks"]} == {"failed"}
    first, *others = report["checks"]
    assert "pyodide.mjs" in first["why"]
    assert all(first["name"] in check["why"] for check in others)
    assert (report["capabilities"], seen["state"]) == (None, "failed")
