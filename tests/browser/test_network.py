"""Whom the browser asks for anything, as its own network log tells."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from browser_page import Page, serving_bundle
from dstruct_host import browser

ELSEWHERE = "http://elsewhere.invalid/"


def test_no_request_leaves_the_servers_origin(dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading, running, a killed worker and the one after it ask nobody but the page's own server."""
    # Chromium's own log, since WebDriver's has only the page's requests and not its workers'. Its last request is one
    # that a worker of the test makes to another origin: such a request does show.
    log = tmp_path / "network.json"
    flags = [*browser.chromium_flags(), f"--log-net-log={log}"]
    monkeypatch.setattr(browser, "chromium_flags", lambda: flags)
    with serving_bundle(dist) as url, browser.chromium() as driver:
        driver.set_script_timeout(120)
        page = Page(driver, url)
        page.open()
        page.start()
        assert page.run("print(sum([1, 2]))")["output"] == "3\n"
        assert page.run("sum(range(10**10))", timeout=100)["error"]["name"] == "TimeoutError"
        assert page.run("import math\nprint(math.pi)")["output"].startswith("3.14")
        page.js(
            """
            const code = `fetch(${JSON.stringify(values[0])}).catch(() => postMessage("failed"))`;
            const worker = new Worker(URL.createObjectURL(new Blob([code])));
            await new Promise((resolve) => worker.addEventListener("message", resolve));
            """,
            ELSEWHERE,
        )
    requests = _requests_of(url.rstrip("/"), log)
    assert {f"{url}{name}" for name in ("worker.js", "pyodide.asm.wasm")} <= set(requests)
    assert [request for request in requests if not request.startswith(url)] == [ELSEWHERE]


def _requests_of(origin: str, log: Path) -> list[str]:
    """What pages of `origin` and their workers asked for over the network; not what the browser asked for itself."""
    entries = json.loads(log.read_text(encoding="utf-8"))
    start = entries["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    begun = [event["params"] for event in entries["events"] if event["type"] == start and "params" in event]
    urls = [params["url"] for params in begun if params.get("initiator") == origin]
    return [url for url in urls if urlsplit(url).scheme in ("http", "https", "ws", "wss")]
