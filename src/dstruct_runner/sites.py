"""Sites: what is static about a probe, written once per place in the learner's source.

A record in the log holds four slots, `[site, value, obj, key]`; the first is an index into the table of sites made by
`instrument.py`. Everything that does not change from one execution to the next stands here, so the log need not carry
it: what kind of operation it is, where the expression stands, and the name the learner gave to the container.

This module imports nothing of ours.
"""

from __future__ import annotations

import builtins
from enum import IntEnum
from typing import NamedTuple


class Kind(IntEnum):
    """What a record tells, and what its slots `value`, `obj`, `key` hold."""

    READ = 0  # value = obj[key]
    WRITE = 1  # obj[key] = value (value as it stands after an augmented assignment)
    DELETE = 2  # del obj[key]
    READ_FIELD = 3  # value = obj.<detail>
    WRITE_FIELD = 4  # obj.<detail> = value
    DELETE_FIELD = 5  # del obj.<detail>
    RECEIVE = 22  # value = obj[key], fetched to be operated on
    LINE = 17  # the statement is about to run
    CALL = 18  # the function <detail> was entered
    RETURN = 19  # and is about to return value
    LEAVE = 20  # and was left, whether by a return or an exception
    VARIABLE = 21  # <detail> was bound to value
    INIT_FIELD = 16  # obj.<detail> = value in obj's own `__init__`; it held nothing before the first of these
    DIRECT = 25  # the same as METHOD, of the builtin class whatever the learner's own has by that name
    METHOD = 6  # value = obj.<detail>(…); key = what METHODS says
    NEW = 7  # obj was just made by a display, comprehension or constructor
    SLICE = 8  # obj[key] was read; key is a slice
    SYNC = 9  # obj was changed by something opaque; key = its contents afterwards, as `contents` gives them
    ITERATE = 10  # value = an iterator over obj; key = the order, where obj has none of its own (sets)
    STEP = 11  # obj = such an iterator, which gave its next item
    UNPACK = 24  # the items of obj were bound to names, one by one
    CONTAINS = 12  # value = (key in obj)
    PRINT = 13  # value = text written to stdout
    BULK = 14  # obj.<detail>(…) changed obj as a whole; key = its contents afterwards
    HEAP = 23  # value = <detail>(obj, key), whose values run no code of the learner's when they are compared
    PATCH = 15  # <detail>(obj, …): key = (length, [(index, value), …]) of what changed; of insort: (index, value)


ITEMS = frozenset({Kind.WRITE, Kind.DELETE})
FIELDS = frozenset({Kind.READ_FIELD, Kind.WRITE_FIELD, Kind.INIT_FIELD, Kind.DELETE_FIELD})


class Site(NamedTuple):
    """One place in the source. Lines count from 1, columns from 0 in characters, the end is exclusive."""

    kind: Kind
    operation: str  # what a frame's `operation` says: "write", "append", "sort", …
    detail: str  # the attribute or method; "" elsewhere
    label: str  # the container's name at this place: `nums`, `self.items`, `graph[u]`; "" where it has none
    line: int
    column: int
    end_line: int
    end_column: int


class Method(NamedTuple):
    """How a call of a container's method is recorded.

    `arities` are the numbers of positional arguments it can have on a builtin container; a call that has another
    number, or keywords where `keywords` is false, is not one of ours. `key` says what the record's key slot holds:
    "first" (the first argument), "place" (the same, but a list's contents after the call: only a comparison could tell
    which item it was), or "contents" (a copy of the whole container after the call, for changes of many items at once).
    `value` is "result", or "second" for the one method whose second argument matters.
    """

    arities: frozenset[int]
    key: str = "first"
    value: str = "result"
    keywords: bool = False
    reads: bool = False


def _n(*arities: int) -> frozenset[int]:
    return frozenset(arities)


_ANY = frozenset(range(9))

METHODS: dict[str, Method] = {
    # one item at a time: the record tells it all
    "append": Method(_n(1)),
    "appendleft": Method(_n(1)),
    "add": Method(_n(1)),
    "discard": Method(_n(1)),
    "pop": Method(_n(0, 1, 2)),
    "popleft": Method(_n(0)),
    "popitem": Method(_n(0, 1), keywords=True),
    "insert": Method(_n(2), value="second"),
    "setdefault": Method(_n(1, 2)),
    "get": Method(_n(1, 2), reads=True),
    "index": Method(_n(1, 2, 3), reads=True),
    "remove": Method(_n(1), key="place"),
    # many items at once
    "clear": Method(_n(0), key="contents"),
    "sort": Method(_n(0), key="contents", keywords=True),
    "reverse": Method(_n(0), key="contents"),
    "fromlist": Method(_n(1), key="contents"),
    "frombytes": Method(_n(1), key="contents"),
    "fromunicode": Method(_n(1), key="contents"),
    "byteswap": Method(_n(0), key="contents"),
    "rotate": Method(_n(0, 1), key="contents"),
    "extend": Method(_n(1), key="contents"),
    "extendleft": Method(_n(1), key="contents"),
    "update": Method(_ANY, key="contents", keywords=True),
    "subtract": Method(_n(0, 1), key="contents", keywords=True),
    "move_to_end": Method(_n(1, 2), key="contents", keywords=True),
    "difference_update": Method(_ANY, key="contents"),
    "intersection_update": Method(_ANY, key="contents"),
    "symmetric_difference_update": Method(_n(1), key="contents"),
}

# Special methods that change a container, where a program calls them by name.
SPECIAL_METHODS: dict[str, Method] = {
    "__setitem__": Method(_n(2), value="second"),
    "__delitem__": Method(_n(1)),
    "__iadd__": Method(_n(1), key="contents"),
    "__imul__": Method(_n(1), key="contents"),
    "__ior__": Method(_n(1), key="contents"),
    "__iand__": Method(_n(1), key="contents"),
    "__isub__": Method(_n(1), key="contents"),
    "__ixor__": Method(_n(1), key="contents"),
}

# Functions that change their first argument in place (C code, which no probe inside could see).
MUTATORS = frozenset(
    {
        *("heapify", "heappush", "heappop", "heappushpop", "heapreplace"),
        *("heapify_max", "heappush_max", "heappop_max", "heappushpop_max", "heapreplace_max"),
        *("insort", "insort_left", "insort_right"),
        "shuffle",
    }
)

# Calls whose result is a container of its own, or a copy of a whole structure.
CONTAINERS = frozenset({"list", "dict", "set", "deque", "defaultdict", "OrderedDict", "Counter", "bytearray"})
CONSTRUCTORS = frozenset({"list", "dict", "set", "sorted", "deque", "defaultdict", "OrderedDict", "Counter"})
COPIERS = frozenset({"copy", "deepcopy", "replace", "loads"})

# Calls that keep nothing of a display they are given but its items.
SPENDERS = frozenset({"list", "tuple", "set", "frozenset", "deque", "sorted", "enumerate", "zip", "len", "any", "all"})

# Functions that, given what no program has redefined, run none of its code.
CALM_CALLS = frozenset({"max", "min", "len", "abs", "ord", "chr", "int", "float", "bool"})

# What changes no container that it is given, so that a call of it need not be watched.
_HARMLESS = """
    abs all any ascii bin bool bytes callable chr complex dict divmod enumerate filter float format frozenset hash hex
    id input int isinstance issubclass iter len list map max memoryview min next object oct open ord pow print range
    repr reversed round set slice sorted str sum super tuple type zip bytearray deque defaultdict Counter OrderedDict
    namedtuple reduce partial accumulate chain combinations permutations product bisect_left bisect_right bisect sqrt
    gcd ceil floor
"""
_HARMLESS_METHODS = """
    capitalize casefold center count decode encode endswith expandtabs find format index isalnum isalpha isdecimal
    isdigit isidentifier islower isnumeric isspace istitle isupper join ljust lower lstrip partition replace rfind
    rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill
    copy get keys values items union intersection difference symmetric_difference isdisjoint issubset issuperset
    most_common total elements randint random choice choices sample uniform randrange bit_length
"""
_HARMLESS_MODULES = """
    bisect cmath collections copy dataclasses datetime enum functools itertools json math re statistics string sys
    time typing
"""
HARMLESS = frozenset(_HARMLESS.split())
HARMLESS_BUILTINS = HARMLESS.intersection(dir(builtins))
HARMLESS_METHODS = frozenset(_HARMLESS_METHODS.split())
HARMLESS_MODULES = frozenset(_HARMLESS_MODULES.split())
