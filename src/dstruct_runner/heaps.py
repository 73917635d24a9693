"""Which slots a function changed in a list: of a heap's functions worked out from what the heap held, else by a copy.

`heapq` moves items along a single path between the root and a leaf (the two sifts are described in
https://github.com/python/cpython/blob/main/Lib/heapq.py), so where comparing them runs no code of the learner's, what
it did can be done again, in a time that grows with the logarithm of the heap's length.

This module imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import compress
from operator import gt, is_not, lt
from types import NoneType
from typing import Any

Changes = list[tuple[int, Any]]

SCALARS = frozenset({int, float, bool, str, bytes, NoneType})

# What takes a heap's items as arguments, in either order of the heap; `heapify` changes too many of them.
HEAP_FUNCTIONS = frozenset(
    f"{name}{order}"
    for name in ("heappush", "heappop", "heapreplace", "heappushpop")
    for order in ("", "_max")  # since Python 3.14
)


def is_plain(value: Any) -> bool:
    """Whether looking it up, or comparing it with another such value, runs no code of the learner's."""
    return type(value) in SCALARS or (type(value) is tuple and SCALARS.issuperset(map(type, value)))


def risen(heap: list[Any]) -> Changes:
    """Give the slots that `heappush` may have changed: from the root down to the last one."""
    changes = []
    position = len(heap)
    while position > 0:
        changes.append((position - 1, heap[position - 1]))
        position //= 2
    return changes[::-1]


def sifted(name: str, length: int, value: Callable[[int], Any], given: Any) -> tuple[int, Changes]:
    """Give `(length, changes)`: how long the heap is after a function of heapq, and the slots it stored to.

    `length` is that before, `value(i)` what the slot `i` held then, `given` the function's second argument.
    Raises TypeError where the items can't be compared: then it was not these that were.
    """
    less = gt if name.endswith("_max") else lt
    function = name.removesuffix("_max")
    if function == "heappush":
        return length + 1, sorted(_risen(length, given, {}, value, less).items())
    if function == "heappop":
        length -= 1
        given = value(length)
    elif function == "heappushpop" and not (length and less(value(0), given)):
        return length, []
    return length, sorted(_sunk(length, given, value, less).items()) if length else []


def _risen(
    position: int, item: Any, changes: dict[int, Any], value: Callable[[int], Any], less: Callable[[Any, Any], Any]
) -> dict[int, Any]:
    """Put an item at a position, and move it up to where it belongs."""
    while position > 0:
        parent = (position - 1) >> 1
        above = changes[parent] if parent in changes else value(parent)
        if not less(item, above):
            break
        changes[position] = above
        position = parent
    changes[position] = item
    return changes


def _sunk(length: int, item: Any, value: Callable[[int], Any], less: Callable[[Any, Any], Any]) -> dict[int, Any]:
    """Put an item in the root's place: the way down is made free for it as far as a leaf, from where it rises."""
    changes: dict[int, Any] = {}
    position, child = 0, 1
    while child < length:
        if child + 1 < length and not less(value(child), value(child + 1)):
            child += 1
        changes[position] = value(child)
        position, child = child, 2 * child + 1
    return _risen(position, item, changes, value, less)


def different(before: list[Any], after: list[Any]) -> Changes:
    """Give every slot of `after` that does not hold what it held before."""
    length = len(after)
    padded = [*before, *[before] * (length - len(before))]  # no item is `before`: new slots count as changed
    return [(position, after[position]) for position in compress(range(length), map(is_not, padded, after))]
