"""The plain way of handing frames over: a dict a frame; JSON text; objects in the worker; a message to the page."""

from __future__ import annotations

import gc
import json
from time import perf_counter
from typing import Any

from dstruct_runner.frames import Replay
from dstruct_runner.recorder import Recorder
from dstruct_runner.tracked import Args, Tracked

from .ways import ENOUGH, Interrupts, Program, recorded

Frames = list[dict[str, Any]]


class PlainReplay(Replay):
    """The product's own replay, which makes a dict of every frame at once.

    plain: these dicts, as they stand in a result.
    """

    def __init__(self, recorder: Recorder) -> None:
        known = (
            recorder.log,
            recorder.sites,
            recorder.seen,
            recorder.arguments,
            recorder.shapes(),
            recorder.stored_fields,
        )
        super().__init__(*known, max_frames=ENOUGH)
        self.plain: Frames = []

    def emit(self, name: str, shadow: Tracked | None, node_id: str, args: Args, previous: Args) -> None:
        """Add one frame."""
        if self.printed:
            self.flush()
        frame: dict[str, Any] = {"id": str(len(self.plain)), "timestamp": 0.0, "name": name}
        if shadow is not None:
            frame["treeName"] = shadow.tree_name
            frame["structureType"] = shadow.structure_type
            frame["argType"] = shadow.arg_type
            frame["nodeId"] = node_id
        if self.origin.operation:
            frame["operation"] = self.origin.operation
        if self.origin.source:
            frame["source"] = self.origin.source
        frame["args"] = args
        frame["prevArgs"] = previous
        frame["group"] = self.group
        self.plain.append(frame)


def measure(request: dict[str, Any], interrupts: Interrupts) -> dict[str, Any]:
    """Run a program and give its frames, and when it ended on the clock of `now`.

    With `check`, RuntimeError if the product would make other frames.
    """
    answer: dict[str, Any] = {}

    def hand_over(recorder: Recorder) -> None:
        answer["end"] = _milliseconds()
        answer["frames"] = plain_frames(recorder)
        if request["check"] and _timeless(json.loads(json.dumps(answer["frames"]))) != _timeless(recorder.frames(0, 0)):
            raise RuntimeError("The plain way and the product make different frames.")

    recorded(Program(request["source"], request["size"]), interrupts, look=hand_over)
    return answer


def collect(_request: Any, _interrupts: Interrupts) -> None:
    """Leave no garbage for the next one to be measured."""
    gc.collect()


def now(_request: Any, _interrupts: Interrupts) -> float:
    """Give the time in milliseconds, on the clock of a result's `startTimestamp`."""
    return _milliseconds()


def plain_frames(recorder: Recorder) -> Frames:
    """Make the frames of a log; their timestamps run evenly over a second."""
    replay = PlainReplay(recorder)
    replay.run(complete=True)
    step = 1000 / len(replay.plain)
    for number, frame in enumerate(replay.plain):
        frame["timestamp"] = round(number * step, 3)
    return replay.plain


def _timeless(frames: Any) -> Frames:
    return [{key: value for key, value in frame.items() if key != "timestamp"} for frame in frames]


def _milliseconds() -> float:
    return perf_counter() * 1000
