"""What it costs to compile a program with probes."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from dstruct_runner.entry import find_entry
from dstruct_runner.instrument import instrument

from .ways import FILE, Interrupts, Outcome, in_turn, timed


def measure(request: dict[str, Any], _interrupts: Interrupts) -> dict[str, tuple[float, int]]:
    """Compile `source` plain and with probes, and find its entry point, as a run does besides: `(milliseconds, 0)`.

    A run parses once, for both; here that counts as part of the compilation with probes.
    """
    source: str = request["source"]
    tree = ast.parse(source)
    return in_turn(
        request["round"],
        {
            "plain": lambda: _timed(lambda: compile(source, FILE, "exec", dont_inherit=True)),
            "probes": lambda: _timed(lambda: instrument(source, FILE)),
            "entry": lambda: _timed(lambda: find_entry(tree, 0, None)),
        },
    )


def _timed(call: Callable[[], object]) -> Outcome:
    cost, _ = timed(call)
    return Outcome(cost, 0, None)
