"""The frames of a run, packed: columns of small numbers, and the tables of what the numbers stand for.

That takes about 17 bytes a frame and no object: the columns go to the page as they are. worker/packed-frames.js takes
a frame out again, equal to the one in `FrameRows.json`.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable
from itertools import count
from typing import Any, TypedDict, TypeVar

from .frame_rows import FrameRows, encode, frame_head
from .tracked import Tracked

Key = TypeVar("Key", bound=Hashable)


class PackedFrames(TypedDict):
    """All columns have one number a frame, of 1, 2 or 4 bytes each.

    A frame's id is its place, and timestamps run evenly from `start` to `end` (milliseconds): neither has a column.

    tables: JSON text in ASCII, `{heads, nodes, args}`. In `heads` is what frames of the same place and operation have
        in common, with "" for a `nodeId`, which is in `nodes`; `args` is for both `args` and `prevArgs`.
    """

    start: float
    end: float
    heads: array[int]
    nodes: array[int]
    args: array[int]
    prevArgs: array[int]
    groups: array[int]  # these stand for themselves
    tables: bytes


def pack(frames: FrameRows, start: float, end: float) -> PackedFrames:
    """Pack frames; timestamps run evenly from `start` to `end` (milliseconds).

    Takes less than 0.3 microseconds a column and frame in Pyodide, for all is done by loops in C.
    """
    names, shadows, nodes, args, previous, origins, groups = frames.columns()
    alike = _alike(shadows)
    head_numbers, heads = _numbered(zip(names, map(alike.__getitem__, shadows), origins, strict=True))
    node_numbers, node_ids = _numbered(nodes)
    (args_numbers, previous_numbers), shared = _numbered_objects(args, previous)
    tables = {
        "heads": [frame_head(name, shadow, "", origin) for name, shadow, origin in heads],
        "nodes": node_ids,
        "args": shared,
    }
    return {
        "start": start,
        "end": end,
        "heads": head_numbers,
        "nodes": node_numbers,
        "args": args_numbers,
        "prevArgs": previous_numbers,
        "groups": _narrow(groups, max(groups, default=0)),
        "tables": encode(tables).encode("ascii"),
    }


def _alike(shadows: list[Tracked | None]) -> dict[Tracked | None, Tracked | None]:
    """Give for each shadow the first that frames describe in the same words: all the nodes of a tree share one."""
    first: dict[tuple[str, str, str], Tracked] = {}
    return {
        shadow: shadow and first.setdefault((shadow.tree_name, shadow.structure_type, shadow.arg_type), shadow)
        for shadow in dict.fromkeys(shadows)
    }


def _numbered(keys: Iterable[Key]) -> tuple[array[int], list[Key]]:
    """Give the number of each key, and the different keys, numbered as they come first."""
    numbers: defaultdict[Key, int] = defaultdict(count().__next__)
    column = [*map(numbers.__getitem__, keys)]
    return _narrow(column, len(numbers) - 1), list(numbers)


def _numbered_objects(*columns: list[Any]) -> tuple[list[array[int]], list[Any]]:
    """Give the same for several columns of objects that are told apart by identity; they share their numbers."""
    ids = [[*map(id, column)] for column in columns]
    objects: dict[int, Any] = {}
    for column, places in zip(columns, ids, strict=True):
        objects.update(zip(places, column, strict=True))
    numbers = dict(zip(objects, count()))
    numbered = [_narrow(map(numbers.__getitem__, places), len(numbers) - 1) for places in ids]
    return numbered, list(objects.values())


def _narrow(numbers: Iterable[int], greatest: int) -> array[int]:
    """Give numbers from 0 to `greatest` in the fewest bytes."""
    return array("B" if greatest < 2**8 else "H" if greatest < 2**16 else "I", numbers)
