"""An event loop for where there is none: `asyncio.run` and `time.sleep` in a browser.

Pyodide's own loop is the browser's, which can't be waited for while Python runs. This one has tasks, futures and
timers, which is what an algorithm with `async` in it takes; there are no sockets, processes or threads to wait for.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from typing import Any, SupportsIndex

_STEP = 0.005  # seconds: a sleep is cut in pieces
_LOOK = range(60)  # Pyodide looks for a signal about every 50 iterations: so many between two pieces
_sleep = getattr(time.sleep, "__wrapped__", time.sleep)  # Pyodide's own waits for its loop, which is not running here


class SleepingLoop(asyncio.BaseEventLoop):
    """Sleeps until the next timer where other loops wait for sockets."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _Sleeper()

    def _process_events(self, events: list[Any]) -> None:
        """Do nothing: there are no events but timers, which the base class serves."""

    def _write_to_self(self) -> None:
        """Do nothing: there is no other thread to be woken by."""


class _Sleeper:
    """What the base class asks for events: it waits for the given time, and there never are any."""

    def select(self, timeout: float | None) -> list[Any]:
        """Wait for `timeout` seconds; None is for ever, as nothing is ready and no timer runs.

        Raises:
            RuntimeError: it would be for ever.

        """
        if timeout is None:
            raise RuntimeError("every task waits for another one: nothing is left that could go on")
        sleep(max(timeout, 0))
        return []


def sleep(seconds: float | SupportsIndex, /) -> None:
    """Sleep as `time.sleep` does, in pieces, so that the deadline comes through."""
    if not isinstance(seconds, int | float) or not seconds > _STEP:
        _sleep(seconds)  # raises what it raises for what is no number of seconds
        return
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        _sleep(min(left, _STEP))
        for _ in _LOOK:
            pass


def install() -> Callable[[], None]:
    """Make `asyncio.run` use `SleepingLoop`, though another loop is running, and `time.sleep` sleep in pieces.

    Gives what undoes it.
    """
    running = asyncio._get_running_loop()
    before = asyncio.run, asyncio.new_event_loop, asyncio.events.new_event_loop, time.sleep
    asyncio.run = asyncio.runners.run  # Pyodide replaces the one by its own
    asyncio.new_event_loop = asyncio.events.new_event_loop = SleepingLoop
    time.sleep = sleep
    task = _swap_task(running, None)
    asyncio._set_running_loop(None)

    def undo() -> None:
        asyncio.run, asyncio.new_event_loop, asyncio.events.new_event_loop, time.sleep = before
        if running is not None:
            asyncio.set_event_loop(running)  # `asyncio.run` leaves none behind
        asyncio._set_running_loop(running)
        _swap_task(running, task)

    return undo


def _swap_task(loop: Any, task: Any) -> Any:
    """Take the current task out of a loop, or put it back: since 3.14 a thread has only one, whatever the loop."""
    if loop is None or sys.version_info < (3, 12):
        return None
    return asyncio.tasks._swap_current_task(loop, task)
