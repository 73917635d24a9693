"""What recording everything costs a program while it runs: time and memory, against other ways of running it."""

from __future__ import annotations

import gc
import sys
from functools import partial
from typing import Any

from .ways import Interrupts, Program, bare, in_turn, line_traced, peak_memory, recorded, snapshot_traced, watched


def measure(request: dict[str, Any], interrupts: Interrupts) -> dict[str, tuple[float, int]]:
    """Run one program each way once; for each way `(milliseconds, events)`."""
    program = Program(request["source"], request["size"])
    return in_turn(
        request["round"],
        {
            "bare": partial(bare, program),
            "watched": partial(watched, program, interrupts),
            "recorded": partial(recorded, program, interrupts),
            "over_cap": partial(recorded, program, interrupts, max_frames=0),
            "line_traced": partial(line_traced, program),
            "snapshots": partial(snapshot_traced, program, request["snapshots"]),
        },
    )


def measure_memory(request: dict[str, Any], interrupts: Interrupts) -> dict[str, float]:
    """The most memory that one program needs, bare and with probes, in bytes.

    With probes that is also the log, what was copied before changes, and whatever would be gone by then if the log did
    not hold it. `log` is the log's list alone.
    """
    program = Program(request["source"], request["size"])
    log: list[int] = []
    probed = partial(recorded, program, interrupts, look=lambda recorder: log.append(sys.getsizeof(recorder.log)))
    for warm_up in (partial(bare, program), probed):  # what is made once, on first use, counts for neither
        warm_up()
    gc.collect()
    without = bare(program, peak_memory)
    gc.collect()
    with_probes = probed(meter=peak_memory)
    return {"bare": without.cost, "recorded": with_probes.cost, "log": log[-1], "operations": with_probes.events}
