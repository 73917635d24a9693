"""What benchmarks measure inside Pyodide, in the product's own worker. Imports the harness and the standard library.

`answer` is called from pages/pyodide.mjs. It gives samples, not statistics: those are made on the host.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from . import compiling, growth, handoff, slowdown
from .ways import Interrupts

_PARTS: dict[str, Callable[[Any, Interrupts], Any]] = {
    "slowdown": slowdown.measure,
    "memory": slowdown.measure_memory,
    "compiling": compiling.measure,
    "growth": growth.measure,
    "hand_off": handoff.measure,
    "collect": handoff.collect,
    "now": handoff.now,
}


def answer(part: str, request: str, arm: Callable[[], None], disarm: Callable[[], None]) -> str:
    """Measure one part; request and answer are JSON text."""
    return json.dumps(_PARTS[part](json.loads(request), Interrupts(arm, disarm)), separators=(",", ":"))
