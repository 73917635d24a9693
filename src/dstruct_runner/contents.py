"""What the recorder can look into: which objects are containers, and a shallow copy of what one holds.

Nothing here runs a learner's code: a subclass's own `__iter__`, `__len__` or property is passed by.
"""

from __future__ import annotations

from array import array
from collections import Counter, OrderedDict, defaultdict, deque
from types import MemberDescriptorType
from typing import Any, Literal

ContainerKind = Literal["list", "dict", "set", ""]

_BASES: tuple[tuple[type, ContainerKind], ...] = (
    (list, "list"),
    (deque, "list"),
    (dict, "dict"),
    (set, "set"),
    (bytearray, "list"),
    (array, "list"),
)
TRACKED: frozenset[type] = frozenset({list, dict, set, deque, defaultdict, OrderedDict, Counter, bytearray, array})

_kinds: dict[type, ContainerKind] = {}


def kind_of(value: object) -> ContainerKind:
    """Say as what a value is shown: items in order, items by key, items, or "" for what is no container."""
    cls = type(value)
    kind = _kinds.get(cls)
    if kind is None:
        kind = next((k for base, k in _BASES if issubclass(cls, base)), "")
        if cls.__flags__ & _IMMUTABLE_TYPE:  # builtin types are few; a learner's classes must not be kept alive
            _kinds[cls] = kind
    return kind


_IMMUTABLE_TYPE = 1 << 8  # Py_TPFLAGS_IMMUTABLETYPE, https://docs.python.org/3/c-api/typeobj.html


def contents(value: Any) -> tuple[Any, ...]:
    """Copy a container shallowly: its items, a dict's as `(key, value)`; () for anything else."""
    kind = kind_of(value)
    if kind == "list":
        base = next(base for base, _ in _BASES if isinstance(value, base))
        return tuple(base.__iter__(value))  # type: ignore[attr-defined]
    if kind == "dict":
        items = OrderedDict.items if isinstance(value, OrderedDict) else dict.items
        return tuple(items(value))
    return tuple(set.__iter__(value)) if kind == "set" else ()


def fields(value: Any, names: frozenset[str]) -> dict[str, Any]:
    """Give those attributes of an instance that are stored in it, of the names the program uses.

    Read one by one: to ask for `__dict__` would make every node heavier, and a chain of such nodes kills Pyodide sooner
    when it is freed.
    """
    cls = type(value)
    if cls.__getattribute__ is not object.__getattribute__:
        return {}
    found: dict[str, Any] = {}
    for name in names:
        for base in cls.__mro__:
            if name in base.__dict__:
                stored = isinstance(base.__dict__[name], MemberDescriptorType)
                break
        else:
            stored = True
        if stored:
            try:
                found[name] = object.__getattribute__(value, name)
            except AttributeError:
                continue
    return found
