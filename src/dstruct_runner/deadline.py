"""The soft deadline: ends the learner's program when its time is up, or when the page asks, and keeps the interpreter.

Two signals can end a run. SIGALRM is the beat, every few milliseconds: on a host it comes from an interval timer, in
the browser from the worker's interrupt buffer. SIGINT is Ctrl-C. Either way a signal handler runs between two bytecodes
of whatever is running, and raises there:

- `DeadlineReached` when the time is past, `KeyboardInterrupt` when an interrupt has come;
- only where the learner's code is what was interrupted, however deep in a library it is: the recorder's and the
  harness's own functions are never torn apart, the next beat comes soon enough;
- again at each further beat, so that swallowing it does not help; where it was swallowed once, every further line and
  jump of the program raises it (from Python 3.12 on, through `sys.monitoring`).

A beat before that is an opportunity to do something else in between: what was printed is passed on, and the page asked
whether it has interrupted.

Signals reach only the main thread. Elsewhere `Deadline` does nothing but know the time: the program runs on, and its
owner has to end it some other way.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic  # bound here: a program may replace what `time` holds
from types import CodeType, FrameType
from typing import Any, Literal, NoReturn, Self

LEARNER = "<learner>"  # the file name under which the learner's source is compiled

_BEAT = 0.02  # seconds between two beats
_PATIENCE = 0.5  # seconds that one call of the learner's code may take after the program has ended
_IMPATIENCE = 0.02  # the same, once, if the program had to be ended
_CHANCES = 3  # calls that may take longer; from then on nothing of the learner's runs any more
_ROOM = 50  # frames that our own functions may have beyond the program's recursion limit
_OURS = str(Path(__file__).parent)
_CALLS = str(Path(__file__).with_name("entry.py"))  # does nothing but call the learner's function
_WAITS = str(Path(__file__).with_name("eventloop.py"))  # waits where the learner's code says so, and else is ours
_TOOL = 4  # the `sys.monitoring` tool id: free ones are 3 and 4, the others have meanings
TOOL_NAME = "dstruct-runner deadline"


class DeadlineReached(BaseException):
    """The run's time is up. Not an `Exception`, so that `except Exception` in the program does not stop it."""


class Deadline:
    """Ends the learner's code once `limit` milliseconds have passed since this was made; a context manager.

    Attributes:
        limit: milliseconds, or None for no limit
        due: the moment, in seconds of `monotonic`, from which beats raise; infinite without a limit
        on_beat: called at a beat that comes upon the learner's code before the end of its time; None: nothing to do
        after: whether the program has ended, so that only its `__repr__`s and the like are still being called
        interrupted: whether an interrupt has come
        raised: how often an exception was raised
        reason: the exception that was raised first, and again ever since
        called: after the program, the call of the learner's code that beats came upon, and since when
        patience: how long each may take, in seconds
        chances: how many may yet take longer

    """

    def __init__(self, limit: float | None) -> None:
        self.limit = limit
        self.due = float("inf") if limit is None else monotonic() + limit / 1000
        self.on_beat: Callable[[], object] | None = None
        self.after = False
        self.interrupted = False
        self.raised = 0
        self.reason: type[BaseException] = DeadlineReached
        self.called: tuple[FrameType | None, float] = (None, 0.0)
        self.patience = _PATIENCE
        self.chances = _CHANCES
        self._previous: dict[int, Any] = {}
        self._watching = False

    def __enter__(self) -> Self:
        if threading.current_thread() is not threading.main_thread():
            return self
        for number in (signal.SIGINT, signal.SIGALRM) if hasattr(signal, "SIGALRM") else (signal.SIGINT,):
            self._previous[number] = signal.signal(number, self._on_signal)
        self._start_timer()
        return self

    def __exit__(self, *_: object) -> None:
        self._unwatch()
        self.called = (None, 0.0)
        if not self._previous:
            return
        if _has_timer():
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self._previous.items():
            signal.signal(number, _ignore if sys.platform == "emscripten" else handler)

    def program_ended(self) -> None:
        """Go on with what comes after the program: its `__repr__`s, its `__del__`s.

        From now on a beat raises `KeyboardInterrupt`, and only in a call that has already taken `patience`; once
        there were too many of those, in every call.
        """
        self.after = True
        if self.raised:  # it has had its time
            self.patience, self.chances = _IMPATIENCE, 1
        self._unwatch()
        self._beat_now()

    def beat(self, on_beat: Callable[[], object]) -> None:
        """Call `on_beat` at each beat from now on, until the time is up."""
        self.on_beat = on_beat
        self._beat_now()

    @property
    def is_past(self) -> bool:
        """Whether its time is up."""
        return monotonic() >= self.due

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Let no time pass: what the program waits for is not its own doing."""
        start = monotonic()
        try:
            yield
        finally:
            self.due += monotonic() - start

    # --- beats -------------------------------------------------------------------------------------------------------

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        # A program that recurses without end is at its limit most of the time, where we could call nothing.
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(limit + _ROOM)
        try:
            self._serve(number, frame)
        finally:
            sys.setrecursionlimit(limit)

    def _serve(self, number: int, frame: FrameType | None) -> None:
        if self.after:
            self._end_long_call(frame)
            return
        if number == signal.SIGINT:
            self.interrupted = True
            self._beat_now()
        past = self.is_past
        if not _is_learners(frame):
            return
        if self.interrupted or past:
            self.end()
        elif self.on_beat:
            self.on_beat()

    def end(self) -> NoReturn:
        """End the learner's code, from which this is called, however indirectly."""
        self.raised += 1
        if self.raised == 1 and self.interrupted:
            self.reason = KeyboardInterrupt
        if self.raised == 2:  # the first was swallowed
            self._watch()
        raise self.reason

    def _end_long_call(self, frame: FrameType | None) -> None:
        call = _outermost(frame)
        if self.chances and (call is None or call is not self.called[0]):
            self.called = (call, monotonic())
        elif (not self.chances or monotonic() - self.called[1] > self.patience) and _is_learners(frame):
            self.chances = max(self.chances - 1, 0)
            self.reason = KeyboardInterrupt
            if not self.chances:
                sys.unraisablehook = _ignore  # thousands of `__del__`s may be to come
                self._watch()
            raise self.reason

    def _start_timer(self) -> None:
        if _has_timer() and self.due < float("inf"):
            signal.setitimer(signal.ITIMER_REAL, max(self.due - monotonic(), 0.001), _BEAT)

    def _beat_now(self) -> None:
        """Have beats from now on."""
        if self._previous and _has_timer():
            signal.setitimer(signal.ITIMER_REAL, _BEAT, _BEAT)

    # --- every line --------------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        """Raise at every line of the learner's from now on, and at every jump: a loop may be all on one line."""
        if sys.version_info < (3, 12) or self._watching or sys.monitoring.get_tool(_TOOL) is not None:
            return
        self._watching = True
        sys.monitoring.use_tool_id(_TOOL, TOOL_NAME)
        lines, jumps = sys.monitoring.events.LINE, sys.monitoring.events.JUMP
        for event in (lines, jumps):
            sys.monitoring.register_callback(_TOOL, event, self._on_step)
        sys.monitoring.set_events(_TOOL, lines | jumps)

    def _on_step(self, code: CodeType, *place: int) -> None:
        if self._watching and _is_learners(sys._getframe(1)):
            raise self.reason

    def _unwatch(self) -> None:
        if self._watching and sys.version_info >= (3, 12):
            self._watching = False
            if sys.monitoring.get_tool(_TOOL) != TOOL_NAME:
                return  # the program has freed it
            sys.monitoring.set_events(_TOOL, 0)
            for event in (sys.monitoring.events.LINE, sys.monitoring.events.JUMP):
                sys.monitoring.register_callback(_TOOL, event, None)
            sys.monitoring.free_tool_id(_TOOL)


def confined(call: Callable[[], object]) -> BaseException | None:
    """Call, give the exception that it ended in, if any, and leave the thread's exception state as it was.

    An exception that comes from `sys.monitoring` in the first moment of an `except` block skips the end of that block,
    and CPython goes on to take the exception that was handled there for one under way: every later one, also that of
    the next run, would have it as its `__context__`. A generator has an exception state of its own, gone with it.
    """
    ended_in: list[BaseException] = []

    def alone() -> Iterator[None]:
        try:
            call()
        except BaseException as error:
            ended_in.append(error)
        yield

    next(alone())
    return ended_in.pop() if ended_in else None


def _is_learners(frame: FrameType | None) -> bool:
    """Say whether what runs in `frame` was called by the learner's code without anything of ours in between."""
    return _owner(frame) == "learner"


def _owner(frame: FrameType | None) -> Literal["learner", "harness", "nobody"]:
    while frame is not None:
        name = frame.f_code.co_filename
        if name in (LEARNER, _CALLS):
            return "learner"
        if name.startswith(_OURS) and name != _WAITS:
            return "harness"
        frame = frame.f_back
    return "nobody"


def _outermost(frame: FrameType | None) -> FrameType | None:
    """Give the learner's frame that all others of theirs were called from."""
    found = None
    while frame is not None:
        if frame.f_code.co_filename == LEARNER:
            found = frame
        frame = frame.f_back
    return found


def _has_timer() -> bool:
    return hasattr(signal, "setitimer") and sys.platform != "emscripten"


def _ignore(*_: object) -> None:
    """Take a beat that comes before the run or after it: the worker has them as long as it is in Python."""


if sys.platform == "emscripten":
    for _number in (signal.SIGINT, signal.SIGALRM):
        signal.signal(_number, _ignore)  # also what comes before the first run has its handlers
