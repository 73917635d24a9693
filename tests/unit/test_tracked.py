"""Shadows by themselves: told what happened, they emit the frames that show it."""

from __future__ import annotations

import random
from array import array
from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any

import pytest

from dstruct_runner.tracked import (
    TrackedDict,
    TrackedList,
    TrackedNode,
    TrackedSet,
    TrackedString,
    TrackedTuple,
    same,
)


class Stage:
    """Collects what shadows emit, as short tuples.

    Attributes:
        told: (name, item or node id, args without the index, prevArgs)
        indices: by item id, the order key

    """

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.indices: dict[str, float] = {}

    def emit(self, name: str, shadow: Any, node_id: str, args: Any, previous: Any) -> None:
        args = dict(args)
        if name == "addArrayItem":
            assert node_id not in self.indices, "an id is used once"
            self.indices[node_id] = args.pop("index")
        self.told.append((name, node_id, args, dict(previous)))

    def reference(self, value: Any) -> dict[str, Any]:
        return {"value": value}

    def position(self, index: int) -> dict[str, int]:
        return {"index": index}

    def taken(self) -> list[tuple[Any, ...]]:
        told, self.told = self.told, []
        return told


def shadowed(cls: Any, live: Any) -> tuple[Any, Stage]:
    """Give a shadow that knows its container, and its stage."""
    stage = Stage()
    shadow = cls(stage, live, "name")
    known = tuple(live.items()) if isinstance(live, dict) else tuple(live)
    for item in shadow.start(known, None):
        item.args = stage.reference(item.value)
        stage.indices[item.id] = item.index
    return shadow, stage


def values(shadow: Any) -> list[Any]:
    """Give the values in the order of their order keys."""
    items = shadow.items if isinstance(shadow, TrackedList) else list(shadow.items.values())
    return [item.value for item in sorted(items, key=lambda item: item.index)]


def test_list_write():
    """A write tells the slot, the new value and the one before."""
    shadow, stage = shadowed(TrackedList, [3, 1])
    shadow.write(-1, 7)
    assert stage.taken() == [("setVal", "i1", {"value": 7}, {"value": 1})]
    shadow.write(5, 7)
    shadow.write("x", 7)
    assert stage.taken() == []


def test_list_ids_are_never_used_again():
    """After a deletion the next item has an id of its own, and the others keep theirs."""
    shadow, stage = shadowed(TrackedList, [3, 1, 2])
    shadow.delete(1)
    shadow.append(9)
    assert [told[:2] for told in stage.taken()] == [("deleteNode", "i1"), ("addArrayItem", "i3")]
    shadow.write(1, 5)
    assert stage.taken() == [("setVal", "i2", {"value": 5}, {"value": 2})]


def test_list_order_keys():
    """An inserted item's order key lies between its neighbours'; keys are fixed for life."""
    shadow, stage = shadowed(TrackedList, [1, 2])
    before = dict(stage.indices)
    for position, value in ((1, "b"), (0, "a"), (4, "z"), (2, "c"), (-0, "first")):
        shadow.insert(position, value)
    keys = [item.index for item in shadow.items]
    assert keys == sorted(set(keys))
    assert values(shadow) == ["first", "a", 1, "c", "b", 2, "z"]
    assert before.items() <= stage.indices.items()


def test_list_insertions_without_end():
    """Where there is no float left between two neighbours, the items after it are told anew, and it goes on."""
    shadow, stage = shadowed(TrackedList, [0, "end"])
    for number in range(1, 3000):
        shadow.insert(1, number)
    assert values(shadow) == [0, *range(2999, 0, -1), "end"]
    told = stage.taken()
    assert len(told) < 2 * 3000 + 60 * 3000, "not each time"
    gone = [node_id for name, node_id, *_ in told if name == "deleteNode"]
    assert gone
    assert len(gone) == len(set(gone))


def test_list_becomes():
    """Whatever a list became, the frames lead there, with no more than one for each slot."""
    rng = random.Random(1)
    for _ in range(300):
        before = [rng.randrange(3) for _ in range(rng.randrange(8))]
        after = [rng.randrange(3) for _ in range(rng.randrange(8))]
        for aligned in (False, True):
            shadow, stage = shadowed(TrackedList, before)
            shadow.become(tuple(after), aligned)
            assert values(shadow) == after
            assert [item.index for item in shadow.items] == sorted({item.index for item in shadow.items})
            assert len(stage.taken()) <= max(len(before), len(after))


def test_list_loses():
    """What is left of a list after deletions is told by deletions alone."""
    rng = random.Random(1)
    for _ in range(300):
        before = [rng.randrange(3) for _ in range(rng.randrange(8))]
        after = [value for value in before if rng.random() < 0.5]
        shadow, stage = shadowed(TrackedList, before)
        shadow.lose(tuple(after))
        assert values(shadow) == after
        assert {name for name, *_ in stage.told} <= {"deleteNode"}
        assert len(stage.told) == len(before) - len(after)


def test_list_loses_the_first_of_equals():
    """Of equal items `remove` takes the first."""
    shadow, stage = shadowed(TrackedList, [5, 5, 7])
    shadow.lose((5, 7))
    assert stage.taken() == [("deleteNode", "i0", {}, {})]


def test_list_lost_more_than_told():
    """Where deletions can't explain what is left, it is told all the same."""
    shadow, _ = shadowed(TrackedList, [1, 2, 3])
    shadow.lose((9, 2))
    assert values(shadow) == [9, 2]


def test_list_read():
    """A read tells the place; where another value was found, that is told first."""
    shadow, stage = shadowed(TrackedList, [3, 1])
    shadow.read(-1, 1)
    assert stage.taken() == [("readArrayItem", "i1", {"index": 1}, {})]
    shadow.read(0, 8)
    assert [told[0] for told in stage.taken()] == ["setVal", "readArrayItem"]
    shadow.read(9, 8)
    assert stage.taken() == []


def test_list_visit():
    """A visit tells the places that are there, and asks nothing about what stands in them."""
    shadow, stage = shadowed(TrackedList, [3, 1])
    shadow.visit(range(1, 3))
    shadow.visit([-1])
    assert stage.taken() == [("readArrayItem", "i1", {"index": 1}, {})]


class Loud:
    """Equal to nothing, and loud about it."""

    def __eq__(self, other):
        raise AssertionError("compared")


LOUD = Loud()


@pytest.mark.parametrize(
    ("cls", "live", "value", "position"),
    [
        (TrackedList, [3, 1, 1], 1, 1),
        (TrackedList, [3, 1], True, 1),
        (TrackedList, [3, 1], 7, None),
        (TrackedList, [Loud(), LOUD, 1], LOUD, 1),
        (TrackedList, [LOUD, 1], 1, 1),
        (TrackedList, [(1, LOUD), (1, 2), (1, 2)], (1, 2.0), 1),
        (TrackedTuple, ("x", None), None, 1),
        (TrackedString, "hello", "l", 2),
        (TrackedString, "hello", "lo", 3),
        (TrackedString, "hello", "", 0),
        (TrackedString, "hello", "x", None),
    ],
)
def test_search(cls, live, value, position):
    """What is sought is found where Python finds it first, without running a learner's code."""
    shadow, _ = shadowed(cls, live)
    assert shadow.search(value) == position


def test_extent():
    """A list is sought for one item; a string for as many as the text sought has characters."""
    assert shadowed(TrackedList, [3, 1])[0].extent(1, 1) == range(1, 2)
    assert shadowed(TrackedString, "hello")[0].extent(3, "lo") == range(3, 5)


def test_read_only():
    """What never changes is told of as read and nothing else, though a character is another object each time."""
    shadow, stage = shadowed(TrackedString, "aλ")
    shadow.read(-1, "".join(["λ"]))
    assert stage.taken() == [("readArrayItem", "i1", {"index": 1}, {})]
    shadow.read(2, "λ")
    shadow.read("x", "λ")
    assert stage.taken() == []


@pytest.mark.parametrize(
    ("live", "stored", "held"),
    [
        (array("d", [1]), 2, 2.0),
        (array("f", [1]), 0.1, array("f", [0.1])[0]),
        (array("B", [1]), True, 1),
        (bytearray(b"a"), True, 1),
        ([1], True, True),
        (deque([1]), True, True),
    ],
)
def test_raw_values(live, stored, held):
    """Containers of raw numbers are shown with what they made of a value."""
    shadow, stage = shadowed(TrackedList, live)
    shadow.write(0, stored)
    shadow.append(stored)
    assert [repr(told[2]["value"]) for told in stage.taken()] == [repr(held)] * 2


def test_dict_keys():
    """A new key has a new id and an order key above all others; an equal key means the item that is there."""
    shadow, stage = shadowed(TrackedDict, {"x": 1, 2: "y"})
    shadow.write("x", 5)
    shadow.write(2.0, "z")
    shadow.delete("x")
    shadow.write("x", 6)
    shadow.read(2, "z")
    assert stage.taken() == [
        ("setVal", "i0", {"value": 5}, {"value": 1}),
        ("setVal", "i1", {"value": "z"}, {"value": "y"}),
        ("deleteNode", "i0", {}, {}),
        ("addArrayItem", "i2", {"value": 6, "key": "x"}, {}),
        ("readArrayItem", "i1", {"key": 2}, {}),
    ]
    assert stage.indices["i2"] > stage.indices["i1"]
    shadow.delete("missing")
    assert stage.taken() == []


def test_dict_becomes():
    """Whatever a dict became, the frames lead there, in Python's order."""
    rng = random.Random(1)
    for _ in range(300):
        before = OrderedDict((rng.randrange(6), rng.randrange(3)) for _ in range(rng.randrange(8)))
        after = OrderedDict((rng.randrange(6), rng.randrange(3)) for _ in range(rng.randrange(8)))
        shadow, _ = shadowed(TrackedDict, before)
        shadow.become(tuple(after.items()))
        assert values(shadow) == list(after.values())
        assert list(shadow.items) == list(after)


class Missing(dict):  # noqa: D101
    def __missing__(self, key: Any) -> int:
        return 0


@pytest.mark.parametrize(
    ("live", "stores"),
    [(defaultdict(int), True), (Counter(), False), (Missing(), False), ({}, True), (OrderedDict(), True)],
)
def test_dict_missing_keys(live, stores):
    """Reading a missing key adds it, but for dicts that give a value without keeping it."""
    shadow, stage = shadowed(TrackedDict, live)
    shadow.read("x", 0)
    assert [told[0] for told in stage.taken()] == (["addArrayItem", "readArrayItem"] if stores else [])


class Hostile:
    """Hashes and compares for a while."""

    patience = 0

    def __hash__(self) -> int:
        Hostile.patience -= 1
        if Hostile.patience < 0:
            raise RuntimeError("hash")
        return 1

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("equal")


@pytest.mark.parametrize("patience", range(6))
def test_hostile_keys(patience):
    """A key's own `__hash__` and `__eq__` can't break a shadow, whenever they start to fail."""
    Hostile.patience = 9
    one, two = Hostile(), Hostile()
    for cls, live in ((TrackedDict, {one: 1}), (TrackedSet, {one})):
        Hostile.patience = patience
        shadow, _ = shadowed(cls, live)
        if cls is TrackedDict:
            shadow.write(two, 2)
            shadow.read(one, 1)
        else:
            shadow.insert(two)
            shadow.read(two, None)
        shadow.delete(one)
        shadow.become(((two, 2),) if cls is TrackedDict else (two,))
        kept = 2 if cls is TrackedDict else two
        assert any(value is kept for value in values(shadow))


def test_set_members():
    """Members come with ids of their own, go, and are found by equality; a set is sought as a frozenset."""
    shadow, stage = shadowed(TrackedSet, {1})
    shadow.insert(True)
    shadow.insert(frozenset({5}))
    shadow.read({5}, None)
    shadow.delete({5})
    shadow.delete(1.0)
    shadow.insert(1)
    assert [told[:2] for told in stage.taken()] == [
        ("addArrayItem", "i1"),
        ("readArrayItem", "i1"),
        ("deleteNode", "i1"),
        ("deleteNode", "i0"),
        ("addArrayItem", "i2"),
    ]


def test_set_becomes():
    """An intersection may keep the other one of two equals."""
    shadow, stage = shadowed(TrackedSet, {1, 2})
    shadow.become((True, 3))
    assert [value for _, _, value, *_ in stage.taken()] == [{}, {"value": True}, {"value": 3}]
    assert set(map(repr, values(shadow))) == {"True", "3"}


def test_node():
    """A node tells its value, and its links by the names that are known, each with what was there before."""
    stage = Stage()
    one, two = (TrackedNode(stage, object(), "nodes", name, "val", "graph") for name in ("n1", "n2"))
    one.change(5)
    one.link("next", None)
    one.link("next", two)
    one.link("next", two)
    one.link("other", two)
    one.link("left", one)
    one.link("next", None)
    one.link("next", shadowed(TrackedList, [])[0])
    one.link("next", two)
    none, to_one, to_two = ({"childId": child, "childTreeName": "nodes"} for child in (None, "n1", "n2"))
    assert stage.taken() == [
        ("setVal", "n1", {"value": 5}, {"value": ""}),
        ("setNextNode", "n1", to_two, none),
        ("setLink", "n1", {"field": "other", **to_two}, {"field": "other", **none}),
        ("setLeftChild", "n1", to_one, none),
        ("setNextNode", "n1", none, to_two),
        ("setLink", "n1", {"field": "next", **none, "childName": "name"}, {"field": "next", **none}),
        ("setLink", "n1", {"field": "next", **to_two}, {"field": "next", **none, "childName": "name"}),
    ]


def test_same():
    """Sameness is identity, and for plain numbers equality of those of one type."""
    big = 10**20
    assert same(big, int(str(big)))
    assert same(0.5, 1 / 2)
    assert not same(1, True)
    assert not same(1, 1.0)
    assert not same([], [])
    assert not same("xy", "".join(["x", "y"]))
