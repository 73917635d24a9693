"""What a program leaves behind is gone when the next one runs, in the same worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome

from browser_page import Page, serving_bundle
from dstruct_host import bundle
from leaks import LEAKS

HEAD = "import builtins, collections, random, string, sys\n"

# For each leak: a program that leaves something and looks for it, then one that only looks.
RUN_ALL = """
const [programs] = values;
let worker = null;
const outcomes = {};
for (const [name, both] of Object.entries(programs)) {
  if (!worker) {
    worker = new RawWorker();
    await worker.ask({ type: "INIT" });
  }
  const answers = [];
  for (const code of both) answers.push(await worker.ask({ type: "RUN", requestId: name, code }));
  const [left, next] = answers.map(({ result }) => result?.returnValue?.json ?? result?.error?.message);
  outcomes[name] = { left, next, spent: answers[0].spent === true, error: answers[0].error ?? answers[1].error };
  if (answers.some(({ spent }) => spent)) {
    worker.worker.terminate();
    worker = null;
  }
}
return outcomes;
"""


@pytest.fixture(scope="module", params=[*bundle.FLAVOURS])
def outcomes(request: pytest.FixtureRequest, driver: Chrome) -> Iterator[dict[str, dict[str, object]]]:
    """What became of every leak, with either Pyodide."""
    look = "\ndef solve():\n    try:\n        return bool({seen})\n    except LookupError:\n        return False\n"
    programs = {
        name: [HEAD + leak.leave + look.format(seen=leak.seen), HEAD + look.format(seen=leak.seen)]
        for name, leak in LEAKS.items()
    }
    with serving_bundle(bundle.build(bundle.FLAVOURS[request.param])) as url:
        page = Page(driver, url)
        page.open()
        yield page.js(RUN_ALL, programs)


def test_what_is_left_is_there_at_first(outcomes: dict[str, dict[str, object]]) -> None:
    """Each program does leave something: it finds it itself."""
    assert {name: outcome for name, outcome in outcomes.items() if outcome["left"] is not True} == {}


def test_the_next_program_does_not_find_it(outcomes: dict[str, dict[str, object]]) -> None:
    """The next program finds nothing, unless the worker has said that it is spent, which it says only where it must."""
    assert len(LEAKS) >= 40
    kept = {name: outcome for name, outcome in outcomes.items() if not LEAKS[name].spends}
    assert {name: outcome for name, outcome in kept.items() if outcome["next"] is not False or outcome["spent"]} == {}
    assert [name for name, leak in LEAKS.items() if leak.spends and not outcomes[name]["spent"]] == []
