"""PythonRunner: nothing that a page or a program does makes run() throw, reject, hang or lose its place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from selenium.webdriver import Chrome

from browser_page import Page, serving_bundle

# Holds the interpreter in one call into C, where no interrupt reaches it: only the kill does.
UNINTERRUPTIBLE = "print('begun')\nsum(range(10**11))"


def outcome(result: dict[str, Any]) -> str:
    """The name of a result's error, else its output."""
    return result["error"]["name"] if "error" in result else result["output"]


# --- what run() is given ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ("5", "code must be text"),
        ("", "code must be text"),
        ("null", "code must be text"),
        ("Symbol()", "code must be text"),
        ("'1', 5", "options"),
        ("'1', null", "options"),
        ("'1', { args: 'text' }", "args"),
        ("'1', { args: [() => 1] }", "can't be sent"),
        ("'1', { args: [{ type: 'array', value: [document.body] }] }", "can't be sent"),
        ("'1', { stdin: [Symbol()] }", "can't be sent"),
        ("'1', { args: [{ get value() { throw new Error('mine'); } }] }", "mine"),
        ("'1', { get timeout() { throw new Error('mine'); } }", "mine"),
        ("'1', { get args() { throw null; } }", "null"),
        ("'1', { get args() { throw { toString() { throw 1; } }; } }", "can't be shown"),
        ("'1', new Proxy({}, { get() { throw new Error('mine'); } })", "mine"),
        ("'1', { timeout: 0 }", "timeout"),
        ("'1', { timeout: -1 }", "timeout"),
        ("'1', { timeout: NaN }", "timeout"),
        ("'1', { timeout: Infinity }", "timeout"),
        ("'1', { timeout: '1000' }", "timeout"),
        ("'1', { timeout: null }", "timeout"),
        ("'1', { timeout: 5n }", "timeout"),
        ("'1', { timeout: Symbol() }", "Symbol"),
        ("'1', { signal: {} }", "signal"),
        ("'1', { signal: null }", "signal"),
    ],
)
def test_what_is_no_request_is_a_type_error(page: Page, arguments: str, part: str) -> None:
    """Anything at all given to run() ends in a result, and what is no request in a TypeError that says so."""
    result = page.js(f"return await runner.run({arguments});")
    assert result["error"]["name"] == "TypeError"
    assert part in result["error"]["message"]
    assert (result["output"], result["callstack"]) == ("", [])
    assert result["runtime"] >= 0
    assert page.state == "idle"  # nothing was loaded for it


def test_what_the_worker_refuses_is_a_type_error(ready: Page) -> None:
    """An argument that can be cloned and yet is no JSON is a TypeError, and the runner stays in service."""
    result = ready.js("return await runner.run('1', { args: [{ type: 'number', value: 1n }] });")
    assert result["error"]["name"] == "TypeError"
    assert "BigInt" in result["error"]["message"]
    assert ready.state == "ready"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ("5", "code must be text"),
        ("() => 1", "can't be sent"),
        ("'1', { args: 'two' }", "args"),
        ("'1', { entry: Symbol() }", "can't be sent"),
        ("'1', { get args() { throw new Error('mine'); } }", "mine"),
    ],
)
def test_what_can_not_be_described_is_a_type_error(ready: Page, arguments: str, part: str) -> None:
    """describe() neither throws nor rejects: what is no request is a TypeError that says so."""
    description = ready.js(f"return await runner.describe({arguments});")
    assert description["entry"] is None
    assert description["error"]["name"] == "TypeError"
    assert part in description["error"]["message"]
    assert ready.state == "ready"


def test_arguments_are_those_of_the_call(ready: Page) -> None:
    """What the page does to its arguments after calling run() changes nothing."""
    result = ready.js("""
        const value = [1, 2, 3];
        const running = runner.run("def f(a): return sum(a)", { args: [{ type: "array", value }] });
        value.length = 0;
        return await running;
    """)
    assert result["returnValue"]["text"] == "6"


# --- order and time --------------------------------------------------------------------------------------------------


def test_runs_wait_for_their_turn(ready: Page) -> None:
    """Calls are served in their order, whatever they are, and each one's limit begins with its own turn."""
    seen = ready.js("""
        const order = [];
        const note = (name) => (result) => { order.push(name); return result; };
        const busy = "import time\\nend = time.monotonic() + 1\\nwhile time.monotonic() < end: pass\\nprint('busy')";
        const results = await Promise.all([
            runner.run(busy).then(note("busy")),
            runner.run("print('quick')", { timeout: 500 }).then(note("quick")),
            runner.describe("def f(x): ...").then(note("describe")),
            runner.run("while True: pass", { timeout: 100 }).then(note("endless")),
            runner.run("print('last')").then(note("last")),
        ]);
        return { order, results };
    """)
    assert seen["order"] == ["busy", "quick", "describe", "endless", "last"]
    busy, quick, described, endless, last = seen["results"]
    assert [outcome(result) for result in (busy, quick, endless, last)] == [
        "busy\n",
        "quick\n",
        "TimeoutError",
        "last\n",
    ]
    assert described == {"entry": {"name": "f", "parameters": ["x"]}}


def test_a_call_into_c_is_killed(ready: Page) -> None:
    """What no interrupt reaches is killed a while after its limit, says so, and the next run gets a fresh worker."""
    result = ready.run(UNINTERRUPTIBLE, timeout=200)
    assert result["error"]["name"] == "TimeoutError"
    assert "200 ms" in result["error"]["message"]
    assert "killed" in result["error"]["message"]
    assert ready.state == "idle"
    assert outcome(ready.run("print('next')")) == "next\n"


@pytest.mark.parametrize(("ended", "name"), [(True, None), (False, "TimeoutError")])
def test_a_result_that_is_being_made_is_waited_for(page: Page, ended: bool, name: str | None) -> None:
    """A program that is over may take longer than the grace, to make its frames."""
    # The worker is the test's own: nothing else takes the same long time on every machine.
    result = page.js(
        """
        const code = `onmessage = ({ data: { type, requestId } }) => {
            if (type === "INIT") return postMessage({ type: "READY" });
            if (${values[0]}) postMessage({ type: "ENDED", requestId });
            const answer = { type: "RUN_RESULT", requestId, result: {}, packed: { heads: [] } };
            setTimeout(() => postMessage(answer), ${KILL_GRACE + 1000});
        }`;
        const workerURL = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
        return await new PythonRunner("/", { workerURL }).run("", { timeout: 100 });
        """,
        ended,
    )
    assert result.get("error", {}).get("name") == name


def test_frames_survive_the_time_limit(ready: Page) -> None:
    """A program that recorded until its time was up keeps its output and its frames, and the interpreter lives on."""
    code = "print('begun')\nitems = []\nwhile True:\n    items.append([len(items)])\n    items = items[-9:]\n"
    result = ready.run(code, timeout=1000, maxFrames=5000)
    assert result["error"]["name"] == "TimeoutError"
    assert result["output"] == "begun\n"
    assert len(result["callstack"]) >= 4000
    assert ready.state == "ready"


def test_a_timer_of_one_run_never_ends_another(ready: Page) -> None:
    """A run that is over leaves no timer behind which could end the run after it."""
    seen = ready.js("""
        const set = new Set(), { setTimeout, clearTimeout } = window;
        window.setTimeout = (...rest) => { const id = setTimeout(...rest); set.add(id); return id; };
        window.clearTimeout = (id) => { set.delete(id); clearTimeout(id); };
        const first = await runner.run("print(1)", { timeout: 300 });
        const left = set.size;
        Object.assign(window, { setTimeout, clearTimeout });
        const busy = `import time\\nend = time.monotonic() + ${KILL_GRACE / 1000} + 1\\n`;
        const second = await runner.run(busy + "while time.monotonic() < end: pass\\nprint(2)");
        return { first, left, second };
    """)
    assert seen["left"] == 0
    assert [outcome(seen["first"]), outcome(seen["second"])] == ["1\n", "2\n"]


def test_an_answer_wins_over_a_late_timer(ready: Page) -> None:
    """A page too busy to look finds the answer and the kill due together, and takes the answer."""
    result = ready.js("""
        const running = runner.run("print('in time')", { timeout: 100 });
        await sleep(0);
        const end = performance.now() + 100 + KILL_GRACE + 500;
        while (performance.now() < end);
        return await running;
    """)
    assert outcome(result) == "in time\n"


def test_the_longest_limit_is_no_limit_at_once(ready: Page) -> None:
    """A limit beyond what setTimeout can count does not end the run at once."""
    assert outcome(ready.run("print(1)", timeout=1e15)) == "1\n"


def test_listeners_do_not_pile_up(page: Page) -> None:
    """After many runs the worker has one listener of each kind, and a signal that was passed to them has none."""
    page.js("""
        const { Worker } = window;
        window.Worker = class extends Worker { constructor(...rest) { super(...rest); window.made = this; } };
        window.controller = new AbortController();
        for (let i = 0; i < 5; i++) await runner.run("print(1)", { signal: controller.signal });
    """)

    def listeners(of: str) -> dict[str, int]:
        expression = f"Object.fromEntries(Object.entries(getEventListeners({of})).map(([k, v]) => [k, v.length]))"
        command = {"expression": expression, "includeCommandLineAPI": True, "returnByValue": True}
        return page.driver.execute_cdp_cmd("Runtime.evaluate", command)["result"]["value"]

    assert listeners("made") == {"message": 1, "error": 1, "messageerror": 1}
    assert listeners("controller.signal") == {}


# --- crashes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos._exit(3)",
        "import os\nos.abort()",
        "import ctypes\nctypes.string_at(2**32 - 64, 32)",
        "link = None\nfor _ in range(200_000): link = [link]\ndel link",
    ],
    ids=["exit", "abort", "memory fault", "stack overflow"],
)
def test_a_crash_ends_its_run_at_once(ready: Page, code: str) -> None:
    """A program that takes its interpreter along ends with WorkerError, not after the timeout; the next run works."""
    results = ready.js(
        "return await Promise.all([runner.run(values[0], { timeout: 1e6 }), runner.run('print(1)')]);", code
    )
    assert [outcome(result) for result in results] == ["WorkerError", "1\n"]


@pytest.fixture
def unlocked(page: Page) -> Iterator[Page]:
    """A page whose runner keeps programs from nothing, which is no runner for the tests after it."""
    page.start(lockdown=False)
    yield page
    page.open()


def test_a_closed_worker_ends_its_run_at_once(unlocked: Page) -> None:
    """So does one that closes its worker, where it can."""
    assert outcome(unlocked.run("import js\njs.close()\nwhile True: pass", timeout=60_000)) == "WorkerError"
    assert outcome(unlocked.run("print(1)")) == "1\n"


def test_a_crash_between_runs_costs_nothing(unlocked: Page) -> None:
    """An interpreter that dies of what a program left behind is replaced before the next run."""
    once = "from pyodide.ffi import create_once_callable as once"
    unlocked.run(f"import js, os\n{once}\njs.setTimeout(once(lambda exit=os._exit: exit(1)), 50)")
    unlocked.js("for (let i = 0; i < 100 && runner.state !== 'idle'; i++) await sleep(50);")
    assert unlocked.state == "idle"
    assert outcome(unlocked.run("print(1)")) == "1\n"


def test_a_spent_worker_is_replaced(ready: Page) -> None:
    """A worker whose program got at the interpreter's insides is replaced, unasked, and the run keeps its result."""
    ready.js("""
        const { Worker } = window;
        window.workers = 0;
        window.Worker = class extends Worker { constructor(...rest) { super(...rest); window.workers++; } };
    """)
    result = ready.run("import ctypes\nprint(ctypes.sizeof(ctypes.c_int))")
    assert outcome(result) == "4\n"
    assert ready.js("return workers;") == 1
    assert outcome(ready.run("import sys\nprint('ctypes' in sys.modules)")) == "False\n"
    assert outcome(ready.run("print(1)")) == "1\n"


def test_what_a_program_posts_ends_nothing(unlocked: Page) -> None:
    """A message that a program posts to the page by itself, whatever it is, is no error there and no answer."""
    result = unlocked.js("""
        const errors = [];
        const note = ({ message }) => errors.push(message);
        window.addEventListener("error", note);
        const code = `import js
for thing in (None, 5, "text", js.eval("({})"), js.eval("({ type: 'RUN_RESULT', requestId: 'someone' })")):
    js.postMessage(thing)
print("done")`;
        const { output } = await runner.run(code);
        window.removeEventListener("error", note);
        return { output, errors };
    """)
    assert result == {"output": "done\n", "errors": []}


# --- loading ---------------------------------------------------------------------------------------------------------


def test_inits_share_one_load(page: Page) -> None:
    """Calls of init() and run() meanwhile share one worker; a late listener hears how far the load is."""
    seen = page.js("""
        let workers = 0;
        const { Worker } = window;
        window.Worker = class extends Worker { constructor(...rest) { super(...rest); workers++; } };
        const told = [[], []];
        const first = runner.init({ onProgress: ({ value }) => told[0].push(value) });
        const run = runner.run("print(1)");
        await sleep(200);
        const second = runner.init({ onProgress: ({ value }) => told[1].push(value) });
        const all = await Promise.all([first, second, run]);
        const late = [];
        await runner.init({ onProgress: ({ value }) => late.push(value) });
        return { workers, told, late, output: all[2].output };
    """)
    assert seen["workers"] == 1
    assert seen["output"] == "1\n"
    assert seen["told"][0] == [5, 45, 70, 100]
    assert seen["told"][1][-1] == 100
    assert seen["late"] == [100]


def test_a_listener_that_throws_ends_nothing(page: Page) -> None:
    """An error in the page's own progress listener is reported as the page's, and loading goes on."""
    seen = page.js("""
        let reported = 0;
        window.addEventListener("error", (event) => { reported++; event.preventDefault(); });
        await runner.init({ onProgress() { throw new Error("mine"); } });
        return { reported, state: runner.state };
    """)
    assert seen == {"reported": 4, "state": "ready"}


def test_a_failed_load_is_tried_again(driver: Chrome, dist: Path, tmp_path: Path) -> None:
    """Where Python can't be loaded init() rejects and run() gives an InitError, and the next run tries again."""
    with serving_bundle(dist, later=tmp_path) as url:
        page = Page(driver, url)
        page.open()
        page.start("/later/")
        name = page.js("return await runner.init().then(() => 'loaded', ({ name }) => name);")
        assert name == "InitError"
        assert page.state == "idle"
        assert outcome(page.run("print(1)")) == "InitError"
        for path in dist.iterdir():
            (tmp_path / path.name).symlink_to(path)
        result = page.run("print(1)")
        assert outcome(result) == "1\n", result


@pytest.mark.parametrize("options", [{"workerURL": "/nothing.js"}, {"workerURL": "http://["}])
def test_a_worker_that_is_not_there_is_an_init_error(page: Page, options: dict[str, str]) -> None:
    """A worker whose file is missing, or whose address is none, is an InitError."""
    page.start("/", **options)
    assert outcome(page.run("print(1)")) == "InitError"
    assert page.state == "idle"


def test_the_default_is_the_public_copy_of_the_pinned_release(page: Page) -> None:
    """Unless told otherwise Python comes from the CDN path of the Pyodide release that the package was built with."""
    version = page.js("return (await (await fetch('/bundle.json')).json()).versions.pyodide;")
    assert page.js("return DEFAULT_INDEX_URL;") == f"https://cdn.jsdelivr.net/pyodide/v{version}/full/"
    # The worker of the test says what it was told instead of loading it.
    asked = page.js("""
        const code = "onmessage = ({ data }) => postMessage({ type: 'READY', capabilities: data })";
        const { Worker } = window;
        window.Worker = class extends Worker {
            constructor() { super(URL.createObjectURL(new Blob([code], { type: "text/javascript" }))); }
        };
        return await new PythonRunner().init();
    """)
    assert asked["indexURL"] == f"https://cdn.jsdelivr.net/pyodide/v{version}/full/"


class Sharing(SimpleHTTPRequestHandler):
    """Serves files to pages of any origin."""

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, *args: object) -> None:
        pass


def test_a_worker_of_another_origin_works(page: Page, dist: Path) -> None:
    """The worker and its wheel may be served by another origin than the page's, if that one allows it (CORS)."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Sharing, directory=str(dist))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        elsewhere = f"http://127.0.0.1:{server.server_address[1]}/"
        page.start(elsewhere, workerURL=f"{elsewhere}worker.js")
        assert outcome(page.run("print(1)")) == "1\n"
        server.shutdown()


def test_an_isolated_page_works(driver: Chrome, dist: Path) -> None:
    """A cross-origin isolated page works as any other, and the runner tells that it is one."""
    with serving_bundle(dist, isolated=True) as url:
        page = Page(driver, url)
        page.open()
        page.start()
        assert page.js("return (await runner.init()).crossOriginIsolated;") is True
        assert outcome(page.run("while True: pass", timeout=200)) == "TimeoutError"
        assert page.state == "ready"


def test_a_run_may_ask_for_an_interpreter_of_its_own(ready: Page) -> None:
    """`isolation: "interpreter"` gives a run a worker in which no other program has run."""
    leave = "import sys\nsys.left_behind = True"
    look = "import sys\nprint(getattr(sys, 'left_behind', False))"
    ready.run(leave)
    assert outcome(ready.run(look, isolation="interpreter")) == "False\n"


# --- ending a run ----------------------------------------------------------------------------------------------------


def test_interrupt_ends_the_run_that_has_its_turn(ready: Page) -> None:
    """interrupt() ends the running program with KeyboardInterrupt; the ones that wait go on."""
    seen = ready.js("""
        const before = runner.interrupt();
        const running = runner.run("while True: pass"), waiting = runner.run("print(1)");
        await sleep(200);
        const state = runner.state;
        return { before, state, during: runner.interrupt(), results: await Promise.all([running, waiting]) };
    """)
    assert (seen["before"], seen["state"], seen["during"]) == (False, "running", True)
    assert [outcome(result) for result in seen["results"]] == ["KeyboardInterrupt", "1\n"]


def test_a_signal_ends_its_run_in_whatever_state(page: Page) -> None:
    """Aborting a signal ends its run, before the call, while loading, while waiting and while running, and no other."""
    seen = page.js("""
        const aborted = runner.run("print(0)", { signal: AbortSignal.abort() });
        const loading = new AbortController(), waiting = new AbortController(), running = new AbortController();
        const results = [
            aborted,
            runner.run("print('loading')", { signal: loading.signal }),
            runner.run("print('spared')"),
            runner.run("while True: pass", { signal: running.signal }),
            runner.run("print('waiting')", { signal: waiting.signal }),
            runner.run("print('last')"),
        ];
        loading.abort();
        await results[2];
        waiting.abort();
        await results[4];
        await sleep(100);
        running.abort();
        return await Promise.all(results);
    """)
    assert [outcome(result) for result in seen] == [
        "KeyboardInterrupt",
        "KeyboardInterrupt",
        "spared\n",
        "KeyboardInterrupt",
        "KeyboardInterrupt",
        "last\n",
    ]


@pytest.mark.parametrize(
    ("before", "state"),
    [
        ("", "idle"),
        ("runner.init().catch(() => {});", "initializing"),
        ("await runner.init();", "ready"),
        ("await runner.init(); runner.run('while True: pass'); await sleep(100);", "running"),
    ],
)
def test_dispose_settles_everything_pending(page: Page, before: str, state: str) -> None:
    """dispose() in any state ends what runs, what waits and what loads, and whatever is asked for afterwards."""
    seen = page.js(f"""
        {before}
        const state = runner.state;
        const started = [runner.run("while True: pass"), runner.run("print(1)"), runner.describe("def f(): ...")];
        const load = runner.init().then(() => "loaded", ({{ name }}) => name);
        if (state === "running") await sleep(100);
        runner.dispose();
        runner.dispose();
        const later = [runner.run("print(2)"), runner.describe("def g(): ...")];
        const init = await runner.init().then(() => "loaded", ({{ name }}) => name);
        return {{
            state,
            after: runner.state,
            results: await Promise.all([...started, ...later]),
            load: await load,
            init,
            interrupted: runner.interrupt(),
        }};
    """)
    assert seen["state"] == state
    assert seen["after"] == "disposed"
    assert [outcome(result) for result in seen["results"]] == ["RuntimeError"] * 5
    assert seen["load"] == ("RuntimeError" if state in ("idle", "initializing") else "loaded")
    assert seen["init"] == "RuntimeError"
    assert seen["interrupted"] is False


# --- the standby -----------------------------------------------------------------------------------------------------

# Counts the page's workers: those that live, and the most that ever did.
COUNT_WORKERS = """
    const { Worker } = window;
    window.living = 0;
    window.most = 0;
    window.Worker = class extends Worker {
        constructor(...rest) {
            super(...rest);
            most = Math.max(most, ++living);
        }
        terminate() {
            super.terminate();
            living--;
        }
    };
"""


def test_a_standby_takes_over(page: Page) -> None:
    """When the page is idle a second worker is warmed, which takes over from a killed one; never are there more."""
    page.start(standby=True)
    seen = page.js(
        COUNT_WORKERS
        + """
        await runner.init();
        const began = living;
        await sleep(6000);
        const idle = living;
        const killed = await runner.run(values[0], { timeout: 100 });
        const after = living, start = performance.now();
        const next = await runner.run("print(1)");
        const recovery = performance.now() - start;
        await sleep(6000);
        const fresh = [];
        for (let i = 0; i < 2; i++) fresh.push(await runner.run("print(i)\\ni = 1", { isolation: "interpreter" }));
        runner.dispose();
        return { began, idle, killed: killed.error.name, after, next: next.output, recovery, most, living,
            fresh: fresh.map(({ error }) => error.name) };
        """,
        UNINTERRUPTIBLE,
    )
    assert (seen["began"], seen["idle"], seen["killed"], seen["after"]) == (1, 2, "TimeoutError", 1)
    assert seen["next"] == "1\n"
    assert seen["recovery"] < 500  # loading takes several times as long
    assert seen["fresh"] == ["NameError", "NameError"]
    assert (seen["most"], seen["living"]) == (2, 0)


@pytest.mark.parametrize(("options", "memory"), [({"standby": False}, 8), ({}, 2)])
def test_no_standby_where_there_should_be_none(page: Page, options: dict[str, bool], memory: int) -> None:
    """Where the page wants none, and on a device with little memory, there is no second worker."""
    seen = page.js(
        COUNT_WORKERS
        + """
        Object.defineProperty(navigator, "deviceMemory", { value: values[1], configurable: true });
        const runner = new PythonRunner("/", values[0]);
        await runner.init();
        await sleep(2000);
        runner.dispose();
        return most;
        """,
        options,
        memory,
    )
    assert seen == 1
