"""Run every example on the real demo page in Chromium, as a learner would, and compare what the page shows.

For each example: pick it, press Run, wait; then output, return value and error on the page must be those that stand
beside the example, and its steps must play to the end and back. Besides, no request may leave the server's origin, from
page or worker, and nothing may be complained of on the console.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from selenium.common.exceptions import TimeoutException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from dstruct_host.browser import chromium
from dstruct_host.net_log import requested_urls
from dstruct_host.paths import DIST
from dstruct_host.serve import serving

PATIENCE = 120  # seconds for one example; none needs them, a page that hangs ends

# What the page shows, by field; None for what is hidden.
_SHOWN = """
const text = (id) => {
  const element = document.getElementById(id);
  return element.checkVisibility() ? element.textContent : null;
};
const error = text("error") === null ? null : {
  name: text("error-name"),
  message: text("error-message"),
  line: Number(document.getElementById("error-line").dataset.line) || null,
};
return {
  output: text("output") ?? "", stderr: text("stderr") ?? "", returnValue: text("return-value"), error,
  marked: document.querySelectorAll("#editor .marked-error").length,
};
"""


def main(argv: Sequence[str] = (), directory: Path = DIST, *, strict: bool = False) -> int:
    """Check the examples named in `argv`, or all, of the bundle in `directory`; print a line each.

    `strict` serves them on the bundle's policy, which itself keeps requests to other origins from being made.

    Returns 0 if everything is as expected, else 1.
    """
    asked = set(argv)
    names: list[str] = json.loads((directory / "examples" / "index.json").read_text(encoding="utf-8"))
    if unknown := asked - set(names):
        print(f"There is no example {', '.join(sorted(unknown))}.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        net_log = Path(folder) / "net-log.json"
        with serving(directory, strict=strict) as url:
            with chromium(net_log=net_log) as driver:
                driver.get(url)
                failed = [name for name in names if name in (asked or names) and not _check(driver, directory, name)]
                complaints = [entry["message"] for entry in driver.get_log("browser")]  # type: ignore[no-untyped-call]
            outside = [requested for requested in requested_urls(net_log) if not requested.startswith(url)]
    for complaint in complaints:
        print(f"on the console: {complaint}")
    for requested in outside:
        print(f"asked of another origin: {requested}")
    return 1 if failed or complaints or outside else 0


def _check(driver: Chrome, directory: Path, name: str) -> bool:
    """Check one example and print its line."""
    case = json.loads((directory / "examples" / f"{name}.json").read_text(encoding="utf-8"))
    try:
        problems = _differences(_run(driver, name), case["expected"]) + _play(driver)
    except TimeoutException as error:
        problems = [f"{error.msg} (the page says: {driver.find_element(By.ID, 'status').text})"]
    steps = len(problems) == 0 and int(driver.find_element(By.ID, "slider").get_attribute("max") or 0)
    print(f"{name:20} {'DIFFERS' if problems else f'ok, {steps} steps'}", flush=True)
    for problem in problems:
        print(f"    {problem}", flush=True)
    return not problems


def _run(driver: Chrome, name: str) -> dict[str, Any]:
    """Pick an example, press Run, and give what the page shows in the end."""
    _wait(driver, "return document.body.dataset.example !== undefined", "the page shows no example")
    Select(driver.find_element(By.ID, "example")).select_by_value(name)
    _wait(driver, f"return document.body.dataset.example === {json.dumps(name)}", "the example is not shown")
    driver.find_element(By.ID, "run").click()
    ended = "return ['done', 'error', 'failed'].includes(document.getElementById('status').dataset.state)"
    _wait(driver, ended, "the run does not end")
    shown: dict[str, Any] = driver.execute_script(_SHOWN)
    return shown


def _differences(shown: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """Say what the page shows otherwise than expected; what is not expected must not be there."""
    wanted = {"output": "", "stderr": "", "returnValue": None, "error": None} | expected
    wanted["marked"] = 1 if wanted["error"] else 0
    return [
        f"{field}: expected {wanted[field]!r}, the page shows {shown[field]!r}"
        for field in wanted
        if wanted[field] != shown[field]
    ]


def _play(driver: Chrome) -> list[str]:
    """Go to the last step, back to the start and to the last again, with the buttons; say what is wrong."""
    total = int(driver.find_element(By.ID, "slider").get_attribute("max") or 0)
    if not total:
        return ["no steps were recorded"]
    drawn = []
    for button, position in (("first", 0), ("last", total), ("first", 0), ("last", total)):
        driver.find_element(By.ID, button).click()
        there = f"return document.getElementById('step').dataset.position === '{position}'"
        try:
            _wait(driver, there, "", seconds=10)
        except TimeoutException:
            return [f"the steps do not play: {driver.find_element(By.ID, 'player-note').text}"]
        drawn.append(driver.find_element(By.ID, "structures").get_attribute("textContent"))
    problems = [] if drawn[:2] == drawn[2:] else ["the steps do not play the same a second time"]
    return problems if drawn[1] else [*problems, "nothing is drawn at the last step"]


def _wait(driver: Chrome, condition: str, otherwise: str, seconds: float = PATIENCE) -> None:
    """Wait until a script returns true. TimeoutException with the message `otherwise`."""
    WebDriverWait(driver, seconds, poll_frequency=0.02).until(lambda it: it.execute_script(condition), otherwise)
