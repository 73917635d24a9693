"""The benchmarks of `scripts/bench`, by name. Each is a module with a function that measures and gives a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dstruct_host import setup
from dstruct_host.bench import instrumentation, run, start
from dstruct_host.bench.report import Report, Target


@dataclass(frozen=True)
class Benchmark:
    """`summary` is one line for people; `measure(quick)` measures, or with `quick` only shows that it can.

    `ensure` brings the browsers it is measured in.
    """

    summary: str
    measure: Callable[[bool], Report]
    targets: Sequence[Target] = ()
    ensure: Callable[[], None] = setup.ensure_chromium


BENCHMARKS = {
    "run": Benchmark("a trivial program from PythonRunner.run() to its result, against bare runPython", run.measure),
    "instrumentation": Benchmark(
        "what it costs to record everything a program does, against the same program bare and under tracers",
        instrumentation.measure,
        instrumentation.TARGETS,
    ),
    "start": Benchmark(
        "from INIT to READY, restored from the snapshot and started without it, against bare loadPyodide",
        start.measure,
        start.TARGETS,
        setup.ensure_engines,
    ),
}
