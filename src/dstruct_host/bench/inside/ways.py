"""The ways of running a program that are compared, each measured by itself, from its first statement to its end.

A program is source text that defines `main(size)`. It is compiled afresh each time, before the measurement, so that
every way starts with bytecode that has not adapted to anything yet.

Bare and under a tracer it is run with `exec`, in a Pyodide that nothing can interrupt. With probes it is run as the
product runs it: in the sandbox, with the interrupt buffer and the deadline in force.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from types import FrameType
from typing import Any, NamedTuple

from dstruct_runner.deadline import Deadline
from dstruct_runner.instrument import instrument
from dstruct_runner.recorder import Recorder
from dstruct_runner.sandbox import Sandbox

from .snapshots import Snapshots

FILE = "<learner>"
SLOTS = 4  # of the log, for one recorded operation
ENOUGH = 2_000_000  # frames: no program here comes near
LIMIT = 600_000.0  # milliseconds: a deadline that is watched and never reached


class Program(NamedTuple):
    """A program to measure with: its text, and the argument of its `main`."""

    source: str
    size: Any


class Outcome(NamedTuple):
    """`cost` in the meter's unit, `events` (operations, lines or steps) told of, and what `main` returned."""

    cost: float
    events: int
    value: Any


# Calls a function and gives what that cost, and what it returned.
Meter = Callable[[Callable[[], Any]], tuple[float, Any]]


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Measure milliseconds."""
    start = perf_counter()
    value = call()
    return (perf_counter() - start) * 1000, value


def peak_memory(call: Callable[[], Any]) -> tuple[float, Any]:
    """Measure the most bytes that live at once, beyond what lived before, as asked of Python's allocators."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        value = call()
        return tracemalloc.get_traced_memory()[1] - before, value
    finally:
        tracemalloc.stop()


@dataclass(frozen=True)
class Interrupts:
    """The worker's interrupt buffer: `arm` it, or `disarm` it and take it away."""

    arm: Callable[[], None]
    disarm: Callable[[], None]

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Have a program interruptible as the worker has it."""
        self.arm()
        try:
            with Deadline(LIMIT):
                yield
        finally:
            self.disarm()


def bare(program: Program, meter: Meter = timed) -> Outcome:
    """The program as it is."""
    cost, value = meter(_bare_run(program))
    return Outcome(cost, 0, value)


def watched(program: Program, interrupts: Interrupts) -> Outcome:
    """The program as it is, but interruptible: what of the cost of recording is the deadline's."""
    with interrupts.in_force():
        return bare(program)


def recorded(
    program: Program,
    interrupts: Interrupts,
    max_frames: int = ENOUGH,
    meter: Meter = timed,
    look: Callable[[Recorder], object] = lambda recorder: None,
) -> Outcome:
    """The program with probes; `look` sees the recorder while it still holds everything, outside the measurement."""
    instrumented = instrument(program.source, FILE)
    recorder = Recorder(max_frames=max_frames)
    with interrupts.in_force(), Sandbox(program.source, printed=recorder.printed) as sandbox:
        namespace = sandbox.namespace

        def run() -> Any:
            instrumented.run(namespace, recorder)
            return namespace["main"](program.size)

        cost, value = meter(run)
        if max_frames and len(recorder.log) >= recorder.limit:
            raise RuntimeError("The log is full: what was measured is not the cost of recording.")
        look(recorder)
    records = len(recorder.log) // SLOTS
    recorder.close()
    return Outcome(cost, records, value)


def line_traced(program: Program) -> Outcome:
    """The program under the leanest tracer there is, which keeps the number of each line that is run."""
    run = _bare_run(program)
    lines: list[int] = []
    keep = lines.append

    def on_line(frame: FrameType, event: str, _argument: object) -> Any:
        if event == "line":
            keep(frame.f_lineno)
        return on_line

    def on_call(frame: FrameType, _event: str, _argument: object) -> Any:
        return on_line if frame.f_code.co_filename == FILE else None

    def run_traced() -> Any:
        sys.settrace(on_call)
        try:
            return run()
        finally:
            sys.settrace(None)

    cost, value = timed(run_traced)
    return Outcome(cost, len(lines), value)


def snapshot_traced(program: Program, steps: int) -> Outcome:
    """The first `steps` steps of `main` under a tracer that keeps all variables and all they lead to, at each step."""
    namespace = {"__name__": "__main__"}
    exec(compile(program.source, FILE, "exec", dont_inherit=True), namespace)
    main: Any = namespace["main"]
    snapshots = Snapshots(FILE, steps)
    cost, _ = timed(lambda: snapshots.watch(lambda: main(program.size)))
    return Outcome(cost, len(snapshots.taken), None)


def in_turn(number: int, ways: dict[str, Callable[[], Outcome]]) -> dict[str, tuple[float, int]]:
    """Go through all the ways once, with no garbage left in between; gives `(cost, events)` of each.

    `number` is that of the round: each round starts with another way. RuntimeError if two ways come to different
    values; one whose value is None says nothing of it.
    """
    names = list(ways)
    first = number % len(names)
    outcomes: dict[str, Outcome] = {}
    for name in names[first:] + names[:first]:
        gc.collect()
        outcomes[name] = ways[name]()
    values = [outcome.value for outcome in outcomes.values() if outcome.value is not None]
    if any(value != values[0] for value in values):
        raise RuntimeError("The same program came to different results.")
    return {name: (outcome.cost, outcome.events) for name, outcome in outcomes.items()}


def _bare_run(program: Program) -> Callable[[], Any]:
    code = compile(program.source, FILE, "exec", dont_inherit=True)
    namespace: dict[str, Any] = {"__name__": "__main__"}

    def run() -> Any:
        exec(code, namespace)
        return namespace["main"](program.size)

    return run
