"""How long after its deadline, and after an interrupt, an endless program's result is there: in three engines.

Each program of endless.py is run until it is stopped, the result is waited for, frames included; what is told is how
much later that was than the limit, or than the call of `interrupt()`. On pages that are cross-origin isolated and on
others. Where an engine can't reach a program (`terminate`), an interrupt kills the worker.
"""

from __future__ import annotations

import statistics

from dstruct_host import engines
from dstruct_host.bench.endless import ENDLESS, endless
from dstruct_host.bench.page import asker, site_with
from dstruct_host.bench.report import Report, Table, Target
from dstruct_host.paths import BUILD
from dstruct_host.serve import serving

DIRECTORY = BUILD / "bench-stop"

ROUNDS = 2
QUICK_PROGRAMS = ("while", "sleep")

TARGETS = tuple(
    target
    for name in engines.NAMES
    for target in (
        Target(f"{name}.overshoot_ms", 100, "from the deadline to the result, the median of the slowest program"),
        Target(f"{name}.interrupt_ms", 100, "from interrupt() to the result, likewise"),
        Target(f"{name}.killed", 0, "runs that the deadline did not end, so that their worker was killed"),
    )
)

Times = dict[str, list[float | None]]  # milliseconds by program; None: its worker was killed


def measure(quick: bool) -> Report:
    """Stop every program, ROUNDS times; RuntimeError if one ends in another way."""
    site_with("stop.html", directory=DIRECTORY)
    figures: dict[str, float] = {}
    tables = []
    for name in engines.NAMES:
        late, interrupted = _measure_engine(name, quick)
        figures[f"{name}.overshoot_ms"] = max(map(_median, late.values()))
        figures[f"{name}.interrupt_ms"] = max(map(_median, interrupted.values()))
        figures[f"{name}.killed"] = sum(time is None for times in late.values() for time in times)
        rows = [(program, [_median(late[program]), _median(interrupted[program])]) for program in late]
        tables.append(Table(f"{name}: milliseconds to the result (medians)", ["deadline", "interrupt"], rows))
    return Report(figures, tables)


def _measure_engine(name: str, quick: bool) -> tuple[Times, Times]:
    """The times after the deadline and after an interrupt, of pages that are isolated and of others."""
    programs = QUICK_PROGRAMS if quick else ENDLESS
    late: Times = {program: [] for program in programs}
    interrupted: Times = {program: [] for program in programs}
    for isolated in (False, True):
        with serving(DIRECTORY, isolated=isolated) as url, engines.engine(name) as driver:
            ask = asker(driver, f"{url}stop.html")
            for _ in range(1 if quick else ROUNDS):
                for program in programs:
                    late[program].append(ask("overshoot", endless(program)))
                    interrupted[program].append(ask("interrupted", endless(program)))
    return late, interrupted


def _median(times: list[float | None]) -> float:
    """The median of the runs that were not killed; 0 if all were."""
    return statistics.median([time for time in times if time is not None] or [0])
