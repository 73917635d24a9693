"""The benchmarks of `scripts/bench`, by name. Each is a module with a function that measures and gives a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dstruct_host import setup
from dstruct_host.bench import chaos, instrumentation, run, start, stop
from dstruct_host.bench.report import Report, Target


@dataclass(frozen=True)
class Benchmark:
    """`summary` is one line for people; `measure(quick)` measures, or with `quick` only shows that it can.

    `ensure` brings the browsers it is measured in; `settings` names what else `measure` takes, all of it optional.
    """

    summary: str
    measure: Callable[..., Report]
    targets: Sequence[Target] = ()
    ensure: Callable[[], None] = setup.ensure_chromium
    settings: Sequence[str] = ()


BENCHMARKS = {
    "run": Benchmark("a trivial program from PythonRunner.run() to its result, against bare runPython", run.measure),
    "instrumentation": Benchmark(
        "what it costs to record everything a program does, against the same program bare and under tracers",
        instrumentation.measure,
        instrumentation.TARGETS,
    ),
    "start": Benchmark(
        "how long a start takes with the snapshot and without, and a recovery from a kill, against bare loadPyodide",
        start.measure,
        start.TARGETS,
        setup.ensure_engines,
    ),
    "stop": Benchmark(
        "how long after its deadline, and after an interrupt, the result of an endless program is there",
        stop.measure,
        stop.TARGETS,
        setup.ensure_engines,
    ),
    "chaos": Benchmark(
        "whether every run settles, rightly, among hostile ones, interrupts, crashes and disposals at random",
        chaos.measure,
        chaos.TARGETS,
        settings=chaos.SETTINGS,
    ),
}
