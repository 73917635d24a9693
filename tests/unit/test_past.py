"""Tuples as they were, copied with what the containers in them held."""

from __future__ import annotations

from array import array
from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any

import pytest

from dstruct_runner.contents import contents
from dstruct_runner.past import Past


def past(value: Any, held: Any = contents, room: int = 200) -> Any:
    """Give a value as it was when containers held what `held` says."""
    return Past(held, room).of(value)


@pytest.mark.parametrize(
    "container",
    [
        [1, [2], (3, [4])],
        {"x": [1], 2: {}, (3, "y"): None},
        {1, 2, 3},  # in one order, however they came in
        deque([1, 2], maxlen=3),
        deque([[1]]),
        defaultdict(list, x=[1]),
        OrderedDict(b=1, a=[2]),
        Counter("xyx"),
        bytearray(b"abc"),
        array("d", [0.5, 1]),
    ],
)
def test_copies(container):
    """Each kind of container is copied as what it is, so that its text is that of the original."""
    copy = past((container, 1))
    assert repr(copy) == repr((container, 1))
    assert copy[0] is not container
    assert type(copy[0]) is type(container)


def test_what_was_held():
    """A copy holds what is told that the container held, at any depth."""
    inner: list[int] = [9, 9]
    value = ({"k": (inner,)}, 2)
    held = {id(inner): (1,), id(value[0]): (("k", (inner,)), ("m", inner))}
    assert past(value, lambda container: held[id(container)]) == ({"k": ([1],), "m": [1]}, 2)
    assert inner == [9, 9]


def test_circles():
    """A container that leads to itself by way of a tuple is copied once."""
    circle: list[Any] = []
    value = (circle,)
    circle.append(value)
    (copy,) = past(value)
    assert copy is not circle
    assert copy[0][0] is copy


class Key:
    """A key whose code must not run."""

    def __hash__(self):
        raise AssertionError("hashed")


class List(list):  # type: ignore[type-arg]
    """A list of a learner's own."""

    def __iter__(self):
        raise AssertionError("walked")


def test_what_is_left_as_it_is():
    """Plain values, a learner's containers, and those whose keys would be asked: nothing of a learner's runs."""
    plain = object()
    own, keyed = List([1]), {1: 2}
    value = (plain, own, keyed, "x")
    copy = past(value, lambda _: ((Key(), 2),))
    assert all(a is b for a, b in zip(copy, value, strict=True))
    assert past([1]) == [1]
    assert past(plain) is plain


def test_bounds():
    """No more is copied than there is room for, and no deeper than is sure to be safe."""
    asked = []

    def held(container: list[Any]) -> Any:
        asked.append(container)
        return iter(container)

    many = [[k] for k in range(1000)]
    (copy,) = past((many,), held, room=10)
    assert copy == [[0], [1], [2], [3], []]
    assert len(asked) == 6
    deep: Any = ()
    for _ in range(100_000):
        deep = ([deep],)
    assert type(past(deep)) is tuple
    while deep:  # freed from its end, it would overflow the stack
        deep = deep[0].pop()
