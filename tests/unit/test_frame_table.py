"""The table of operations: what frames each one gives, in each place where it may stand."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from frame_notation import record
from unit import frame_table

# What a place changes is not for a platform to change: inside Pyodide, where all is slower, one of them will do.
PLACES = ("function",) if sys.platform == "emscripten" else frame_table.CONTEXTS


def _cases() -> Any:
    for name, table in vars(frame_table).items():
        if name.isupper() and isinstance(table, str):
            for row in frame_table.rows(table):
                for context in filter(PLACES.__contains__, row.contexts):
                    reason = row.failing.get(context) or row.failing.get("")
                    marks = [pytest.mark.xfail(reason=reason)] if reason else []
                    yield pytest.param(row, context, marks=marks, id=f"{name.lower()} {context} {row.code}")


@pytest.mark.parametrize(("row", "context"), _cases())
def test_table(row, context):
    """The operation gives just these frames, in this context too, and nothing is left to be found at the end."""
    source, first, last = frame_table.program(row, context)
    recording = record(source)
    assert recording.error is None
    told = [line for frame, line in recording.lines() if first <= frame.get("source", {"line": first})["line"] <= last]
    if context == "comprehension":
        told = [line for line in told if "| create | [" not in line]
    assert told == row.frames
    assert "unseen change" not in recording.operations()
