"""How much a run costs over Python itself: a trivial program through `PythonRunner.run()` and through bare `runPython`.

Both happen in turn in one page, one worker and one interpreter: the product's own worker, loaded from a copy of the
bundle in which `pyodide.mjs` is a shim that loads the true one and also runs programs bare, on a channel of its own
(pages/pyodide.mjs). The run is timed in the page, messages and JSON included; the bare call is timed in the worker,
around `runPython` alone. The page is cross-origin isolated, so that the clock has its full resolution.
"""

from __future__ import annotations

import statistics
from pathlib import Path

from dstruct_host import bundle, stamps
from dstruct_host.browser import chromium
from dstruct_host.paths import BUILD
from dstruct_host.serve import serving

PAGES = Path(__file__).parent / "pages"
DIRECTORY = BUILD / "bench"

WARM_UP = 20
SAMPLES = 300
PROGRAM = "numbers = [1, 2, 3]\nnumbers[0] = 5\nnumbers"


def measure() -> dict[str, float]:
    """Run the program SAMPLES times each way; milliseconds. RuntimeError if any of the runs went wrong."""
    with serving(_site(), isolated=True) as url, chromium() as driver:
        driver.set_script_timeout(300)
        driver.get(url + "run.html")
        answer = driver.execute_async_script(
            "const [program, warmUp, samples, done] = arguments;"
            "window.measure(program, warmUp, samples).then(done, (error) => done({ error: String(error) }));",
            PROGRAM,
            WARM_UP,
            SAMPLES,
        )
    if "error" in answer:
        raise RuntimeError(f"The benchmark failed in the page: {answer['error']}")
    run, bare = answer["run"], answer["bare"]
    return {
        "run_ms_median": statistics.median(run),
        "run_ms_p95": statistics.quantiles(run, n=20, method="inclusive")[-1],
        "bare_ms_median": statistics.median(bare),
        "bare_ms_p95": statistics.quantiles(bare, n=20, method="inclusive")[-1],
    }


def _site() -> Path:
    """The bundle with the shim in place of `pyodide.mjs`, which is there as `pyodide-core.mjs`, and the page."""
    product = bundle.build()
    files: dict[str, bundle.Content] = {
        path.relative_to(product).as_posix(): path for path in stamps.files_under(product)
    }
    files["pyodide-core.mjs"] = files["pyodide.mjs"]
    files |= {path.name: path for path in PAGES.iterdir()}
    bundle.write(files, DIRECTORY)
    return DIRECTORY
