"""How much a run costs over Python itself: a trivial program through `PythonRunner.run()` and through bare `runPython`.

Both happen in turn in one page, one worker and one interpreter (page.py). The run is timed in the page, messages and
JSON included; the bare call is timed in the worker, around `runPython` alone.
"""

from __future__ import annotations

import statistics

from dstruct_host.bench.page import bench_page
from dstruct_host.bench.report import Report

WARM_UP = 20
SAMPLES = 300
QUICK_SAMPLES = 20
PROGRAM = "numbers = [1, 2, 3]\nnumbers[0] = 5\nnumbers"


def measure(quick: bool) -> Report:
    """Run the program SAMPLES times each way; milliseconds. RuntimeError if any of the runs went wrong."""
    with bench_page("run.html") as ask:
        times = ask("measure", PROGRAM, WARM_UP, QUICK_SAMPLES if quick else SAMPLES)
    run, bare = times["run"], times["bare"]
    return Report(
        {
            "run_ms_median": statistics.median(run),
            "run_ms_p95": statistics.quantiles(run, n=20, method="inclusive")[-1],
            "bare_ms_median": statistics.median(bare),
            "bare_ms_p95": statistics.quantiles(bare, n=20, method="inclusive")[-1],
        }
    )
