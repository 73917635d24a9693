"""What the recorder can look into: which objects are containers, and a shallow copy of what one holds.

Nothing here runs a learner's code: a subclass's own `__iter__`, property or `__class__` is passed by.
"""

from __future__ import annotations

from array import array
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterable, Mapping
from types import MemberDescriptorType, NoneType
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
READ_ONLY: frozenset[type] = frozenset({str, tuple})  # no containers of ours: plain values, shown where they are read

_kinds: dict[type, ContainerKind] = {}


def kind_of(value: object) -> ContainerKind:
    """Say as what a value is shown: items in order, items by key, items, or "" for what is no container."""
    cls = type(value)
    kind = _kinds.get(cls)
    if kind is None:
        kind = _kinds[cls] = next((kind for base, kind in _BASES if issubclass(cls, base)), _NONE)
    return kind


def forget_classes() -> None:
    """Let go of the classes that a run has made."""
    _kinds.clear()


_NONE: ContainerKind = ""


def contents(value: Any) -> tuple[Any, ...]:
    """Copy a container shallowly: its items, a dict's as `(key, value)`; () for anything else.

    An array of characters may hold what is none: then its numbers.
    """
    try:
        return tuple(items_of(value))
    except ValueError:
        return tuple(value.tobytes())


def items_of(value: Any) -> Iterable[Any]:
    """The same, one after the other."""
    kind = kind_of(value)
    if kind == "list":
        base = next(base for base, _ in _BASES if issubclass(type(value), base))
        return base.__iter__(value)  # type: ignore[attr-defined,no-any-return]
    if kind == "dict":
        items = OrderedDict.items if issubclass(type(value), OrderedDict) else dict.items
        return items(value)
    return set.__iter__(value) if kind == "set" else ()


def keeps_missing(value: Any) -> bool:
    """Say whether a dict stores what it gives for a missing key: not a Counter, nor a learner's `__missing__`."""
    missing = _class_attribute(type(value), "__missing__")
    return missing is None or missing is vars(defaultdict)["__missing__"]


def overrides(cls: type, method: str) -> bool:
    """Whether a learner's subclass of a container has a method of its own in place of the container's."""
    own = _mro(cls)
    return any(method in _names(base) for base in own[: next(k for k, base in enumerate(own) if base in TRACKED)])


def stored_as(container: Any, value: Any) -> Any:
    """Give what a container holds once `value` was stored in it: raw numbers are converted."""
    cls = type(container)
    if cls is list or type(value) not in (int, float, bool):
        return value
    if issubclass(cls, bytearray):
        return int(value)
    return array(container.typecode, [value])[0] if issubclass(cls, array) else value


def stored_names(cls: type, names: Iterable[str]) -> tuple[str, ...]:
    """Give those of `names` that instances of a class store themselves: not its methods, properties and the like.

    The fields of a dataclass come first, in their order: its `__init__` stores them, unseen.
    """
    declared = _class_attribute(cls, "__dataclass_fields__")
    first = [name for name, told in declared.items() if _is_field(told)] if type(declared) is dict else []
    rest = sorted(set(names).difference(first))  # in the same order in every process
    return tuple(name for name in [*first, *rest] if type(_class_attribute(cls, name)) in _STORED_BY)


def _is_field(told: Any) -> bool:
    """Whether a dataclass's entry is of an instance's field, and not of a `ClassVar`."""
    return type(told).__module__ == "dataclasses" and repr(told._field_type) == "_FIELD"


def defaults_to_none(cls: type, name: str) -> bool:
    """Whether instances that store nothing by that name have the class's own None."""
    return _class_attribute(cls, name) is None and any(name in _names(base) for base in _mro(cls))


def related(cls: type, other: type) -> bool:
    """Whether two classes are one, or have a base in common that was made in the same module."""
    module = _names(cls).get("__module__")
    return cls is other or any(base in _mro(other) and _names(base).get("__module__") == module for base in _mro(cls))


def fields(value: Any, names: Iterable[str]) -> dict[str, Any]:
    """Give those attributes of an instance that are set; `names` as `stored_names` gives them.

    Read one by one: to ask for `__dict__` would make every node heavier, and a chain of such nodes kills Pyodide sooner
    when it is freed.
    """
    found: dict[str, Any] = {}
    for name in names:
        try:
            found[name] = object.__getattribute__(value, name)
        except AttributeError:
            continue
    return found


# What a class has by the name of something stored in its instances: nothing or None, a slot, or another default.
_STORED_BY = frozenset({NoneType, MemberDescriptorType, bool, int, float, str, tuple, list, dict, set})


def _class_attribute(cls: type, name: str) -> Any:
    """What the class itself has by that name, None where it has nothing; no descriptor is asked."""
    return next((_names(base)[name] for base in _mro(cls) if name in _names(base)), None)


def _names(cls: type) -> Mapping[str, Any]:
    names: Mapping[str, Any] = type.__dict__["__dict__"].__get__(cls)  # whatever a metaclass says
    return names


def _mro(cls: type) -> tuple[type, ...]:
    mro: tuple[type, ...] = type.__dict__["__mro__"].__get__(cls)  # whatever a metaclass says
    return mro
