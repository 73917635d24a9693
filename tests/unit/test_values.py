"""Values: text that never fails, numbers that JSON keeps, return values that JSON can say."""

from __future__ import annotations

import collections
import dataclasses
import enum
import json
import math
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dstruct_runner import values
from dstruct_runner.deadline import DeadlineReached
from dstruct_runner.structures import build_list, build_tree
from dstruct_runner.values import EXACT, json_value, safe_repr, unmute, wire_value

ATOMS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.complex_numbers()
HASHABLE = st.recursive(ATOMS, lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3), max_leaves=5)


def containers(inner):
    return (
        st.lists(inner)
        | st.tuples(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(HASHABLE, inner, max_size=4)
        | st.sets(HASHABLE, max_size=4)
        | st.lists(inner, max_size=4).map(lambda items: collections.deque(items, maxlen=9))
        | st.dictionaries(HASHABLE, inner, max_size=3).map(lambda items: collections.defaultdict(list, items))
        | st.dictionaries(HASHABLE, inner, max_size=3).map(collections.OrderedDict)
        | st.lists(HASHABLE, max_size=6).map(collections.Counter)
        | st.dictionaries(HASHABLE, inner, max_size=3).map(dict.items)
        | st.dictionaries(HASHABLE, inner, max_size=3).map(dict.values)
    )


VALUES = st.recursive(ATOMS, containers, max_leaves=15)


@dataclasses.dataclass
class Point:
    """A dataclass with a field its text leaves out."""

    x: int
    y: list
    hidden: int = dataclasses.field(default=0, repr=False)


@dataclasses.dataclass
class Labelled(Point):
    """A dataclass with a base."""

    label: str = "a"


class Own(Point):
    """A dataclass with a text of its own."""

    def __repr__(self):
        return "own"


class MyList(list):
    """A list with the text of a list."""


class MySet(set):
    """A set with the text of a set."""


class Shout(list):
    """A list with a text of its own."""

    def __repr__(self):
        return "LIST!"


class Level(enum.IntEnum):
    """An int with a text of its own."""

    LOW = 1


Pair = collections.namedtuple("Pair", "first second")


class Raises:
    """Its text is an error."""

    def __repr__(self):
        raise ValueError("no")


class Exits:
    """Its text is the end."""

    def __repr__(self):
        raise SystemExit(3)


@given(VALUES)
def test_equals_repr_where_it_fits(value):
    """What fits within the limit is exactly what `repr` gives."""
    assert safe_repr(value, 10**6) == repr(value)


@given(VALUES, st.integers(0, 30))
def test_is_the_beginning_where_it_does_not_fit(value, limit):
    """What does not fit is cut to the limit and ends with "…"."""
    plain, shown = repr(value), safe_repr(value, limit)
    if len(plain) <= limit:
        assert shown == plain
    else:
        assert len(shown) <= limit
        assert shown == plain[: max(limit - 1, 0)] + "…"[:limit] or isinstance(value, str | bytes)


@pytest.mark.parametrize(
    "value",
    [
        Point(1, [2]),
        Labelled(1, [], label="b"),
        Own(1, []),
        Pair(1, [2]),
        MyList([1]),
        MySet({1}),
        MySet(),
        Shout([1]),
        Level.LOW,
        bytearray(b"ab"),
        range(3),
        print,
        int,
        {1: "a"}.keys(),
        collections.UserList([1]),
        frozenset(),
        (),
        (1,),
        collections.Counter(),
        collections.OrderedDict(),
        collections.deque(),
    ],
)
def test_other_kinds_equal_repr(value):
    """Dataclasses, named tuples, subclasses and what has a `__repr__` of its own read as `repr` has them."""
    assert safe_repr(value) == repr(value)
    assert safe_repr([value]) == repr([value])


def test_cycles_read_as_repr_has_them():
    """A container inside itself reads as in plain Python."""
    items = [1]
    items.append({"a": (items,)})
    table = {}
    table["self"] = table
    queue = collections.deque()
    queue.append(queue)
    point = Point(1, [])
    point.y.append(point)
    for value in (items, table, queue, point):
        assert safe_repr(value) == repr(value)


def test_the_same_container_twice_is_no_cycle():
    """A container that occurs twice side by side is shown twice."""
    shared = [1]
    assert safe_repr([shared, shared]) == "[[1], [1]]"


def test_depth_is_no_limit():
    """A list nested 100,000 deep is shown as far as there is room."""
    value = []
    for _ in range(100_000):
        value = [value]
    assert safe_repr(value, 100) == "[" * 99 + "…"
    while value:  # let go of it step by step: Pyodide can't free it in one
        value = value.pop()


def test_a_failing_repr_is_told_in_its_place():
    """A `__repr__` that raises, whatever it raises, leaves a text that says so, and the rest is shown."""
    assert safe_repr([1, Raises(), 2]) == "[1, <Raises object: repr raised ValueError>, 2]"
    assert safe_repr(Exits()) == "<Exits object: repr raised SystemExit>"


def test_a_repr_that_gives_no_text_is_told():
    """A `__repr__` that returns something else than text is a failing one."""
    kind = type("Odd", (), {"__repr__": lambda self: 5})
    assert safe_repr(kind()) == "<Odd object: repr raised TypeError>"


def test_a_repr_that_calls_itself_is_told():
    """A `__repr__` without an end by recursion is a failing one."""
    kind = type("Deep", (), {"__repr__": lambda self: repr(self)})
    assert safe_repr(kind()) == "<Deep object: repr raised RecursionError>"


def test_recursion_is_shallow_where_the_stack_is(monkeypatch):
    """In a browser a `__repr__` that recurses too deep for its stack fails in time; the recursion limit stays."""

    class Node:
        def __init__(self, next):
            self.next = next

        def __repr__(self):
            return f"-{self.next!r}"

    chain = None
    for _ in range(50):  # each of them may cost two levels: before 3.12 the call of `repr` counts too
        chain = Node(chain)
    monkeypatch.setattr(values, "_DEPTH", 150)
    limit = sys.getrecursionlimit()
    assert safe_repr(chain) == "-" * 50 + "None"
    for _ in range(150):
        chain = Node(chain)
    assert safe_repr(chain) == "<Node object: repr raised RecursionError>"
    assert sys.getrecursionlimit() == limit


def test_hostile_metaclasses_change_nothing():
    """A metaclass without hash, and one that lies about its class's name, are no obstacle."""

    class Meta(type):
        __hash__ = None
        __name__ = property(lambda self: 1 / 0)

        def __eq__(self, other):
            raise ValueError

        def __repr__(self):
            raise ValueError

    kind = Meta("Hostile", (), {"__repr__": lambda self: 1 / 0})
    assert safe_repr(kind()) == "<Hostile object: repr raised ZeroDivisionError>"
    assert safe_repr([kind]) == "[<Meta object: repr raised ValueError>]"


def test_the_deadline_comes_through():
    """Only the deadline's own exception leaves."""

    class Late:
        def __repr__(self):
            raise DeadlineReached

    with pytest.raises(DeadlineReached):
        safe_repr([Late()])


def test_an_interrupted_class_is_not_asked_again():
    """A class whose `__repr__` had to be interrupted is not asked again before `unmute`."""
    calls = []

    class Endless:
        def __repr__(self):
            calls.append(1)
            raise KeyboardInterrupt

    assert safe_repr([Endless(), Endless()]) == (
        "[<Endless object: repr raised KeyboardInterrupt>, <Endless object: repr took too long>]"
    )
    assert len(calls) == 1
    unmute()
    safe_repr(Endless())
    assert len(calls) == 2
    unmute()


def test_a_repr_that_changes_its_container_does_no_harm():
    """A `__repr__` that empties the list or dict it is in ends that list's text, not the run."""
    items = []
    table = {}

    class Vandal:
        def __repr__(self):
            items.clear()
            table.clear()
            return "vandal"

    items += [Vandal(), 1, 2]
    assert safe_repr(items) == "[vandal]"
    table.update({1: Vandal(), 2: 3})
    assert "vandal" in safe_repr(table)


def test_work_is_bounded_by_the_limit():
    """Of a long list no more items are looked at than there is room for."""
    asked = []

    class Item:
        def __repr__(self):
            asked.append(1)
            return "item"

    safe_repr([Item()] * 100_000, 100)
    assert len(asked) < 100


@pytest.mark.parametrize("digits", [600, 700, 4_300, 4_301, 10_000])
@pytest.mark.parametrize("sign", [1, -1])
def test_long_integers_are_shown_whatever_the_setting(digits, sign):
    """An int of 10,000 digits is shown in full where it fits, and the learner's digit limit stays as it was."""
    value = sign * (10**digits - 7)
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        assert safe_repr(value, 20_000) == ("-" if sign < 0 else "") + "9" * (digits - 1) + "3"
        assert safe_repr([value], 50) == "[" + ("-" if sign < 0 else "") + "9" * (48 - (sign < 0)) + "…"
        assert sys.get_int_max_str_digits() == 640
    finally:
        sys.set_int_max_str_digits(before)


@given(st.integers(-(10**900), 10**900), st.integers(1, 50))
def test_the_head_of_a_long_integer_is_exact(value, limit):
    """The digits that are shown of an int are its first ones."""
    plain = str(value)
    assert safe_repr(value, limit) == (plain if len(plain) <= limit else plain[: limit - 1] + "…")


def test_enormous_integers_are_described():
    """An int of a million digits is described, as converting it takes seconds."""
    assert re.fullmatch(r"<int of about 903,09\d digits>", safe_repr(1 << 3_000_000))


def test_lone_surrogates_are_escaped():
    r"""Text that UTF-8 can't hold, from a learner's `__repr__`, comes with escapes."""
    kind = type("Odd", (), {"__repr__": lambda self: "a\ud800é"})
    assert safe_repr(kind()) == "a\\ud800é"
    assert safe_repr("\ud800") == repr("\ud800")


def test_nodes_read_as_structures():
    """`TreeNode` and `ListNode` read as trees and lists, also inside containers."""
    tree, chain = build_tree([4, 7, 2, None, 3]), build_list([1, 2, 3])
    assert safe_repr(tree) == "[4, 7, 2, null, 3]"
    assert safe_repr([chain, chain.next]) == "[1 -> 2 -> 3, 2 -> 3]"


def test_learners_nodes_read_as_structures_where_asked():
    """A learner's own node class reads as a structure with `nodes`, and as `repr` has it without."""

    class Node:
        def __init__(self, data, next=None):
            self.data = data
            self.next = next

    node = Node(1, Node(2))
    assert safe_repr(node, nodes=True) == "1 -> 2"
    assert safe_repr(node) == repr(node)


@pytest.mark.parametrize("value", [0, -5, EXACT, -EXACT, 1.5, -0.0, 1e308])
def test_exact_numbers_stay_numbers(value):
    """What JSON keeps exactly is sent as that number."""
    sent = json.loads(json.dumps(wire_value(value)))
    assert type(sent) is type(value)
    assert math.copysign(1, sent) == math.copysign(1, value)
    assert sent == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "True"),
        (None, "None"),
        ("ab", "'ab'"),
        (EXACT + 1, str(EXACT + 1)),
        (-EXACT - 1, str(-EXACT - 1)),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (Level.LOW, repr(Level.LOW)),
        (type("F", (float,), {})(1.5), "1.5"),
        (b"x", "b'x'"),
        (2j, "2j"),
        ((1, 2), "(1, 2)"),
    ],
)
def test_everything_else_is_text(value, text):
    """What is no such number is sent as the text of `repr`."""
    assert wire_value(value) == text


@pytest.mark.parametrize(
    "value", [None, True, "é\ud800", 1, 1.5, [], {}, [1, [2, {"a": None}]], {"__proto__": 1, "": [False]}, EXACT]
)
def test_json_says_exactly_what_it_can(value):
    """What JSON can hold exactly is given, as a copy."""
    exact, copy = json_value(value)
    assert exact
    assert json.loads(json.dumps(copy, allow_nan=False)) == value
    assert copy is not value or not isinstance(value, list | dict)


@pytest.mark.parametrize(
    "value",
    [(1,), {1}, {1: 2}, float("nan"), [float("inf")], EXACT + 1, b"", MyList(), Level.LOW, {"a": (1,)}, object(), 1j],
)
def test_json_does_not_say_what_it_can_only_approximate(value):
    """What JSON would change is not given."""
    assert json_value(value) == (False, None)


def test_json_has_bounds():
    """Cycles, depths and sizes that JSON can't or shouldn't hold are not given."""
    cycle = []
    cycle.append(cycle)
    doubled = [0]
    for _ in range(60):
        doubled = [doubled, doubled]
    for value in (cycle, doubled, [0] * 200_000, "x" * 2_000_000, {"x" * 1_500_000: 1}):
        assert json_value(value) == (False, None)
