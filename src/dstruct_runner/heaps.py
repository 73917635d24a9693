"""Which slots a heap function changed, found along one path instead of in the whole heap.

`heapq` moves items along a single path between the root and a leaf (the two sifts are described in
https://github.com/python/cpython/blob/main/Lib/heapq.py), so that path is all that need be told.

This module imports nothing of ours.
"""

from __future__ import annotations

from itertools import compress
from operator import is_not
from typing import Any

Changes = list[tuple[int, Any]]


def risen(heap: list[Any]) -> Changes:
    """Give the slots that `heappush` may have changed: from the last one up to the root."""
    changes = []
    position = len(heap)
    while position > 0:
        changes.append((position - 1, heap[position - 1]))
        position //= 2
    return changes[::-1]


def sunk(before: list[Any], heap: list[Any]) -> Changes:
    """Give the slots in which `heap` differs from `before`, after `heappop`, `heapreplace` or `heappushpop`."""
    changes: Changes = []
    position, end = 0, len(heap)
    while position < end:
        if heap[position] is not before[position]:
            changes.append((position, heap[position]))
        child = 2 * position + 1  # which may have risen even where nothing changed: equal numbers are one object
        rose = [c for c in (child, child + 1) if c < len(before) and before[c] is heap[position]]
        if len(rose) == 2:  # twins: either may have risen
            return different(before, heap)
        if not rose:
            break
        position = rose[0]
    return changes


def different(before: list[Any], after: list[Any]) -> Changes:
    """Give every slot of `after` that does not hold what it held before."""
    length = len(after)
    padded = [*before, *[before] * (length - len(before))]  # no item is `before`: new slots count as changed
    return [(position, after[position]) for position in compress(range(length), map(is_not, padded, after))]
