"""What an operation costs on a small container and on a large one, from its record to the text of its frames."""

from __future__ import annotations

from functools import partial
from typing import Any

from dstruct_runner.recorder import Recorder

from .ways import Interrupts, Outcome, Program, in_turn, recorded, timed


def measure(request: dict[str, Any], interrupts: Interrupts) -> dict[str, tuple[float, int]]:
    """Run one program on containers of each of `sizes`, with each of the numbers of `turns`.

    The program's `main` takes `[entries, turns]`. For each pair, written "entries turns", `(milliseconds, records)`,
    frames included.
    """
    pairs = [(entries, turns) for entries in request["sizes"] for turns in request["turns"]]
    return in_turn(
        request["round"],
        {
            f"{entries} {turns}": partial(_to_frames, request["source"], [entries, turns], interrupts)
            for entries, turns in pairs
        },
    )


def _to_frames(source: str, argument: Any, interrupts: Interrupts) -> Outcome:
    """Run with probes, and make the frames; what `main` returns depends on its argument and is left out."""
    taken: list[float] = []

    def make_frames(recorder: Recorder) -> None:
        taken.append(timed(lambda: recorder.frames_json(0.0, 1.0))[0])

    outcome = recorded(Program(source, argument), interrupts, look=make_frames)
    return Outcome(outcome.cost + taken[0], outcome.events, None)
