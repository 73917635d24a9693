"""A tracer as step-by-step visualizers have it: at each step, everything that can be reached, copied."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, FunctionType, ModuleType
from typing import Any

_SCALARS = frozenset({int, float, bool, str, type(None)})


class _Enough(BaseException):
    """There are as many steps as were asked for. Not an `Exception`, so that the program does not catch it."""


class Snapshots:
    """Takes a snapshot at each line and return of the code from `file`, until there are `limit`.

    taken: the snapshots; each holds the functions under way with their variables, the globals, and by id everything
        that these lead to, as lists that JSON could hold.
    """

    def __init__(self, file: str, limit: int) -> None:
        self.taken: list[dict[str, Any]] = []
        self._file = file
        self._limit = limit

    def watch(self, call: Callable[[], object]) -> None:
        """Call, and take snapshots meanwhile; at the limit the call is broken off."""
        sys.settrace(self._on_call)
        try:
            call()
        except _Enough:
            pass
        finally:
            sys.settrace(None)

    def _on_call(self, frame: FrameType, _event: str, _argument: object) -> Any:
        return self._on_step if frame.f_code.co_filename == self._file else None

    def _on_step(self, frame: FrameType, event: str, _argument: object) -> Any:
        if event in ("line", "return"):
            self.taken.append(self._snapshot(frame, event))
            if len(self.taken) >= self._limit:
                raise _Enough
        return self._on_step

    def _snapshot(self, frame: FrameType, event: str) -> dict[str, Any]:
        waiting: list[Any] = []
        stack = []
        below: FrameType | None = frame
        while below is not None and below.f_code.co_filename == self._file:
            variables = {name: _refer(value, waiting) for name, value in below.f_locals.items()}
            stack.append([below.f_code.co_name, below.f_lineno, variables])
            below = below.f_back
        names = {name: _refer(value, waiting) for name, value in frame.f_globals.items() if name[:2] != "__"}
        return {"event": event, "line": frame.f_lineno, "stack": stack, "globals": names, "heap": _heap(waiting)}


def _refer(value: Any, waiting: list[Any]) -> Any:
    """Give a scalar as it is, and of anything else a reference; it is to be described itself."""
    if type(value) in _SCALARS:
        return value
    waiting.append(value)
    return ["ref", id(value)]


def _heap(waiting: list[Any]) -> dict[int, list[Any]]:
    """Describe everything that waits, and whatever that leads to, once each."""
    heap: dict[int, list[Any]] = {}
    while waiting:
        value = waiting.pop()
        if id(value) not in heap:
            heap[id(value)] = _described(value, waiting)
    return heap


def _described(value: Any, waiting: list[Any]) -> list[Any]:
    kind = type(value)
    if isinstance(value, dict):
        return [kind.__name__, *([_refer(key, waiting), _refer(item, waiting)] for key, item in value.items())]
    if isinstance(value, FunctionType | ModuleType | type):
        return [kind.__name__, value.__name__]
    if hasattr(value, "__dict__"):
        return [kind.__name__, *([name, _refer(item, waiting)] for name, item in vars(value).items())]
    if hasattr(value, "__iter__") and hasattr(value, "__len__"):
        return [kind.__name__, *(_refer(item, waiting) for item in value)]
    return [kind.__name__, repr(value)]
