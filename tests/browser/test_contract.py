"""The contract's manual integration test, automated, on both Pyodides; its network part is in test_network.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome

from browser_page import Page, serving_bundle
from dstruct_host import bundle


@pytest.fixture(scope="module", params=sorted(bundle.FLAVOURS))
def page(driver: Chrome, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of the bundle of one Pyodide. The tests of this module use one runner, in their order."""
    directory = bundle.build(bundle.FLAVOURS[request.param])
    with serving_bundle(directory) as url:
        page = Page(driver, url)
        page.open()
        page.start()
        yield page


def test_init_shows_progress(page: Page) -> None:
    """INIT tells 5, 45, 70 and 100, each with a label, and the runner's state follows."""
    seen = page.js("""
        const progress = [], states = [runner.state];
        const loading = runner.init({ onProgress: (told) => progress.push(told) });
        states.push(runner.state);
        const capabilities = await loading;
        return { progress, states: [...states, runner.state], capabilities };
    """)
    assert [told["value"] for told in seen["progress"]] == [5, 45, 70, 100]
    assert all(told["stage"] for told in seen["progress"])
    assert seen["states"] == ["idle", "initializing", "ready"]
    assert seen["capabilities"]["pyodide"].startswith(("314.", "0.29."))


def test_a_simple_solution_gives_output_frames_and_runtime(page: Page) -> None:
    """A solution on lists gives what it printed and returned, frames, and its runtime in milliseconds."""
    code = "def double(nums):\n    for i in range(len(nums)):\n        nums[i] *= 2\n    print(nums)\n    return nums\n"
    result = page.run(code, args=[{"type": "array", "value": [1, 2, 3]}])
    assert "error" not in result
    assert result["output"] == "[2, 4, 6]\n"
    assert result["returnValue"]["text"] == "[2, 4, 6]"
    assert [frame["args"]["value"] for frame in result["callstack"] if frame["name"] == "setVal"] == [2, 4, 6]
    assert result["runtime"] > 0
    assert result["startTimestamp"] > 0


def test_a_syntax_error_shows_a_traceback(page: Page) -> None:
    """A syntax error is a result with Python's name, its line, and a traceback of the learner's own text only."""
    result = page.run("def solution():\n    return (1,\n")
    assert result["error"]["name"] == "SyntaxError"
    assert result["error"]["line"] == 2
    assert "return (1," in result["error"]["stack"]
    assert "dstruct_runner" not in result["error"]["stack"]


def test_an_endless_loop_times_out_and_the_next_run_works(page: Page) -> None:
    """`while True: pass` with 1 s gives TimeoutError, keeps what was printed, and leaves the runner as it was."""
    result = page.run("print('begun')\ndef solution():\n    while True: pass", timeout=1000)
    assert result["error"]["name"] == "TimeoutError"
    assert result["output"] == "begun\n"
    assert page.js("return runner.state;") == "ready"  # the same interpreter: it was not killed
    assert page.run("print('on')")["output"] == "on\n"


def test_three_runs_of_one_tick_get_their_own_results(page: Page) -> None:
    """Three calls of run() in the same tick each get their own result."""
    outputs = page.js("""
        const results = await Promise.all([1, 2, 3].map((n) => runner.run(`print(${n})`)));
        return results.map(({ output }) => output);
    """)
    assert outputs == ["1\n", "2\n", "3\n"]
