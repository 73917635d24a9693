"""An interpreter restored from the bundle's snapshot, in three engines: it is the same as one that was started."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from browser_page import Page, serving_bundle
from dstruct_host import bundle, engines

SCRIPT_TIMEOUT = 120  # seconds

# What a program can find out about the interpreter it runs in, and need not be the same in two of them, is not in here.
PROGRAMS = {
    "surroundings": """
        import os, sys, locale, warnings
        print(sys.path, sys.argv, sys.executable, sys.flags, sys.implementation, sys.platform, sys.version)
        print(sys.getrecursionlimit(), sys.getswitchinterval(), sys.getfilesystemencoding())
        print(len(sys.path_hooks), len(sys.meta_path), sys.get_int_max_str_digits())
        print(os.getcwd(), os.listdir("."), os.getpid(), sorted(os.environ.items()), locale.getlocale())
        print(warnings.filters)
        print(sorted(globals()), sorted(vars(__builtins__)))
    """,
    "modules that the snapshot lacks": """
        import html.parser, tomllib, zipfile, this
        from html.entities import html5
        print(len(html5), tomllib.loads("a = 1"), html.parser.__file__, zipfile.__file__)
    """,
    "no such module": "import numpy_of_no_bundle",
    "warnings": """
        import warnings
        warnings.warn("once")
        warnings.warn("old", DeprecationWarning)
        print(eval("1 is 1"))
    """,
    "what learners import": """
        import heapq, statistics, decimal, fractions, datetime, dataclasses, json, re, random
        @dataclasses.dataclass(order=True)
        class Card:
            rank: int
        random.seed(7)
        cards = [Card(random.randrange(100)) for _ in range(10)]
        heapq.heapify(cards)
        print(heapq.heappop(cards), statistics.median([1, 3, 2]), decimal.Decimal(1) / 7, fractions.Fraction(2, 6))
        print(decimal.getcontext(), json.dumps({"a": [1.5, None]}), re.findall("a+", "aabaa"), datetime.timedelta(1))
    """,
    "an error": "def f(n):\n    return 1 // n\n\nf(0)",
    "recursion": "def f(n):\n    return f(n + 1)\n\nf(0)",
    "asyncio": """
        import asyncio
        async def main():
            await asyncio.gather(asyncio.sleep(0.001), asyncio.sleep(0.002))
            return 5
        print(asyncio.run(main()))
    """,
    "files": """
        import tempfile, pathlib
        with tempfile.TemporaryDirectory() as place:
            pathlib.Path(place, "a").write_text("text")
            print(pathlib.Path(place, "a").read_text())
    """,
    "frames": "def sort(nums):\n    nums.sort()\n    nums[0] += 1\n    return nums\n\nprint(sort([3, 1, 2]))",
}


def dedented(program: str) -> str:
    """The program without what indents it here."""
    indent = len(program) - len(program.lstrip()) - 1 if program.startswith("\n") else 0
    return "\n".join(line[indent:] for line in program.strip("\n").split("\n")).rstrip()


@pytest.fixture(scope="module", params=engines.NAMES)
def engine(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A browser of each engine."""
    with engines.engine(request.param) as driver:
        driver.set_script_timeout(SCRIPT_TIMEOUT)
        yield driver


@pytest.fixture(scope="module", params=list(bundle.FLAVOURS))
def directory(request: pytest.FixtureRequest) -> Path:
    """The bundle of each Pyodide."""
    return bundle.build(bundle.FLAVOURS[request.param])


@pytest.fixture(scope="module")
def page(engine: Any, directory: Path) -> Iterator[Page]:
    """A page of each Pyodide in each engine, with a runner that was restored and one that was started."""
    with serving_bundle(directory) as url:
        page = Page(engine, url)
        page.open()
        seen = page.js("""
            window.restored = new PythonRunner("/");
            window.another = new PythonRunner("/");
            window.started = new PythonRunner("/", { snapshot: false });
            const all = [];
            for (const runner of [restored, another, started]) all.push((await runner.init()).restored);
            return all;
        """)
        assert seen == [True, True, False]
        yield page


def run(page: Page, runner: str, program: str) -> Any:
    """The result of a program on one of the page's runners, without the times in it."""
    result = page.js(f"return await window.{runner}.run(...values);", dedented(program), {"timeout": 60_000})
    frames = [{**frame, "timestamp": None} for frame in result["callstack"]]
    return {**result, "callstack": frames, "runtime": None, "startTimestamp": None}


@pytest.mark.parametrize("name", list(PROGRAMS))
def test_the_same_results(page: Page, name: str) -> None:
    """What a program prints, raises and does to its data is the same in a restored and in a started interpreter."""
    restored, started = (run(page, runner, PROGRAMS[name]) for runner in ("restored", "started"))
    assert restored == started


def test_chance_is_every_interpreters_own(page: Page) -> None:
    """Two interpreters restored from the same snapshot draw different numbers from every source of chance."""
    program = """
        import os, random, secrets, uuid
        print(random.random(), random.Random().random(), os.urandom(8), uuid.uuid4(), secrets.token_hex(8))
        random.seed(1)
        print(random.random())
    """
    outputs = [run(page, runner, program)["output"].splitlines() for runner in ("restored", "another")]
    first, second = (set(lines[0].split()) for lines in outputs)
    assert not first & second
    assert outputs[0][1] == outputs[1][1]


def test_hashes_are_the_snapshots(page: Page) -> None:
    """The seed of `hash` is the snapshot's, so that what docs/start.md says of it is true; sets have one order."""
    program = "print(hash('a'), list({'a', 'b', 'c', 'd', 'e'}))"
    assert run(page, "restored", program)["output"] == run(page, "another", program)["output"]


def test_time_moves_on(page: Page) -> None:
    """A restored interpreter's clocks show the browser's time, and go."""
    program = """
        import time, datetime
        print(time.time(), datetime.datetime.now().timestamp(), time.monotonic(), time.perf_counter())
    """
    first = [float(number) for number in run(page, "restored", program)["output"].split()]
    now = page.js("return Date.now() / 1000;")
    second = [float(number) for number in run(page, "restored", program)["output"].split()]
    assert first[0] == pytest.approx(now, abs=60)
    assert first[1] == pytest.approx(now, abs=60)
    assert all(before < after for before, after in zip(first, second, strict=True))


def test_packages_load_afterwards(page: Page) -> None:
    """`loadPackage` works in a restored interpreter: what was imported before stays, and its files are there."""
    program = "import dstruct_runner, os; f'{os.path.isfile(dstruct_runner.__file__)} {id(dstruct_runner)}'"
    seen = page.js(
        """
        const worker = new Worker("/pages/restored-interpreter.js", { type: "module" });
        const answer = new Promise((resolve) => worker.addEventListener("message", ({ data }) => resolve(data)));
        worker.postMessage(values[0]);
        return await answer;
        """,
        program,
    )
    before, after = seen["before"].split(), seen["after"].split()
    assert (before[0], after[0]) == ("False", "True")
    assert before[1] == after[1]


def test_waiting_for_promises(page: Page) -> None:
    """A restored interpreter waits for a promise where a started one does, and goes on where neither can."""
    program = """
        import js
        from pyodide.ffi import create_proxy, run_sync

        names = {"run_sync": run_sync}  # a program's own are gone when it has ended
        exec("def wait(promise): return max(map(lambda each: run_sync(each), [promise]))", names)
        js.globalThis.wait = create_proxy(names["wait"])
    """
    restored, started = (
        page.js(
            """
            const worker = new Worker("/pages/waiting-interpreter.js", { type: "module" });
            const answer = new Promise((resolve) => worker.addEventListener("message", ({ data }) => resolve(data)));
            worker.postMessage({ program: values[0], snapshotURL: values[1] });
            const seen = await answer;
            worker.terminate();
            return seen;
            """,
            dedented(program),
            snapshot,
        )
        for snapshot in ("/snapshot.bin", None)
    )
    waited = ["first", "pyodide.ffi.JsException", "second"] if restored["jspi"] else ["RuntimeError"] * 3
    assert restored == {"restored": True, "jspi": restored["jspi"], "waited": waited, "after": "alive"}
    assert started == {**restored, "restored": False}


@pytest.mark.parametrize("zone", ["America/New_York", "Australia/Sydney", "Asia/Kolkata"])
def test_the_browsers_time_zone(dist: Path, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    """A snapshot made in UTC shows the browser's time zone: of a single time at least the offset."""
    monkeypatch.setenv("TZ", zone)
    program = """
        import time, datetime
        print(time.timezone, time.altzone, time.daylight, time.tzname)
        print(time.localtime(0), time.localtime(2**30).tm_gmtoff)
        print(datetime.datetime.fromtimestamp(2**30).astimezone().utcoffset())
        print(time.mktime((2020, 7, 1, 0, 0, 0, 0, 0, -1)))
    """
    with serving_bundle(dist) as url, engines.engine("chromium") as driver:
        driver.set_script_timeout(SCRIPT_TIMEOUT)
        page = Page(driver, url)
        page.open()
        page.js('window.restored = new PythonRunner("/"); window.started = new PythonRunner("/", { snapshot: false });')
        restored, started = (run(page, runner, program)["output"] for runner in ("restored", "started"))
    assert restored == started
    assert restored.split()[0] != "0"


# --- what can be wrong with a snapshot -------------------------------------------------------------------------------


def with_header(**changes: Any) -> Callable[[bytes], bytes]:
    """Damage a snapshot by changing what its first line says."""

    def damage(data: bytes) -> bytes:
        header, _, memory = gzip.decompress(data).partition(b"\n")
        changed = json.dumps(json.loads(header) | changes).encode()
        return gzip.compress(changed + b"\n" + memory, 1)

    return damage


def with_bytes(change: int) -> Callable[[bytes], bytes]:
    """Damage a snapshot by having its first line announce that many bytes more."""

    def damage(data: bytes) -> bytes:
        header = json.loads(gzip.decompress(data).partition(b"\n")[0])
        return with_header(bytes=header["bytes"] + change)(data)

    return damage


def with_build_id(data: bytes) -> bytes:
    """Change a snapshot's BUILD_ID, which begins 16 bytes after the first line."""
    plain = bytearray(gzip.decompress(data))
    plain[plain.index(b"\n") + 1 + 16] ^= 1
    return gzip.compress(plain, 1)


def flipped(data: bytes) -> bytes:
    """Change one bit in the middle."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


DAMAGES: dict[str, tuple[Callable[[bytes], bytes | None], str]] = {
    "absent": (lambda _data: None, "status 404"),
    "empty": (lambda _data: b"", ""),
    "truncated": (lambda data: data[: len(data) // 2], ""),
    "cut at its end": (lambda data: data[:-5], ""),
    "a flipped bit": (flipped, ""),
    "no gzip": (lambda _data: b"<!doctype html>" * 1000, ""),
    "no header": (lambda _data: gzip.compress(bytes(100_000)), "no header"),
    "too short": (with_bytes(16), "bytes of"),
    "too long": (with_bytes(-16), ""),
    "other Pyodide": (with_header(pyodide="0.1.0"), "made with Pyodide 0.1.0"),
    "other BUILD_ID": (with_build_id, "build id"),
    "other wheel version": (with_header(wheel="0.0.9"), "dstruct-runner 0.0.9"),
    "other wheel": (with_header(wheelSha256="00"), "another build"),
}


@pytest.fixture(scope="module")
def damaged(engine: Any, directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page beside whose bundle all the damaged snapshots lie."""
    folder = tmp_path_factory.mktemp("damaged")
    data = (directory / "snapshot.bin").read_bytes()
    for name, (damage, _) in DAMAGES.items():
        made = damage(data)
        if made is not None:
            (folder / name.replace(" ", "-")).write_bytes(made)
    with serving_bundle(directory, damaged=folder) as url:
        page = Page(engine, url)
        page.open()
        yield page


# What a browser or Pyodide finds out; the rest is found out by code of ours that is the same everywhere.
FOUND_BY_OTHERS = ("absent", "truncated", "cut at its end", "a flipped bit", "other BUILD_ID", "other wheel version")


@pytest.mark.parametrize(
    ("engine", "directory", "damage"),
    [
        (name, flavour, damage)
        for name in engines.NAMES
        for flavour in bundle.FLAVOURS
        for damage in (DAMAGES if (name, flavour) == ("chromium", "314") else FOUND_BY_OTHERS)
    ],
    indirect=["engine", "directory"],
)
def test_a_snapshot_of_no_use(damaged: Page, damage: str) -> None:
    """Whatever is wrong with a snapshot, Python is started without it, and the console is told why, once."""
    seen = damaged.js(
        """
        const worker = new RawWorker("/pages/telling-worker.js");
        const ready = worker.next(({ type }) => type === "READY" || type === "ERROR");
        worker.post({ type: "INIT", indexURL: "/", snapshot: values[0] });
        const { type, capabilities } = await ready;
        const result = worker.next(({ type }) => type === "RUN_RESULT" || type === "ERROR");
        worker.post({ type: "RUN", requestId: "r", code: "import random, html\\nprint(sum([1, 2]))" });
        const answer = await result;
        worker.worker.terminate();
        return { messages: worker.messages, type, capabilities, output: answer.result?.output };
        """,
        f"/damaged/{damage.replace(' ', '-')}",
    )
    assert (seen["type"], seen["output"]) == ("READY", "3\n")
    assert not seen["capabilities"]["restored"]
    (warning,) = [message for message in seen["messages"] if message["type"] == "CONSOLE"]
    assert warning["level"] == "warn"
    assert DAMAGES[damage][1].lower() in warning["text"].lower()
    progress = [message["value"] for message in seen["messages"] if message["type"] == "PROGRESS"]
    assert progress == [5, 45, 70, 100]


# --- how it is loaded ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("options", "restored"), [({}, True), ({"snapshot": False}, False)])
def test_each_file_is_loaded_once(driver: Any, directory: Path, options: dict[str, Any], restored: bool) -> None:
    """Nothing is asked for twice, and nothing that is of no use: the wheel with a snapshot, the snapshot without."""
    paths: list[str] = []
    with serving_bundle(directory, asked=paths.append) as url:
        page = Page(driver, url)
        page.open()
        page.start(**options)
        paths.clear()
        assert page.js("return (await runner.init()).restored;") is restored
        wheel = next(directory.glob("*.whl")).name
    assert [path for path, times in Counter(paths).items() if times > 1] == []
    core = {"/pyodide.mjs", "/pyodide.asm.wasm", "/python_stdlib.zip", "/pyodide-lock.json"}
    assert core | {"/snapshot.bin" if restored else f"/{wheel}"} <= set(paths)
    assert (f"/{wheel}" in paths, "/snapshot.bin" in paths) == (not restored, restored)


def test_a_download_that_stands_still(driver: Any, site: str) -> None:
    """A server that takes the request and never answers costs some seconds, not the page."""
    page = Page(driver, site)
    page.open()
    message = page.js("""
        const { openSnapshot } = await import("/snapshot.js");
        const later = window.setTimeout;
        window.setTimeout = (callback, delay) => later(callback, delay / 1000); // some milliseconds, in a test
        window.fetch = (_url, { signal }) =>
            new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        return openSnapshot("/snapshot.bin", Promise.resolve(() => null)).catch(({ message }) => message);
    """)
    assert "stands still" in message


def test_a_page_may_name_its_snapshot(driver: Any, dist: Path, tmp_path: Path) -> None:
    """The option `snapshot` is an address, relative to the page."""
    (tmp_path / "mine").symlink_to(dist / "snapshot.bin")
    with serving_bundle(dist, elsewhere=tmp_path) as url:
        page = Page(driver, url)
        page.open()
        page.start(snapshot="../elsewhere/mine")
        assert page.js("return (await runner.init()).restored;")
