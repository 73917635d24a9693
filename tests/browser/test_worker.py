"""worker.js by itself: the messages of the protocol, and the one answer that every odd one gets."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome

from browser_page import Page, serving_bundle
from dstruct_host.paths import NODE_MODULES, WORKER

CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")

# Post a message, written in JavaScript, and return all that comes back.
Ask = Callable[[str], list[dict[str, Any]]]


def types(messages: list[dict[str, Any]]) -> list[str]:
    return [message["type"] for message in messages]


def test_init_is_answered_by_progress_and_ready(page: Page) -> None:
    """INIT without an address loads from the worker's own directory: labelled PROGRESS 5, 45, 70, 100, then READY."""
    messages = page.js("""
        const worker = new RawWorker();
        await worker.ask({ type: "INIT" });
        await worker.settled();
        return worker.messages;
    """)
    *progress, ready = messages
    assert types(messages) == ["PROGRESS"] * 4 + ["READY"]
    assert [message["value"] for message in progress] == [5, 45, 70, 100]
    assert all(message["stage"] for message in progress)
    assert ready["capabilities"] == {
        "pyodide": "314.0.7",
        "python": "3.14.2",
        "wheel": "0.1.0",
        "restored": True,
        "crossOriginIsolated": False,
        "jspi": True,
        "interrupt": "jspi",
        "input": "jspi",
        "streaming": ["output", "frames"],
    }


def test_a_second_init_under_way_is_answered_once_more(page: Page) -> None:
    """Two INITs of one tick are two READYs and one load; a third one, after READY, is READY again."""
    messages = page.js("""
        const worker = new RawWorker();
        worker.post({ type: "INIT", indexURL: "/" });
        worker.post({ type: "INIT", indexURL: "/" });
        await worker.next(({ type }) => type === "READY");
        await worker.ask({ type: "INIT", indexURL: "/" });
        await worker.ask({ type: "INIT" });
        await worker.settled();
        return worker.messages;
    """)
    assert types(messages) == ["PROGRESS"] * 4 + ["READY"] * 4


def test_an_init_for_another_place_is_refused(page: Page) -> None:
    """INIT with another address than the loaded one is an ERROR, and the loaded Python stays in service."""
    messages = page.js("""
        const worker = new RawWorker();
        await worker.ask({ type: "INIT", indexURL: "/" });
        worker.messages = [];
        await worker.ask({ type: "INIT", indexURL: "/pages/" });
        await worker.ask({ type: "RUN", requestId: "after", code: "print(1)" });
        await worker.settled();
        return worker.messages;
    """)
    error, result = messages
    assert (error["type"], error["requestId"], error["error"]["name"]) == ("ERROR", "__init__", "InitError")
    assert (result["requestId"], result["result"]["output"]) == ("after", "1\n")


def test_a_failed_init_may_be_retried(page: Page) -> None:
    """An INIT that can't load is an ERROR addressed to `__init__`, and the next one begins anew."""
    messages = page.js("""
        const worker = new RawWorker();
        for (const indexURL of ["/nothing/there/", "http://[", "/"]) await worker.ask({ type: "INIT", indexURL });
        await worker.settled();
        return worker.messages.filter(({ type, value }) => type !== "PROGRESS" || value === 100);
    """)
    assert types(messages) == ["ERROR", "ERROR", "PROGRESS", "READY"]
    assert [message["requestId"] for message in messages[:2]] == ["__init__", "__init__"]
    assert [message["error"]["name"] for message in messages[:2]] == ["InitError", "InitError"]


def test_a_request_before_ready_is_refused_at_once(page: Page) -> None:
    """RUN and DESCRIBE before INIT, and while it is under way, are answered by an ERROR each, and are not kept."""
    messages = page.js("""
        const worker = new RawWorker();
        await worker.ask({ type: "RUN", requestId: "a", code: "print(1)" });
        worker.post({ type: "INIT" });
        worker.post({ type: "DESCRIBE", requestId: "b", code: "print(1)" });
        worker.post({ type: "RUN", requestId: "c", code: "print(1)" });
        await worker.next(({ type }) => type === "READY");
        await worker.settled();
        return worker.messages.filter(({ type }) => type !== "PROGRESS");
    """)
    *errors, ready = messages
    assert [(e["type"], e["requestId"], e["error"]["name"]) for e in errors] == [
        ("ERROR", "a", "InitError"),
        ("ERROR", "b", "InitError"),
        ("ERROR", "c", "InitError"),
    ]
    assert ready["type"] == "READY"


class TestReady:
    """A worker that is ready, shared by the tests of this class."""

    @pytest.fixture(scope="class")
    def ask(self, driver: Chrome, site: str) -> Ask:
        page = Page(driver, site)
        page.open()
        page.js('window.worker = new RawWorker(); await worker.ask({ type: "INIT" });')

        def ask(message: str) -> list[dict[str, Any]]:
            script = "worker.messages = []; worker.post(%s); await worker.settled(); return worker.messages;"
            return page.js(script % message)

        return ask

    def test_run_is_answered_by_its_result(self, ask: Ask) -> None:
        """RUN with arguments and options is answered by one RUN_RESULT with its requestId."""
        (answer,) = ask("""{ type: "RUN", requestId: "r1", code: "def f(a, b):\\n    return a + b",
            args: [{ type: "number", value: 1 }, { type: "number", value: 2 }], options: { timeout: 5000 } }""")
        assert (answer["type"], answer["requestId"]) == ("RUN_RESULT", "r1")
        assert answer["result"]["returnValue"]["text"] == "3"

    def test_a_learners_error_is_a_result(self, ask: Ask) -> None:
        """An exception of the program's is a RUN_RESULT: ERROR is for what could not be run."""
        (answer,) = ask('{ type: "RUN", requestId: "r2", code: "print(1)\\n1 / 0" }')
        assert answer["type"] == "RUN_RESULT"
        assert answer["result"]["output"] == "1\n"
        assert answer["result"]["error"]["name"] == "ZeroDivisionError"

    def test_describe_names_the_entry_function(self, ask: Ask) -> None:
        """DESCRIBE is answered by the function that a run would call and its parameters, and runs nothing."""
        (answer,) = ask('{ type: "DESCRIBE", requestId: "d1", code: "1 / 0\\ndef f(a, b): ..." }')
        assert answer == {
            "type": "DESCRIPTION",
            "requestId": "d1",
            "entry": {"name": "f", "parameters": ["a", "b"]},
        }

    def test_describe_tells_a_syntax_error(self, ask: Ask) -> None:
        """DESCRIBE of what does not parse is a DESCRIPTION without an entry, and with Python's error."""
        (answer,) = ask('{ type: "DESCRIBE", requestId: "d2", code: "def f(:" }')
        assert (answer["type"], answer["entry"], answer["error"]["name"]) == ("DESCRIPTION", None, "SyntaxError")

    @pytest.mark.parametrize(
        ("message", "request_id", "part"),
        [
            ("null", "", "object"),
            ("undefined", "", "object"),
            ('"RUN"', "", "object"),
            ("5", "", "object"),
            ('[{ type: "RUN" }]', "", "array"),
            ("{}", "", "type"),
            ("new Map([['type', 'RUN']])", "", "type"),
            ("{ type: 5 }", "", "type"),
            ('{ type: "FOO" }', "", '"FOO"'),
            ('{ type: "FOO", requestId: "r" }', "r", '"FOO"'),
            ('{ type: "READY" }', "", '"READY"'),
            ('{ type: "toString" }', "", '"toString"'),
            ('{ type: "INIT", indexURL: 5 }', "__init__", "indexURL"),
            ('{ type: "INIT", indexURL: null }', "__init__", "indexURL"),
            ('{ type: "INIT", ended: 1 }', "__init__", "ended"),
            ('{ type: "INIT", control: new ArrayBuffer(12) }', "__init__", "control"),
            ('{ type: "INIT", lockdown: "no" }', "__init__", "lockdown"),
            ('{ type: "INIT", memoryLimit: "1" }', "__init__", "memoryLimit"),
            ('{ type: "INIT", memoryLimit: 0 }', "__init__", "memoryLimit"),
            ('{ type: "RUN" }', "", "requestId"),
            ('{ type: "RUN", code: "1" }', "", "requestId"),
            ('{ type: "RUN", requestId: 5, code: "1" }', "", "requestId"),
            ('{ type: "RUN", requestId: "", code: "1" }', "", "requestId"),
            ('{ type: "RUN", requestId: "r" }', "r", "code"),
            ('{ type: "RUN", requestId: "r", code: ["1"] }', "r", "code"),
            ('{ type: "RUN", requestId: "r", code: new String("1") }', "r", "code"),
            ('{ type: "RUN", requestId: "r", code: "1", args: {} }', "r", "args"),
            ('{ type: "RUN", requestId: "r", code: "1", args: null }', "r", "args"),
            ('{ type: "RUN", requestId: "r", code: "1", options: [] }', "r", "options"),
            ('{ type: "RUN", requestId: "r", code: "1", options: { timeout: "1" } }', "r", "timeout"),
            ('{ type: "RUN", requestId: "r", code: "1", options: { timeout: 0 } }', "r", "timeout"),
            ('{ type: "RUN", requestId: "r", code: "1", options: { timeout: Infinity } }', "r", "timeout"),
            ('{ type: "RUN", requestId: "r", code: "1", args: [{ type: "number", value: 1n }] }', "r", "BigInt"),
            ('{ type: "RUN", requestId: "r", code: "1", args: [{ type: "number", value: NaN }] }', "r", "NaN"),
            ('{ type: "RUN", requestId: "r", code: "1", args: ((a) => (a.push(a), a))([]) }', "r", "circular"),
            ('{ type: "RUN", requestId: "r", code: "1", packed: "yes" }', "r", "packed"),
            ('{ type: "RUN", requestId: "r", code: "1", options: { stream: 1 } }', "r", "stream"),
            ('{ type: "RUN", requestId: "r", code: "1", options: { input: "yes" } }', "r", "input"),
            ('{ type: "INTERRUPT" }', "", "requestId"),
            ('{ type: "INPUT", text: "1" }', "", "requestId"),
            ('{ type: "INPUT", requestId: "r" }', "r", "text"),
            ('{ type: "DESCRIBE", requestId: "r" }', "r", "code"),
            ('{ type: "DESCRIBE", code: "1" }', "", "requestId"),
            ('{ type: "DESCRIBE", requestId: "r", code: "1", args: -1 }', "r", "args"),
            ('{ type: "DESCRIBE", requestId: "r", code: "1", args: [] }', "r", "args"),
            ('{ type: "DESCRIBE", requestId: "r", code: "1", entry: 5 }', "r", "entry"),
        ],
    )
    def test_an_odd_message_is_answered_once(self, ask: Ask, message: str, request_id: str, part: str) -> None:
        """An odd message gets one ERROR (TypeError), addressed as well as can be, that says what is wrong with it."""
        (answer,) = ask(message)
        assert (answer["type"], answer["requestId"], answer["error"]["name"]) == ("ERROR", request_id, "TypeError")
        assert part in answer["error"]["message"]

    def test_it_still_runs(self, ask: Ask) -> None:
        """After all of these the worker still serves."""
        (answer,) = ask('{ type: "RUN", requestId: "last", code: "print(1)" }')
        assert answer["result"]["output"] == "1\n"


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos._exit(3)",
        "import js\njs.close()",
        "link = None\nfor _ in range(200_000): link = [link]\ndel link",
    ],
    ids=["exit", "close", "stack overflow"],
)
def test_a_dead_interpreter_is_told_at_once(page: Page, code: str) -> None:
    """A program that ends its interpreter gets one ERROR (WorkerError), before any deadline and without its help."""
    messages = page.js(
        """
        const worker = new RawWorker();
        await worker.ask({ type: "INIT", lockdown: false });
        worker.messages = [];
        await worker.ask({ type: "RUN", requestId: "r", code: values[0] });
        return worker.messages;
        """,
        code,
    )
    (answer,) = messages
    assert (answer["type"], answer["requestId"], answer["error"]["name"]) == ("ERROR", "r", "WorkerError")


def test_a_dead_worker_still_answers(page: Page) -> None:
    """Once its interpreter has died the worker answers everything with WorkerError: silence would hang a page."""
    messages = page.js("""
        const worker = new RawWorker();
        await worker.ask({ type: "INIT" });
        await worker.ask({ type: "RUN", requestId: "r", code: "import os; os._exit(0)" });
        worker.messages = [];
        await worker.ask({ type: "RUN", requestId: "next", code: "print(1)" });
        await worker.ask({ type: "DESCRIBE", requestId: "other", code: "print(1)" });
        await worker.ask({ type: "INIT" });
        await worker.settled();
        return worker.messages;
    """)
    assert [message["requestId"] for message in messages] == ["next", "other", "__init__"]
    assert [message["error"]["name"] for message in messages] == ["WorkerError"] * 3


def test_what_a_program_left_behind_ends_nothing(page: Page) -> None:
    """A timer that fails after its run is no crash: no message, no `error` event, and the next run works."""
    seen = page.js("""
        const worker = new RawWorker();
        let crashes = 0;
        worker.worker.addEventListener("error", () => crashes++);
        await worker.ask({ type: "INIT", lockdown: false });
        const code = "import js\\njs.eval('setTimeout(() => { throw new Error(1) }); Promise.reject(new Error(2))')";
        await worker.ask({ type: "RUN", requestId: "r", code });
        worker.messages = [];
        await sleep(200);
        const answer = await worker.ask({ type: "RUN", requestId: "next", code: "print(1)" });
        return { crashes, count: worker.messages.length, answer };
    """)
    assert (seen["crashes"], seen["count"]) == (0, 1)
    assert seen["answer"]["result"]["output"] == "1\n"


@pytest.fixture
def core(dist: Path, tmp_path: Path) -> Path:
    """A Pyodide whose lock file knows nothing of us, such as a CDN's."""
    core = tmp_path / "core"
    core.mkdir()
    for name in CORE:
        (core / name).symlink_to(dist / name)
    lock = (dist / "pyodide-lock.json").read_text(encoding="utf-8").replace('"dstruct-runner"', '"someone-elses"')
    (core / "pyodide-lock.json").write_text(lock, encoding="utf-8")
    return core


def test_the_wheel_may_lie_beside_the_worker(driver: Chrome, dist: Path, core: Path) -> None:
    """A Pyodide that knows nothing of us is given the wheel that lies beside the worker."""
    with serving_bundle(dist, core=core) as url:
        page = Page(driver, url)
        page.open()
        seen = page.js("""
            const worker = new RawWorker();
            const { capabilities } = await worker.ask({ type: "INIT", indexURL: "/core/" });
            const answer = await worker.ask({ type: "RUN", requestId: "r", code: "print(1)" });
            return { capabilities, answer };
        """)
        assert seen["capabilities"]["wheel"] == "0.1.0"
        assert seen["answer"]["result"]["output"] == "1\n"


def test_a_missing_wheel_is_named(driver: Chrome, dist: Path, core: Path, tmp_path: Path) -> None:
    """Where neither the lock nor the worker's directory has the wheel, the InitError says where it was looked for."""
    bare = tmp_path / "bare"
    bare.mkdir()
    for script in dist.glob("*.js"):
        (bare / script.name).symlink_to(script)
    with serving_bundle(dist, core=core, bare=bare) as url:
        page = Page(driver, url)
        page.open()
        answer = page.js("""
            return await new RawWorker("/bare/worker.js").ask({ type: "INIT", indexURL: "/core/" });
        """)
    assert answer["error"]["name"] == "InitError"
    assert f"{url}bare/dstruct_runner-0.1.0-py3-none-any.whl" in answer["error"]["message"]


def test_a_classic_worker_works(driver: Chrome, dist: Path, tmp_path: Path) -> None:
    """The worker as one classic script, which is what webpack makes of it, loads Python all the same."""
    esbuild = NODE_MODULES / ".bin" / "esbuild"
    script = tmp_path / "classic.js"
    options = ["--bundle", "--format=iife", "--log-level=error", f"--outfile={script}"]
    subprocess.run([str(esbuild), str(WORKER / "worker.js"), *options], check=True)
    with serving_bundle(dist, chunks=tmp_path) as url:
        page = Page(driver, url)
        page.open()
        answer = page.js("""
            const worker = new RawWorker("/chunks/classic.js", "classic");
            await worker.ask({ type: "INIT", indexURL: "/" });
            return await worker.ask({ type: "RUN", requestId: "r", code: "print(1)" });
        """)
    assert answer["result"]["output"] == "1\n"


def test_the_end_is_told_to_a_page_that_asked(page: Page) -> None:
    """A page that asked hears ENDED once, when a program is over, before its result; one that did not never does."""
    messages = page.js("""
        const run = { type: "RUN", code: "while True: pass", options: { timeout: 100 } };
        const worker = new RawWorker();
        await worker.ask({ type: "INIT" });
        worker.messages = [];
        await worker.ask({ ...run, requestId: "unasked" });
        await worker.ask({ type: "INIT", ended: true });
        worker.post({ ...run, requestId: "asked" });
        await worker.next(({ type }) => type === "RUN_RESULT");
        await worker.ask({ type: "RUN", requestId: "in time", code: "print(1)", options: { timeout: 5000 } });
        await worker.settled();
        return worker.messages.map(({ type, requestId }) => `${type} ${requestId ?? ""}`.trim());
    """)
    assert messages == [
        "RUN_RESULT unasked",
        "READY",
        "ENDED asked",
        "RUN_RESULT asked",
        "ENDED in time",
        "RUN_RESULT in time",
    ]
