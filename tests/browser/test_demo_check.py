"""`scripts/demo --check`: it says yes to the examples as they are, and no to whatever is not as it should be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from bundle_copy import linked_copy, replace_text
from dstruct_host import demo_check
from dstruct_host.browser import chromium
from dstruct_host.net_log import requested_urls
from dstruct_host.serve import serving

NOWHERE = "http://127.0.0.1:1/outside"  # a port nobody listens on: asked for is enough


@pytest.fixture
def copy(dist: Path, tmp_path: Path) -> Path:
    """A bundle in which the test may replace files."""
    return linked_copy(dist, tmp_path)


@pytest.mark.parametrize("strict", [False, True])
def test_examples_as_they_are_pass(dist: Path, capsys: pytest.CaptureFixture[str], strict: bool) -> None:
    """Nothing to say but a line for each example asked for, nor of anything that the bundle's own policy refuses."""
    assert demo_check.main(["bubble-sort", "off-by-one"], dist, strict=strict) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [["bubble-sort", "ok,"], ["off-by-one", "ok,"]]


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ({"output": "other"}, "output: expected 'other'"),
        ({"returnValue": "[1]"}, "returnValue: expected '[1]', the page shows '[3, 5]'"),
        ({"returnValue": "[3, 5]", "error": {"name": "E", "message": "", "line": 1}}, "error: expected {'name': 'E'"),
    ],
)
def test_a_difference_is_told(
    copy: Path, capsys: pytest.CaptureFixture[str], expected: dict[str, object], told: str
) -> None:
    """An example that ends otherwise than expected fails the check, and the line says in what."""
    case = copy / "examples" / "two-sum.json"
    replace_text(case, json.dumps(json.loads(case.read_text(encoding="utf-8")) | {"expected": expected}))
    assert demo_check.main(["two-sum"], copy) == 1
    printed = capsys.readouterr().out
    assert printed.startswith("two-sum              DIFFERS\n")
    assert told in printed


@pytest.mark.parametrize("asker", ["demo.js", "worker.js"])
def test_a_request_to_another_origin_is_told(copy: Path, capsys: pytest.CaptureFixture[str], asker: str) -> None:
    """Page or worker: whoever asks another origin fails the check."""
    script = (copy / asker).read_text(encoding="utf-8")
    replace_text(copy / asker, f"{script}\nfetch({NOWHERE!r}).catch(() => {{}});\n")
    assert demo_check.main(["two-sum"], copy) == 1
    assert f"asked of another origin: {NOWHERE}" in capsys.readouterr().out


def test_a_complaint_on_the_console_is_told(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An error on the console fails the check."""
    replace_text(copy / "demo.js", (copy / "demo.js").read_text(encoding="utf-8") + "\nconsole.error('oh no');\n")
    assert demo_check.main(["two-sum"], copy) == 1
    assert "oh no" in capsys.readouterr().out


def test_an_unknown_example_is_told(dist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is none of the examples' is an error, not a check of nothing."""
    assert demo_check.main(["three-sum"], dist) == 1
    assert capsys.readouterr().out == "There is no example three-sum.\n"


def test_the_network_log_has_what_a_worker_asks_for(tmp_path: Path) -> None:
    """Imports and requests of a worker are in the log, and nothing that the browser asks for on its own account."""
    (tmp_path / "index.html").write_text(
        """<script type="module">
             new Worker("w.js", { type: "module" }).onmessage = () => { document.title = "done"; };
           </script>"""
    )
    (tmp_path / "w.js").write_text(f'import "./x.js"; await fetch({NOWHERE!r}).catch(() => {{}}); postMessage(0);')
    (tmp_path / "x.js").write_text("")
    log = tmp_path / "net-log.json"
    with serving(tmp_path) as url:
        with chromium(net_log=log) as driver:
            driver.get(url)
            WebDriverWait(driver, 60).until(lambda _: driver.title == "done")
        requested = requested_urls(log)
    assert {f"{url}w.js", f"{url}x.js", NOWHERE} <= set(requested)
    assert all(asked.startswith((url, NOWHERE)) for asked in requested)
