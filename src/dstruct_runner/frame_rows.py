"""The frames of a run as rows of shared objects, and the two forms in which they leave: plain and packed.

A row is seven slots of one flat list: name, shadow (None where the frame belongs to no structure), node id, args,
prevArgs, origin, group. Objects are shared: the same value's args are the same dict wherever they stand. So packing has
only to tell objects apart by identity, and a row costs seven references.

Packed, every slot but the group becomes a number in a table of what is different; the tables are JSON, the numbers one
array of 32-bit integers, column after column: name, structure, node, args, prevArgs, origin, group. `worker/frames.js`
reads it; nothing is worked out there that is not written here.
"""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

from .protocol import Frame, PackedTables, Source
from .tracked import Tracked

SLOTS = 7


class Origin(NamedTuple):
    """Where a frame comes from: what the learner's operation is called and its place in the source."""

    operation: str
    source: Source | None


class FrameRows:
    """A growing list of rows.

    rows: the flat list.
    limit: how long it may become.
    """

    def __init__(self, max_frames: int) -> None:
        self.rows: list[Any] = []
        self.limit = max_frames * SLOTS

    def __len__(self) -> int:
        return len(self.rows) // SLOTS

    def plain(self, start: float, end: float) -> list[Frame]:
        """Give the frames as objects; timestamps run evenly from `start` to `end` (milliseconds)."""
        rows = self.rows
        step = (end - start) / (len(self) or 1)
        frames: list[Any] = []
        columns = zip(*(rows[slot::SLOTS] for slot in range(SLOTS)), strict=True)
        for number, (name, shadow, node, args, previous, origin, group) in enumerate(columns):
            frame = {"id": str(number), "timestamp": round(start + step * number, 3), "name": name}
            if shadow is not None:
                frame["treeName"] = shadow.tree_name
                frame["structureType"] = shadow.structure_type
                frame["argType"] = shadow.arg_type
                frame["nodeId"] = node
            frame["args"] = dict(args)
            frame["prevArgs"] = dict(previous)
            frame["group"] = group
            if origin.operation:
                frame["operation"] = origin.operation
            if origin.source:
                frame["source"] = dict(origin.source)
            frames.append(frame)
        return frames

    def packed(self, start: float, end: float) -> tuple[PackedTables, array[int]]:
        """Give the tables and the columns."""
        tables: list[list[Any]] = []
        columns = array("i")
        for slot in range(SLOTS - 1):
            column = self.rows[slot::SLOTS]
            different = dict(zip(map(id, column), column, strict=True))
            numbers = dict(zip(different, range(len(different)), strict=True))
            columns.extend(map(numbers.__getitem__, map(id, column)))
            tables.append(list(different.values()))
        columns.extend(self.rows[SLOTS - 1 :: SLOTS])
        names, shadows, nodes, args, previous, origins = tables
        return {
            "count": len(self),
            "start": start,
            "step": (end - start) / (len(self) or 1),
            "names": names,
            "structures": [_structure(shadow) for shadow in shadows],
            "nodes": nodes,
            "args": args,
            "prevArgs": previous,
            "origins": [[origin.operation, origin.source] for origin in origins],
        }, columns


def _structure(shadow: Tracked | None) -> list[str] | None:
    return None if shadow is None else [shadow.tree_name, shadow.structure_type, shadow.arg_type]
