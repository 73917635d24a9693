"""What a record says of a change of many items: enough to do it again, or else the contents."""

from __future__ import annotations

import operator
import random
from array import array
from collections import Counter, OrderedDict, defaultdict, deque

import pytest

from dstruct_runner.changes import Change, change


class Odd(list):  # type: ignore[type-arg]
    """A subclass may do anything."""


LISTS = [
    ("extend", lambda a: a.extend([7, 8]), [7, 8]),
    ("extend", lambda a: a.extend({7: 8}), {7: 8}),
    ("+=", lambda a: operator.iadd(a, (7,)), (7,)),
    ("reverse", lambda a: a.reverse(), None),
    ("clear", lambda a: a.clear(), None),
    ("remove", lambda a: a.remove(True), True),
    ("slice assignment", lambda a: operator.setitem(a, slice(1, 3), [7]), (slice(1, 3), [7])),
    (
        "slice assignment",
        lambda a: operator.setitem(a, slice(None, None, -2), range(3)),
        (slice(None, None, -2), range(3)),
    ),
    ("del", lambda a: operator.delitem(a, slice(-2, None)), slice(-2, None)),
]
DEQUES = [
    ("extend", lambda q: q.extend("ab" and [1]), [1]),
    ("rotate", lambda q: q.rotate(-3), -3),
    ("rotate", lambda q: q.rotate(), None),
    ("remove", lambda q: q.remove(2.0), 2.0),
    ("reverse", lambda q: q.reverse(), None),
]


@pytest.mark.parametrize(("kind", "case"), [*((list, c) for c in LISTS), *((deque, c) for c in DEQUES)])
def test_done_again(kind, case):
    """Done to a list of the items before it, a change gives those after it."""
    operation, act, given = case
    obj = kind([3, 1, 2, 1, 5])
    before = list(obj)
    act(obj)
    found = change(operation, obj, *([] if given is None else [given]))
    assert isinstance(found, Change)
    found.function(before, *found.args)
    assert before == list(obj)


@pytest.mark.parametrize("kind", [dict, OrderedDict, lambda d: defaultdict(int, d)])
@pytest.mark.parametrize("operation", ["update", "|="])
def test_dicts(kind, operation):
    """A dict added to another is told by its pairs, as they were."""
    obj, given = kind({1: 2, 3: 4}), {3: 5, 6: 7}
    obj.update(given)
    found = change(operation, obj, given)
    given.clear()
    assert found == Change(dict.update, (((3, 5), (6, 7)),))


def test_sets():
    """Members added to a set are told by what was given."""
    assert change("update", {1, 2, 3}, [2, 3]) == Change(set.update, ((2, 3),))
    assert change("|=", {1, 2}, {1: 0}) == Change(set.update, ((1,),))


GROWN = [1, 1]


@pytest.mark.parametrize(
    ("operation", "obj", "given"),
    [
        ("extend", GROWN, GROWN),  # given itself, it holds something else by now
        ("slice assignment", GROWN, (slice(0, 1), GROWN)),
        ("extend", [1], iter([1])),  # used up
        ("extend", [1], Odd([1])),
        ("extend", Odd([1]), [1]),
        ("extend", deque([1], 3), [1]),  # loses items at the other end
        ("extend", array("i", [1]), [1]),  # converts them
        ("+=", bytearray(b"a"), [97]),
        ("sort", [1, 2], None),
        ("remove", [(1,), (2,)], (0,)),  # to find it would compare them once more
        ("remove", [1, object()], 2),
        ("update", Counter("ab"), {"a": 1}),  # adds
        ("update", {1: 2}, [(1, 2)]),
        ("slice assignment", [1], (slice(0, object()), [1])),
        ("del", [1], slice(object(), 2)),
        ("update", {1: 2}, None),  # keywords, or several
        ("extendleft", deque([1]), [1]),
    ],
)
def test_contents(operation, obj, given):
    """What can't be done again, or might run a learner's code, is told by the contents after it."""
    told = change(operation, obj, *([] if given is None else [given]))
    assert type(told) is tuple
    assert told == (tuple(obj.items()) if isinstance(obj, dict) else tuple(obj))


def test_no_code_is_run():
    """Neither what is in a container nor what it is given is compared or walked through by its own methods."""

    class Watched:
        def __eq__(self, other: object) -> bool:
            raise AssertionError

        __hash__ = None  # type: ignore[assignment]

    things = [Watched(), Watched()]
    for operation, given in (("remove", things[0]), ("extend", things), ("+=", (things[1],)), ("del", slice(1))):
        change(operation, list(things), given)
    change("remove", [1, 2], random.random())
