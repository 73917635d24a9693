"""An event loop for where there is none: `asyncio.run` in a browser, whose own loop can't be waited for.

It has tasks, futures and timers, which is what an algorithm with `async` in it takes; there are no sockets, processes
or threads to wait for.
"""

from __future__ import annotations

import asyncio
from time import sleep
from typing import Any

_STEP = 0.01  # seconds: a sleep is cut in pieces, so that the deadline comes through


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
        while timeout > 0:
            sleep(min(timeout, _STEP))
            timeout -= _STEP
        return []
