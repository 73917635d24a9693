"""What the recorder can look into, without running any of a learner's code."""

from __future__ import annotations

import sys
from array import array
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque
from dataclasses import dataclass, field
from types import MappingProxyType, SimpleNamespace
from typing import Any, ClassVar

import pytest

from dstruct_runner.contents import (
    contents,
    defaults_to_none,
    fields,
    keeps_missing,
    kind_of,
    related,
    stored_as,
    stored_names,
)


@pytest.mark.parametrize(
    ("value", "kind", "held"),
    [
        ([1, 2], "list", (1, 2)),
        (deque([1, 2]), "list", (1, 2)),
        (bytearray(b"a"), "list", (97,)),
        (array("d", [1]), "list", (1.0,)),
        ({"x": 1}, "dict", (("x", 1),)),
        (defaultdict(int, x=1), "dict", (("x", 1),)),
        (OrderedDict(y=2, x=1), "dict", (("y", 2), ("x", 1))),
        (Counter("a"), "dict", (("a", 1),)),
        ({1}, "set", (1,)),
        (frozenset({1}), "", ()),
        ((1, 2), "", ()),
        ("ab", "", ()),
        (b"ab", "", ()),
        (range(3), "", ()),
        (UserList([1]), "", ()),
        (UserDict(x=1), "", ()),
        (ChainMap({}), "", ()),
        (MappingProxyType({}), "", ()),
        (memoryview(b"a"), "", ()),
        (SimpleNamespace(x=1), "", ()),
        (list, "", ()),
        (None, "", ()),
    ],
)
def test_kinds(value, kind, held):
    """A container is shown as items in order, items by key, or items; anything else is no container."""
    assert kind_of(value) == kind
    assert contents(value) == held


class LoudMeta(type):  # noqa: D101
    def __getattribute__(cls, name: str) -> Any:
        raise AssertionError(f"asked the class for {name}")

    def __instancecheck__(cls, instance: object) -> bool:
        raise AssertionError("asked the class about an instance")


def loud(base: type) -> Any:
    """Make a subclass all of whose special methods fail."""

    def fail(*_: Any, **__: Any) -> Any:
        raise AssertionError("a learner's method was called")

    names = ("iter", "len", "getitem", "contains", "eq", "hash", "repr", "getattribute", "getattr", "bool", "reversed")
    body = {f"__{name}__": fail for name in names} | dict.fromkeys(("items", "keys", "values", "get"), fail)
    return LoudMeta("Loud", (base,), {**body, "__class__": property(fail)})


@pytest.mark.parametrize(
    ("base", "given", "held"),
    [
        (list, [1, 2], (1, 2)),
        (deque, [1, 2], (1, 2)),
        (dict, {"x": 1}, (("x", 1),)),
        (OrderedDict, {"x": 1}, (("x", 1),)),
        (set, {1}, (1,)),
        (bytearray, b"a", (97,)),
    ],
)
def test_subclasses(base, given, held):
    """A subclass is looked into past its own methods, properties and metaclass."""
    value = type.__call__(loud(base))
    if base in (dict, OrderedDict):
        for key, item in given.items():
            base.__setitem__(value, key, item)
    else:
        for item in given:
            (base.add if base is set else base.append)(value, item)
    assert kind_of(value)
    assert contents(value) == held


def test_ordered_dict_order():
    """An OrderedDict's own order is given, also where its subclass overrides `items`."""
    value = OrderedDict(x=1, y=2)
    value.move_to_end("x")
    assert contents(value) == (("y", 2), ("x", 1))


class Plain:  # noqa: D101
    kind: ClassVar[str] = "plain"
    left = None
    count = 0
    tags: ClassVar[list[int]] = []

    def __init__(self) -> None:
        self.val = 1

    def method(self) -> None: ...

    @property
    def shown(self) -> Any:
        raise AssertionError("a property was read")

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"__getattr__ was asked for {name}")


class Slots:  # noqa: D101
    __slots__ = ("next", "val")


@dataclass
class Data:  # noqa: D101
    weight: int
    next: Data | None = None
    color: str = "red"
    children: list[Data] = field(default_factory=list)
    shared: ClassVar[int] = 5


NAMES = ("val", "left", "method", "shown", "count", "next", "missing", "kind", "__class__")


@pytest.mark.parametrize(
    ("cls", "names"),
    [
        (Plain, {"val", "left", "count", "next", "missing", "kind"}),
        (Slots, {"val", "left", "count", "next", "missing", "kind", "method", "shown"}),
        (Data, {"val", "left", "count", "next", "missing", "kind", "method", "shown", "weight", "color", "children"}),
    ],
)
def test_stored_names(cls, names):
    """Attributes are those an instance may store itself: not methods, properties and other descriptors."""
    assert set(stored_names(cls, NAMES)) == names


def test_stored_names_order():
    """A dataclass's own fields come first, in their order; the others in the same order in every process."""
    names = frozenset({"z", "next", "a", "weight", "m"})
    assert stored_names(Data, names) == ("weight", "next", "color", "children", "a", "m", "z")
    assert stored_names(Plain, names) == ("a", "m", "next", "weight", "z")


def test_fields():
    """Fields are what is set, read without `__getattr__`, and without making a `__dict__`."""
    value = Plain()
    assert fields(value, stored_names(Plain, NAMES)) == {"val": 1, "left": None, "count": 0, "kind": "plain"}
    slots = Slots()
    assert fields(slots, stored_names(Slots, NAMES)) == {}
    slots.val = 5
    assert fields(slots, stored_names(Slots, NAMES)) == {"val": 5}
    data = Data(3)
    assert fields(data, stored_names(Data, ())) == {"weight": 3, "next": None, "color": "red", "children": []}
    assert fields(5, ("real", "val")) == {"real": 5}


def test_defaults_to_none():
    """A class may set a link to None for all its instances."""
    assert defaults_to_none(Plain, "left")
    assert not defaults_to_none(Plain, "missing")
    assert not defaults_to_none(Plain, "count")
    assert not defaults_to_none(Slots, "next")
    assert defaults_to_none(Data, "next")
    assert defaults_to_none(type("Sub", (Plain,), {}), "left")


def test_related():
    """Classes are related to themselves, to subclasses, and to classes with a base of the same module in common."""
    base = type("Base", (), {})
    one, two = type("One", (base,), {}), type("Two", (base,), {})
    for a, b in ((base, base), (base, one), (one, base), (one, two)):
        assert related(a, b)
    assert not related(Plain, Slots)
    assert not related(one, int)
    assert not related(one, type(None))
    assert not related(type("L", (list,), {}), type("M", (list,), {}))


def test_keeps_missing():
    """A defaultdict keeps the value it gives for a missing key; a Counter and a learner's `__missing__` do not."""
    assert keeps_missing({})
    assert keeps_missing(defaultdict(int))
    assert keeps_missing(type("D", (defaultdict,), {})(int))
    assert not keeps_missing(Counter())
    assert not keeps_missing(type("D", (dict,), {"__missing__": lambda self, key: 0})())
    assert not keeps_missing(type("D", (defaultdict,), {"__missing__": lambda self, key: 0})(int))


def test_stored_as():
    """Raw numbers are converted as their container does; everything else is kept."""
    assert repr(stored_as(array("d", [1]), 2)) == "2.0"
    assert repr(stored_as(bytearray(), True)) == "1"
    assert stored_as(deque(), True) is True
    value = object()
    assert stored_as([], value) is value


def test_characters_that_are_none():
    """An array may be made of any bytes, which need not be characters: it can be looked at all the same."""
    odd = array("w" if sys.version_info >= (3, 13) else "u", b"\xff\xff\xff\x7f")
    assert contents(odd) == (255, 255, 255, 127)
