"""The benchmarks of `scripts/bench`, by name. Each is a module with a function that measures and returns figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dstruct_host.bench import run

Figures = dict[str, float]


@dataclass(frozen=True)
class Benchmark:
    """`summary` is one line for people; `measure` returns figures whose keys end in their unit and statistic."""

    summary: str
    measure: Callable[[], Figures]


BENCHMARKS = {
    "run": Benchmark("a trivial program from PythonRunner.run() to its result, against bare runPython", run.measure),
}
