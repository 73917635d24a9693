"""The page that benchmarks are measured in: the product's runner and worker, and a way past them to the interpreter.

The site is a copy of the bundle in which `pyodide.mjs` is a shim (pages/pyodide.mjs) that loads the true one and also
takes requests from the page on a channel of its own. So the product and what it is compared with run in turn in one
page, one worker and one interpreter. The page is cross-origin isolated, so that the clocks have their full resolution.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from selenium.webdriver import Chrome

from dstruct_host import bundle, stamps
from dstruct_host.browser import chromium
from dstruct_host.engines import Driver
from dstruct_host.paths import BUILD
from dstruct_host.serve import serving

PAGES = Path(__file__).parent / "pages"
INSIDE = Path(__file__).parent / "inside"
DIRECTORY = BUILD / "bench"

_PATIENCE = 1800  # seconds until a page that does not answer is given up

# Calls `window[function](...arguments)` of the page and gives what it resolves to. WebKitGTK takes a page for loaded
# before its modules have run.
_CALL = """
    const [name, values, done] = arguments;
    const call = async () => window[name](...values);
    const loaded = document.readyState === "complete" || new Promise((resolve) => addEventListener("load", resolve));
    Promise.resolve(loaded).then(call).then((value) => done({ value }), (error) => done({ error: String(error) }));
"""

Ask = Callable[..., Any]


@contextmanager
def bench_page(name: str) -> Iterator[Ask]:
    """Open the page `name` and yield `ask(function, *arguments)`, which calls one of its functions.

    `ask` raises RuntimeError where that function fails.
    """
    with serving(_site(), isolated=True) as url, chromium() as driver:
        yield asker(driver, url + name)


def asker(driver: Driver, url: str) -> Ask:
    """Open a page in a browser and give what calls its functions."""
    driver.set_script_timeout(_PATIENCE)
    driver.get(url)

    def ask(function: str, *arguments: Any) -> Any:
        answer = _answer(driver, function, arguments)
        if "error" in answer:
            raise RuntimeError(f"The benchmark failed in the page: {answer['error']}")
        return answer.get("value")

    return ask


def _answer(driver: Driver, function: str, arguments: tuple[Any, ...]) -> dict[str, Any]:
    """Have the page called; Chrome's driver keeps what a script answers in the page's memory, what CDP answers not."""
    if isinstance(driver, Chrome):
        values = f"{json.dumps(function)}, {json.dumps(arguments)}"
        call = f"new Promise((done) => (function () {{ {_CALL} }})({values}, done))"
        options = {"awaitPromise": True, "returnByValue": True}
        answer = driver.execute_cdp_cmd("Runtime.evaluate", {"expression": call, **options})["result"]["value"]
    else:
        answer = driver.execute_async_script(_CALL, function, arguments)
    return cast(dict[str, Any], answer)


def site_with(*names: str, directory: Path) -> Path:
    """Put the bundle, as it is, and some of the pages beside each other, in a directory; gives it."""
    bundle.write(_product() | {name: PAGES / name for name in names}, directory)
    return directory


def _product() -> dict[str, bundle.Content]:
    product = bundle.build()
    return {path.relative_to(product).as_posix(): path for path in stamps.files_under(product)}


def _site() -> Path:
    """The bundle with the shim in place of `pyodide.mjs`, which is there as `pyodide-core.mjs`, and the pages."""
    files = _product()
    files["pyodide-core.mjs"] = files["pyodide.mjs"]
    files |= {path.name: path for path in PAGES.iterdir()}
    files["inside.zip"] = _inside()
    bundle.write(files, DIRECTORY)
    return DIRECTORY


def _inside() -> bytes:
    """The package `inside`, which measures in the interpreter, as an archive for Pyodide to unpack."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(INSIDE.glob("*.py")):
            archive.writestr(zipfile.ZipInfo(f"inside/{path.name}"), path.read_bytes())
    return buffer.getvalue()
