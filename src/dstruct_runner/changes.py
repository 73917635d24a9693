"""Changes of many items at once: what a record says of them.

A `Change` is what it takes to do the same to a copy, where that runs no code of the learner's: what was given, and not
what came of it, so that a loop of additions does not fill the memory. Where that can't be known, a record holds the
contents after the change, as `contents` gives them.
"""

from __future__ import annotations

import operator
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any, NamedTuple

from .contents import contents
from .heaps import SCALARS

# To walk through one of these runs no code of the learner's, and takes nothing away.
_SIZED = frozenset({list, tuple, set, frozenset, dict, range, deque})
_DICTS = frozenset({dict, defaultdict, OrderedDict})
_MISSING: Any = object()


class Change(NamedTuple):
    """A function that did something to a container, and what it was given besides: `function(items, *args)`.

    function: `list.extend`, `list.reverse`, `list.clear`, `list.remove`, `operator.setitem` and `delitem` with a
        slice, or `turned`, of a list of the items; `dict.update` with pairs; `set.update`.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...] = ()


def turned(items: list[Any], steps: int) -> None:
    """Move the last `steps` items before the others, as `deque.rotate` does."""
    turning = deque(items)
    turning.rotate(steps)
    items[:] = turning


def change(operation: str, obj: Any, given: Any = _MISSING) -> Change | tuple[Any, ...]:
    """Describe what was just done to a container by a method, or by an operator such as `+=`.

    operation: the method's name or the operator, "slice assignment" or "del" of a slice.
    given: its one argument, the value assigned, or the slice deleted; (slice, value) for a slice assignment. Absent
        where there was none.
    """
    find = _CHANGES.get(operation)
    return (find and find(obj, given)) or contents(obj)


def _extended(obj: Any, given: Any) -> Change | None:
    if given is obj or type(given) not in _SIZED:
        return None
    if type(obj) is list or (type(obj) is deque and obj.maxlen is None):
        return Change(list.extend, (tuple(given),))
    return None


def _updated(obj: Any, given: Any) -> Change | None:
    if type(obj) in _DICTS and type(given) is dict:
        return Change(dict.update, (tuple(given.items()),))
    if type(obj) is set and type(given) in _SIZED:
        return Change(set.update, (tuple(given),))
    return None


def _reversed(obj: Any, given: Any) -> Change | None:
    return Change(list.reverse) if type(obj) is list or type(obj) is deque else None


def _cleared(obj: Any, given: Any) -> Change | None:
    return Change(list.clear) if type(obj) is list or type(obj) is deque else None


def _rotated(obj: Any, given: Any) -> Change | None:
    steps = 1 if given is _MISSING else given
    return Change(turned, (steps,)) if type(obj) is deque and type(steps) is int else None


def _removed(obj: Any, given: Any) -> Change | None:
    """The first equal is found again where all are scalars: to look at that takes less time than to compare them."""
    if type(obj) in (list, deque) and type(given) in SCALARS and SCALARS.issuperset(map(type, obj)):
        return Change(list.remove, (given,))
    return None


def _assigned(obj: Any, given: Any) -> Change | None:
    if given is _MISSING:
        return None
    key, value = given
    if type(obj) is list and value is not obj and type(value) in _SIZED and is_plain_slice(key):
        return Change(operator.setitem, (key, tuple(value)))
    return None


def _deleted(obj: Any, given: Any) -> Change | None:
    return Change(operator.delitem, (given,)) if type(obj) is list and is_plain_slice(given) else None


def is_plain_slice(key: Any) -> bool:
    """Whether it is a slice whose bounds are numbers or missing."""
    return type(key) is slice and all(part is None or type(part) is int for part in (key.start, key.stop, key.step))


_CHANGES: dict[str, Callable[[Any, Any], Change | None]] = {
    "extend": _extended,
    "+=": _extended,
    "update": _updated,
    "|=": _updated,
    "reverse": _reversed,
    "clear": _cleared,
    "rotate": _rotated,
    "remove": _removed,
    "slice assignment": _assigned,
    "del": _deleted,
}
