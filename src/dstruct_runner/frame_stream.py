"""The frames of a program while it runs: made now and then of what was recorded so far, by a replay of their own.

Each time all of them are made, since what comes later can change what came before: a class may turn out to be a node's.
That happens in the middle of the learner's code, which must not notice. To replay a log only reads, but for two things:
what a value looks like is asked of its `__repr__`, and keys are sought by their `__hash__` and `__eq__`, which may be a
learner's. So a program that has such a method gets its frames when it is over, and not before.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic, perf_counter  # bound here: a program may replace what `time` holds

from .collecting import no_collection
from .packed_frames import PackedFrames, pack
from .recorder import Recorder

_FIRST = 0.5  # seconds after which frames are made for the first time; most programs are over by then
_REST = 4  # times as long as they took to make is nothing made: that takes a fifth of the time, at most
_HEARING = 0.02  # seconds between two moments in which whoever waits for the program is heard

# What a replay may call: methods, whatever a dataclass has in the place of a field, and whoever watches each call.
_CALLED = re.compile(
    r"__(?:repr|hash|eq|getattr|getattribute|get|del)__|property|\b(?:exec|settrace|setprofile|monitoring)\b"
)
_COMPARED = re.compile("__[lg]t__")  # by the `repr` of a Counter, which sorts what it has counted


def is_called_when_shown(source: str) -> bool:
    """Whether showing the values of a program may run code of its own, as far as its text tells; rather too often."""
    return bool(_CALLED.search(source) or ("Counter" in source and _COMPARED.search(source)))


class FrameStream:
    """Makes the frames of one program while it runs.

    Attributes:
        recorder: whose log they are made of
        send: takes all frames so far, packed
        start: when the program began, in milliseconds of `perf_counter`
        due: the moment, in seconds of `monotonic`, before which none are made
        shown: how long the log was when they were made last

    """

    def __init__(self, recorder: Recorder, send: Callable[[PackedFrames], object], start: float) -> None:
        self.recorder = recorder
        self.send = send
        self.start = start
        self.due = monotonic() + _FIRST
        self.shown = -1

    def beat(self, hear: Callable[[], object]) -> None:
        """Make and send frames if it is time to and there may be more of them.

        `hear` is called time and again meanwhile; what it raises ends the making.
        """
        begun = monotonic()
        if begun < self.due or len(self.recorder.log) == self.shown:
            return
        try:
            self._show(hear)
        except Exception:  # no depth or memory is left, which is none of the program's concern; a flaw of ours shows
            pass  # again when the program is over, and is told of then
        finally:
            over = monotonic()
            self.due = over + _REST * (over - begun)

    def _show(self, hear: Callable[[], object]) -> None:
        length = len(self.recorder.log)
        replay = self.recorder.replay()
        heard = monotonic()
        try:
            with no_collection():
                for _ in replay.steps(complete=False):
                    if monotonic() >= heard + _HEARING:
                        hear()
                        heard = monotonic()
                if len(replay.frames):
                    self.send(pack(replay.frames, self.start, perf_counter() * 1000))
            self.shown = length
        finally:
            replay.close()
