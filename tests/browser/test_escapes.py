"""Programs that try to get out of Python, or to be there still when the next one runs: none of them does.

There are two walls, and each is tried by itself. Python is cut off from JavaScript (seal.py): no way leads there. And
were there one, JavaScript has nothing to offer (lockdown.js). That the attempts are good ones is shown where there is
no wall: all those that are said to succeed do so then.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import pytest

from browser_page import Page, serving_bundle
from dstruct_host import bundle
from dstruct_host.engines import engine
from escapes import ANOTHER_BRIDGE, OF_JAVASCRIPT, OF_PYTHON, TO_JAVASCRIPT

IMPORTED = {f"js: {name}": f"import js\n{code}" for name, code in OF_JAVASCRIPT.items()}
ATTEMPTS = IMPORTED | TO_JAVASCRIPT | ANOTHER_BRIDGE | OF_PYTHON

# What a program sees that finds everything as it should be.
CLEAN = """
import heapq, json, sys
def solve():
    return [json.loads(json.dumps([1])), len([1, 2]), heapq.nsmallest(1, [3, 2]), sys.getrecursionlimit() > 9]
"""
SEEN = [[1], 2, [2], True]


def attempt(code: str) -> str:
    """A program that makes an attempt and returns what came of it: true, false or the error."""
    return (
        f"def attempt():\n{textwrap.indent(code.strip(), '    ')}\n"
        "def solve():\n"
        "    try:\n        return bool(attempt())\n"
        "    except BaseException as error:\n        return f'{type(error).__name__}: {error}'\n"
    )


# Runs programs one after the other on a worker of their own; gives what each returned, and how many
# messages came.
RUN_ALL = """
const [init, programs] = values;
const worker = new RawWorker();
const ready = await worker.ask({ type: "INIT", ...init });
const answers = [];
for (const [name, code] of Object.entries(programs)) {
  const answered = worker.next((answer) => answer.requestId === name);
  worker.post({ type: "RUN", requestId: name, code, options: { record: false, timeout: 10000 } });
  const answer = await answered;
  answers.push([name, answer.result?.returnValue?.json ?? JSON.stringify(answer)]);
}
await worker.settled();
worker.worker.terminate();
return { ready, answers, count: worker.messages.filter(({ type }) => type !== "PROGRESS").length };
"""


# Makes attempts in a worker whose Python still has its bridge: pages/bare-bridge.js.
RUN_BARE = """
const [programs] = values;
const worker = new Worker("/pages/bare-bridge.js", { type: "module" });
const messages = [];
let wake;
worker.addEventListener("message", ({ data }) => (messages.push(data), wake?.()));
const next = async () => {
  while (messages.length === 0) await new Promise((resolve) => (wake = resolve));
  return messages.shift();
};
await next();
const answers = [];
for (const [name, code] of Object.entries(programs)) {
  worker.postMessage(`${code}\nimport json\njson.dumps(solve())`);
  answers.push([name, JSON.parse(await next())]);
}
worker.terminate();
return { answers, left: messages };
"""


def failed(outcome: object) -> bool:
    """Say whether an attempt came to nothing, or to an exception of Python's or JavaScript's."""
    return outcome is False or (isinstance(outcome, str) and ": " in outcome and outcome[0] != "{")


def programs(attempts: dict[str, str]) -> dict[str, str]:
    return {name: attempt(code) for name, code in attempts.items()}


# Chromium with either Pyodide, the others with the newer one.
BROWSERS = [("chromium", "314"), ("chromium", "0.29"), ("firefox", "314"), ("webkit", "314")]


@pytest.fixture(scope="module", params=BROWSERS, ids=" ".join)
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    """A blank page in a browser of its own."""
    name, flavour = request.param
    with engine(name) as driver, serving_bundle(bundle.build(bundle.FLAVOURS[flavour])) as url:
        driver.set_script_timeout(120)
        page = Page(driver, url)
        page.open()
        yield page


def test_the_attempts_are_many() -> None:
    """There are at least 60 of them, and they are different ones."""
    assert len(set(ATTEMPTS.values())) == len(ATTEMPTS) >= 60


def test_every_attempt_fails(page: Page) -> None:
    """Every attempt fails, is answered once, and the next program finds everything clean."""
    runs = {}
    for name, program in programs(ATTEMPTS).items():
        runs[name] = program
        runs[f"after {name}"] = CLEAN
    seen = page.js(RUN_ALL, {}, runs)
    assert seen["ready"]["type"] == "READY"
    assert seen["count"] == len(runs) + 1, "a message was forged"
    outcomes = dict(seen["answers"])
    assert {name: outcomes[name] for name in ATTEMPTS if not failed(outcomes[name])} == {}
    assert {name: outcomes[f"after {name}"] for name in ATTEMPTS if outcomes[f"after {name}"] != SEEN} == {}


def test_javascript_has_nothing_to_offer(page: Page) -> None:
    """Where a program does have the way to JavaScript, what it finds there is of no use: the second wall by itself."""
    seen = page.js(RUN_BARE, programs({**IMPORTED, "door": "import js\nreturn js.Object"}))
    outcomes = dict(seen["answers"])
    assert outcomes.pop("door") is True
    assert {name: outcome for name, outcome in outcomes.items() if not failed(outcome)} == {}
    assert seen["left"] == []


def test_without_the_lockdown_they_succeed(page: Page) -> None:
    """The same attempts succeed where nothing is locked, but for those that lead nowhere, or may kill Python."""
    works = IMPORTED | TO_JAVASCRIPT
    seen = page.js(RUN_ALL, {"lockdown": False}, programs(works))
    assert {name: outcome for name, outcome in seen["answers"] if outcome is not True} == {}
    assert seen["count"] > len(works) + 1, "the forged messages did not come"
