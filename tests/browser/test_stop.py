"""Ending, asking and hearing a program while it runs: in three engines, on isolated pages and on others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser_page import Page, serving_bundle
from dstruct_host import engines
from dstruct_host.bench.endless import ENDLESS, endless

SCRIPT_TIMEOUT = 120  # seconds

# What each engine can do on a page that is not cross-origin isolated, and on one that is.
ABILITIES = {
    ("chromium", False): {"interrupt": "jspi", "input": "jspi"},
    ("chromium", True): {"interrupt": "buffer", "input": "jspi"},
    ("firefox", False): {"interrupt": "jspi", "input": "jspi"},
    ("firefox", True): {"interrupt": "buffer", "input": "jspi"},
    ("webkit", False): {"interrupt": "terminate", "input": "lines"},
    ("webkit", True): {"interrupt": "terminate", "input": "lines"},
}


@pytest.fixture(scope="module", params=engines.NAMES)
def engine(request: pytest.FixtureRequest) -> Iterator[tuple[str, Any]]:
    """A browser of each engine, and its name."""
    with engines.engine(request.param) as driver:
        driver.set_script_timeout(SCRIPT_TIMEOUT)
        yield request.param, driver


@pytest.fixture(scope="module", params=[False, True], ids=["open", "isolated"])
def place(request: pytest.FixtureRequest, engine: tuple[str, Any], dist: Path) -> Iterator[tuple[Page, dict[str, str]]]:
    """A page of that browser with a runner, and what it should be able to do."""
    name, driver = engine
    with serving_bundle(dist, isolated=request.param) as url:
        page = Page(driver, url)
        page.open()
        page.start()
        yield page, ABILITIES[name, request.param]


@pytest.fixture
def able(place: tuple[Page, dict[str, str]]) -> dict[str, str]:
    return place[1]


@pytest.fixture
def ready(place: tuple[Page, dict[str, str]]) -> Page:
    """The page, its runner ready."""
    page, _ = place
    page.js("await runner.init();")
    return page


def test_the_abilities_are_told(ready: Page, able: dict[str, str]) -> None:
    """READY tells what this engine can do on this page."""
    told = ready.js("return await runner.init();")
    assert {name: told[name] for name in able} == able
    assert told["streaming"] == ["output", "frames"]


@pytest.mark.parametrize("name", ENDLESS)
def test_the_deadline_ends_every_loop(ready: Page, name: str) -> None:
    """What runs for ever in pure Python ends at its deadline, with all it did, and Python goes on."""
    seen = ready.js(
        """
        const { output, error, frames } = await runner.run(values[0], { timeout: 700, maxFrames: 1000 });
        const state = runner.state;
        const next = await runner.run("print(1)");
        return { output, error, frames: frames.length, state, next: next.output };
        """,
        endless(name),
    )
    assert (seen["error"]["name"], seen["output"]) == ("TimeoutError", "before\n")
    assert "soft deadline" in seen["error"]["message"]
    assert seen["frames"] > 1
    assert seen["state"] == "ready"
    assert seen["next"] == "1\n"


@pytest.mark.parametrize("name", ["while", "except BaseException", "sleep", "recursion"])
def test_the_page_ends_every_loop(ready: Page, able: dict[str, str], name: str) -> None:
    """interrupt() ends a program at once, with all it did where it can be reached, else with what it printed."""
    seen = ready.js(
        """
        const begun = new Promise((resolve) => (window.begin = resolve));
        const run = runner.run(values[0], { onOutput: begin, maxFrames: 1000 });
        await begun;
        await sleep(100);
        runner.interrupt();
        runner.interrupt();
        const { output, error, frames } = await run;
        const state = runner.state;
        const next = await runner.run("print(1)");
        return { output, error, frames: frames.length, state, next: next.output };
        """,
        endless(name),
    )
    assert (seen["error"]["name"], seen["output"], seen["next"]) == ("KeyboardInterrupt", "before\n", "1\n")
    if able["interrupt"] == "terminate":
        assert seen["state"] == "idle"
    else:
        assert seen["state"] == "ready"
        assert seen["frames"] > 1


# A call into C takes some 15 seconds here, not for ever: WebKit ends a worker's thread only when such a call is over.


def test_a_call_into_c_is_killed_with_what_it_printed(ready: Page) -> None:
    """What neither deadline nor interrupt reaches is killed; what was printed before is in the result."""
    results = ready.js("""
        const code = "import sys\\nprint('begun')\\nprint('on stderr', file=sys.stderr)\\nsum(range(3 * 10**8))";
        const late = await runner.run(code, { timeout: 1000 });
        const run = runner.run(code, { onOutput: () => runner.interrupt() });
        return [late, await run, await runner.run("print(1)")];
    """)
    names = [result["error"]["name"] for result in results[:2]]
    assert names == ["TimeoutError", "KeyboardInterrupt"]
    assert results[0]["output"] == "begun\n"
    assert results[0]["stderr"] == "on stderr\n"
    assert results[2]["output"] == "1\n"


WORKS = """
import time
nums = [0] * 5
def work(seconds):
    for n in range(30):
        nums[0] = n
    end = time.monotonic() + seconds
    while time.monotonic() < end: pass
work(0.8)
"""


def test_frames_come_while_the_program_runs(ready: Page) -> None:
    """A page hears of frames long before the end, all so far each time; the result's are as ever."""
    seen = ready.js(
        """
        const told = [];
        const onFrames = (frames) => told.push({ at: performance.now(), frames });
        const early = await runner.run(`${values[0]}nums[1] = 7\nwork(2)`, { onFrames });
        const over = performance.now();
        const plain = await runner.run(`${values[0]}nums[1] = 7\nwork(0.1)`, { stream: false, onFrames });
        const shown = (frames) => [...frames].map(({ id, name, args, source }) => ({ id, name, args, source }));
        return {
            early: over - told[0].at,
            lengths: told.map(({ frames }) => frames.length),
            prefix: told.every(({ frames }) => {
                return JSON.stringify(shown(frames)) === JSON.stringify(shown(early.frames).slice(0, frames.length));
            }),
            error: early.error ?? plain.error ?? null,
            unasked: told.length,
        };
        """,
        WORKS,
    )
    assert seen["error"] is None
    assert seen["early"] > 1000
    assert len(seen["lengths"]) > 1
    assert seen["lengths"] == sorted(seen["lengths"])
    assert seen["lengths"][0] > 30
    assert seen["prefix"]
    assert seen["unasked"] == len(seen["lengths"])


def test_a_killed_run_keeps_its_frames(ready: Page, able: dict[str, str]) -> None:
    """What was streamed of the frames is in the result of a run whose worker was killed, for whatever reason."""
    results = ready.js(
        """
        const lengths = (result) => ({
            name: result.error.name,
            frames: result.frames.length,
            callstack: result.callstack.length,
            first: result.callstack[0]?.name,
            time: result.callstack[0]?.timestamp - result.startTimestamp,
            state: runner.state,
        });
        const heard = () => new Promise((resolve) => (window.hear = resolve));
        const late = await runner.run(`${values[0]}sum(range(3 * 10**8))`, { timeout: 3000 });
        const results = [lengths(late)];
        let begun = heard();
        const run = runner.run(`${values[0]}while True: nums[1] += nums[0]`, { onFrames: hear, maxFrames: 1000 });
        await begun;
        runner.interrupt();
        results.push(lengths(await run));
        const other = new PythonRunner("/", { standby: false });
        begun = heard();
        const lost = other.run(`${values[0]}while True: pass`, { onFrames: hear });
        await begun;
        other.dispose();
        results.push(lengths(await lost));
        return results;
        """,
        WORKS,
    )
    killed, interrupted, _ = results
    names = [result["name"] for result in results]
    assert names == ["TimeoutError", "KeyboardInterrupt", "RuntimeError"]
    for result in results:
        assert result["frames"] == result["callstack"] > 30
        assert (result["first"], round(result["time"])) == ("addArray", 0)
    assert killed["state"] == "idle"
    assert interrupted["state"] == ("idle" if able["interrupt"] == "terminate" else "ready")


def test_making_frames_is_no_reason_to_be_killed(ready: Page, able: dict[str, str]) -> None:
    """An interrupt that comes while all the frames of a large log are made is heard there, and the worker lives on."""
    if able["interrupt"] == "terminate":
        pytest.skip("no interrupt is heard here")
    seen = ready.js("""
        const code = "a = [0] * 100\\nprint('begun')\\nwhile True:\\n  for i in range(100): a[i] = (i, [i])";
        const states = [];
        for (const wait of [450, 600, 800]) {
            const begun = new Promise((resolve) => (window.begin = resolve));
            const run = runner.run(code, { onOutput: begin, maxFrames: 50_000 });
            await begun;
            await sleep(wait);
            runner.interrupt();
            const { error, frames } = await run;
            states.push([error.name, runner.state, frames.length > 0]);
        }
        return states;
    """)
    assert seen == [["KeyboardInterrupt", "ready", True]] * 3


# What ends the interpreter itself, each in its own way.
FATAL = {
    "exit": "import os\nos._exit(3)",
    "abort": "import os\nos.abort()",
    "memory fault": "import ctypes\nctypes.string_at(2**32 - 64, 32)",
    "stack overflow": "link = None\nfor _ in range(200_000): link = [link]\ndel link",
}


@pytest.mark.parametrize("name", FATAL)
def test_a_fatal_error_keeps_what_was_streamed(ready: Page, name: str) -> None:
    """A program that takes its interpreter along ends with WorkerError at once, its output kept; the next run works."""
    code = f"import time\nprint('before')\ntime.sleep(0.1)\n{FATAL[name]}\nprint('after')"
    result, following = ready.js(
        "return await Promise.all([runner.run(values[0], { timeout: 1e6, record: false }), runner.run('print(1)')]);",
        code,
    )
    assert (result["error"]["name"], result["output"]) == ("WorkerError", "before\n")
    assert following["output"] == "1\n"


def test_output_streams_in_order(ready: Page) -> None:
    """What is printed comes while the program runs, in order over both streams, and makes up the result's output."""
    code = """
import sys, time
for i in range(3):
    print("out", i)
    print("err", i, file=sys.stderr)
print("no end of line", end="")
time.sleep(0.5)
print()
for i in range(20000): print(i, "ä" * (i % 3))
"""
    seen = ready.js(
        """
        const told = [], times = [];
        const onOutput = (output) => { told.push(output); times.push(performance.now()); };
        const { output, stderr, runtime } = await runner.run(values[0], { onOutput });
        const end = performance.now();
        const told_ = (stream) => told.filter((t) => t.stream === stream).map(({ text }) => text).join("");
        return {
            same: told_("stdout") === output && told_("stderr") === stderr,
            begin: told.map(({ text }) => text).join("").slice(0, 60),
            early: end - times[told.findIndex(({ text }) => text.includes("no end"))],
            count: told.length,
            fair: output.length / 1000 + runtime / 10, // some bytes each, or some time between two
        };
        """,
        code,
    )
    assert seen["same"]
    assert seen["begin"].startswith("out 0\nerr 0\nout 1\nerr 1\nout 2\nerr 2\nno end of line")
    assert seen["early"] > 400
    assert seen["count"] < 50 + seen["fair"]


def test_input_is_asked_for(ready: Page, able: dict[str, str]) -> None:
    """input() asks the page with its prompt and waits for its answer; waiting takes no time of the program's."""
    code = """
import sys
first = input("given? ")
name = input("name? ")
print("half a line ", end="")
more = sys.stdin.readline()
print([first, name, more, [line for line in sys.stdin]])
input("none left? ")
"""
    seen = ready.js(
        """
        const prompts = [], answers = ["Ada", "b".repeat(100000) + "é", "c", null, null];
        const onInput = async (prompt) => {
            prompts.push(prompt);
            await sleep(200);
            return answers.shift();
        };
        const result = await runner.run(values[0], { onInput, stdin: ["one"], timeout: 500 });
        return { prompts, output: result.output, error: result.error };
        """,
        code,
    )
    if able["input"] == "lines":
        assert seen["error"]["name"] == "EOFError"
        assert "cross-origin isolated" in seen["error"]["message"]
        assert seen["output"] == "given? name? "
        return
    assert seen["prompts"] == ["name? ", "half a line ", "", ""]
    long = "b" * 100000 + "é\n"
    assert seen["output"] == f"given? name? half a line {['one', 'Ada', long, [chr(99) + chr(10)]]}\nnone left? "
    assert (seen["error"]["name"], "had none left" in seen["error"]["message"]) == ("EOFError", True)


def test_a_program_that_waits_for_input_is_ended_at_once(ready: Page, able: dict[str, str]) -> None:
    """interrupt() ends a program in input(), whose answer, when it comes, is nobody's."""
    seen = ready.js("""
        let answer;
        const asked = new Promise((resolve) => (window.ask = resolve));
        const onInput = () => new Promise((resolve) => { answer = resolve; ask(); });
        const run = runner.run("print('before')\\ninput()\\nprint('after')", { onInput });
        await Promise.race([asked, run]);
        runner.interrupt();
        const { error, output } = await run;
        answer?.("too late");
        const next = await runner.run("print(input())", { onInput: () => "in time" });
        return { name: error.name, output, next: next.output };
    """)
    if able["input"] == "lines":
        assert seen["name"] == "EOFError"
        return
    assert (seen["name"], seen["output"], seen["next"]) == ("KeyboardInterrupt", "before\n", "in time\n")


def test_an_error_of_the_pages_own_ends_the_input(ready: Page, able: dict[str, str]) -> None:
    """What the page's functions throw is reported as its own error; the program goes on, with no input left."""
    seen = ready.js(
        """
        let reported = 0;
        const note = (event) => { reported++; event.preventDefault(); };
        window.addEventListener("error", note);
        const fail = () => { throw new Error("mine"); };
        const outputs = [], counts = [];
        const code = "print('x')\\ntry: input()\\nexcept EOFError: print('none')";
        for (const options of [{ onOutput: fail }, { onInput: fail }, { onFrames: fail }]) {
            outputs.push((await runner.run(options.onFrames ? `${code}\\n${values[0]}` : code, options)).output);
            counts.push(reported);
        }
        window.removeEventListener("error", note);
        return { outputs, counts };
    """,
        WORKS,
    )
    assert seen["outputs"] == ["x\nnone\n"] * 3
    printing, both, all_three = seen["counts"]
    assert printing > 0
    assert both - printing == (0 if able["input"] == "lines" else 1)
    assert all_three > both


@pytest.mark.parametrize(
    ("isolated", "abilities"), [(False, ("terminate", "lines")), (True, ("buffer", "shared"))], ids=["open", "isolated"]
)
def test_without_jspi_shared_memory_does(
    engine: tuple[str, Any], dist: Path, isolated: bool, abilities: tuple[str, str]
) -> None:
    """A browser without JSPI does everything by shared memory, and where there is none either it says so."""
    with serving_bundle(dist, isolated=isolated) as url:
        page = Page(engine[1], url)
        page.open()
        page.start(workerURL="/pages/worker-without-jspi.js")
        told = page.js("return await runner.init();")
        result = page.js("return await runner.run('print(input())', { onInput: () => 'a line' });")
    if engine[0] == "webkit":  # which shares no memory on any page
        abilities = ("terminate", "lines")
    assert (told["jspi"], told["interrupt"], told["input"]) == (False, *abilities)
    assert result["output"] == ("" if abilities[1] == "lines" else "a line\n")
