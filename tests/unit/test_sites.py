"""The table of sites: what is told of each place, and the methods it knows."""

from __future__ import annotations

import sys
from array import array
from collections import Counter, OrderedDict, defaultdict, deque

import pytest

from dstruct_runner.instrument import instrument
from dstruct_runner.sites import METHODS, Kind


def sites(source: str) -> list[tuple[object, ...]]:
    """Give each site of a program without its place."""
    return [(site.kind, site.operation, site.detail, site.label) for site in instrument(source).sites]


@pytest.mark.parametrize(
    ("source", "site"),
    [
        ("a[i]", (Kind.READ, "read", "", "a")),
        ("self.items[i]", (Kind.READ, "read", "", "self.items")),
        ("g[u][v]", (Kind.READ, "read", "", "g[u]")),
        ("g[u + 1][v]", (Kind.READ, "read", "", "g[u + 1]")),
        ("f()[v]", (Kind.READ, "read", "", "")),
        ("a[i] = v", (Kind.WRITE, "write", "", "a")),
        ("a[i] += v", (Kind.WRITE, "+=", "", "a")),
        ("a[i] //= v", (Kind.WRITE, "//=", "", "a")),
        ("a[1:] = v", (Kind.BULK, "slice assignment", "", "a")),
        ("del a[i]", (Kind.DELETE, "del", "", "a")),
        ("del a[i:]", (Kind.BULK, "del", "", "a")),
        ("n.next = v", (Kind.WRITE_FIELD, "write", "next", "n.next")),
        ("del n.next", (Kind.DELETE_FIELD, "del", "next", "n.next")),
        ("a.append(v)", (Kind.METHOD, "append", "append", "a")),
        ("a.sort()", (Kind.BULK, "sort", "sort", "a")),
        ("heappush(h, v)", (Kind.PATCH, "heappush", "heappush", "h")),
        ("x in a", (Kind.CONTAINS, "in", "", "a")),
        ("nums = []", (Kind.NEW, "create", "display", "nums")),
        ("self.nums = []", (Kind.NEW, "create", "display", "self.nums")),
        ("nums = list(x)", (Kind.NEW, "create", "call", "nums")),
        ("f([])", (Kind.NEW, "create", "display", "")),
    ],
)
def test_sites(source, site):
    """A site tells the kind of an operation, what it is called, and the learner's name for the container."""
    assert site in sites(source)
    assert site in sites(f"def f():\n    {source}\n")


CONTAINERS = [list, dict, set, deque, defaultdict, OrderedDict, Counter, bytearray, array]
# Methods of these containers that change nothing.
HARMLESS = {
    *("copy", "count", "index", "get", "items", "keys", "values", "fromkeys", "isdisjoint", "issubset", "issuperset"),
    *("union", "intersection", "difference", "symmetric_difference", "most_common", "elements", "total"),
    *("tobytes", "tofile", "tolist", "tounicode", "buffer_info"),
    *(name for name in dir(bytes)),
}


@pytest.mark.parametrize("cls", CONTAINERS, ids=lambda cls: cls.__name__)
def test_methods_are_known(cls):
    """Every method by which a container can change is in the table."""
    public = {name for name in dir(cls) if name[0] != "_" and callable(getattr(cls, name))}
    unknown = public - HARMLESS - METHODS.keys()
    if sys.version_info >= (3, 14):
        unknown.discard("resize")  # of bytearray
    assert not unknown - {"fromfile"}
