"""A page in a real browser, for tests that drive the browser code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from selenium.webdriver import Chrome

from dstruct_host.engines import Driver
from dstruct_host.serve import serving

_PAGES = Path(__file__).parent / "browser" / "pages"

# What every script of a test finds ready: the page's modules, and what the page made of them so far (`window.runner`).
_PRELUDE = """
const { DEFAULT_INDEX_URL, INTERRUPT_GRACE, KILL_GRACE, PythonRunner } = await import("/runner.js");
const { createPythonRuntimeArgs } = await import("/runtime-args.js");
const { RawWorker } = await import("/selftest/raw-worker.js");
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
"""

_ASYNC = """
const done = arguments[arguments.length - 1];
const values = [...arguments].slice(0, -1);
const work = async () => {{ {prelude} {body} }};
work().then((value) => done({{ value }}), (error) => done({{ error: String((error && error.stack) || error) }}));
"""


@contextmanager
def serving_bundle(
    directory: Path, *, isolated: bool = False, asked: Callable[[str], None] = lambda _path: None, **folders: Path
) -> Iterator[str]:
    """Serve a bundle, the tests' own pages under `pages/` and further `folders` by their names; gives the address.

    `asked` is called with the path of each request.
    """
    with TemporaryDirectory() as staging:
        for path in directory.iterdir():
            (Path(staging) / path.name).symlink_to(path)
        for name, folder in {"pages": _PAGES, **folders}.items():
            (Path(staging) / name).symlink_to(folder)
        with serving(Path(staging), isolated=isolated, asked=asked) as url:
            yield url


@dataclass(frozen=True)
class Page:
    """A blank page of the bundle's origin; `url` is the bundle's address, and ends with a slash."""

    driver: Chrome | Driver
    url: str

    def open(self) -> None:
        """Load the page anew: nothing of an earlier test is left."""
        self.driver.get(f"{self.url}pages/blank.html")

    def js(self, body: str, *values: Any) -> Any:
        """Run `body`, the text of an async function whose arguments are in `values`, and return what it returns."""
        answer = self.driver.execute_async_script(_ASYNC.format(prelude=_PRELUDE, body=body), *values)
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def start(self, index_url: str = "/", **options: Any) -> None:
        """Make `window.runner`, a PythonRunner on which nothing is loaded yet."""
        # A second worker would take this machine's time from the tests; those that are about it ask for it.
        self.js("window.runner = new PythonRunner(...values);", index_url, {"standby": False, **options})

    def run(self, code: str, **options: Any) -> Any:
        """Run a program on `window.runner` and return its ExecutionResult."""
        return self.js("return await runner.run(...values);", code, options)

    @property
    def state(self) -> Any:
        """The runner's."""
        return self.js("return runner.state;")
