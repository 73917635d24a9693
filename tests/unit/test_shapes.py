"""Which classes are nodes, told from what a run stored in their instances."""

from __future__ import annotations

from typing import Any

import pytest

from dstruct_runner.shapes import NodeShape, node_shapes
from dstruct_runner.sites import Kind, Site
from dstruct_runner.structures import ListNode, TreeNode


class A:
    """One class of a learner's."""


class B(A):
    """A subclass of it."""


class C(A):
    """Another one."""


class Other:
    """A class of another kind."""


def shapes(cls: type, **fields: list[Any]) -> NodeShape | None:
    """Give the shape of a class whose instances were stored to: each field with the values it was given."""
    sites, log = [], []
    for name, values in fields.items():
        sites.append(Site(Kind.WRITE_FIELD, "write", name, "", 1, 0, 1, 1))
        for value in values:
            log += [len(sites) - 1, value, cls(), None]
    return node_shapes(log, sites, {}).get(cls)


def test_always():
    """TreeNode and ListNode are nodes whatever a run did."""
    found = node_shapes([], [], {})
    assert found == {
        TreeNode: NodeShape("val", frozenset({"left", "right"}), "binaryTree"),
        ListNode: NodeShape("val", frozenset({"next"}), "linkedList"),
    }


@pytest.mark.parametrize(
    ("fields", "shape"),
    [
        ({"val": [1], "next": [None]}, NodeShape("val", frozenset({"next"}), "linkedList")),
        ({"val": [1], "next": [A()]}, NodeShape("val", frozenset({"next"}), "linkedList")),
        ({"val": [1], "next": [None, B()]}, NodeShape("val", frozenset({"next"}), "linkedList")),
        ({"data": [1], "left": [None], "right": [None]}, NodeShape("data", frozenset({"left", "right"}), "binaryTree")),
        ({"key": [1], "prev": [None], "next": [None]}, NodeShape("key", frozenset({"prev", "next"}), "linkedList")),
        ({"name": [1], "friend": [None, A()]}, NodeShape("name", frozenset({"friend"}), "graph")),
        ({"color": [1], "parent": [None]}, NodeShape("color", frozenset({"parent"}), "graph")),
        ({"v": [1], "children": [[]]}, NodeShape("v", frozenset(), "graph", frozenset({"children"}))),
        ({"end": [False], "children": [{}]}, NodeShape("end", frozenset(), "graph", frozenset({"children"}))),
        ({"children": [{}]}, NodeShape("", frozenset(), "graph", frozenset({"children"}))),
        (
            {"v": [1], "next": [None, []], "prev": [A()]},
            NodeShape("v", frozenset({"prev"}), "graph", frozenset({"next"})),
        ),
        ({"v": [1], "next": [None], "seen": [[], 5]}, NodeShape("v", frozenset({"next"}), "linkedList")),
        ({"val": [[]], "next": [None]}, NodeShape("val", frozenset({"next"}), "linkedList")),
        ({"name": ["x"], "adj": [[A()]]}, NodeShape("name", frozenset(), "graph", frozenset({"adj"}))),
        ({"name": ["x"], "edges": [{5: B()}]}, NodeShape("name", frozenset(), "graph", frozenset({"edges"}))),
        ({"next": [None]}, NodeShape("", frozenset({"next"}), "linkedList")),
        ({"val": [A()], "next": [None]}, NodeShape("", frozenset({"val", "next"}), "linkedList")),
        ({"val": [1, A()], "next": [None]}, NodeShape("val", frozenset({"next"}), "linkedList")),
        ({"zeta": [1], "alpha": [2], "next": [None]}, NodeShape("zeta", frozenset({"next"}), "linkedList")),
    ],
)
def test_nodes(fields, shape):
    """A class is a node's by a link of its own kind, or by a link's usual name; the rest are values and containers."""
    assert shapes(A, **fields) == shape


@pytest.mark.parametrize(
    "fields",
    [
        {"x": [1], "y": [2]},
        {"head": [None], "size": [0]},
        {"head": [Other()]},
        {"next": [5]},
        {"next": ["x", None]},
        {"children": [None]},
        {"children": [3]},
        {"root": [None]},
        {"items": [[Other()]]},
        {"items": [[], {}]},
    ],
)
def test_no_nodes(fields):
    """Other classes are none."""
    assert shapes(A, **fields) is None


def test_related_classes():
    """A class whose instances link to those of a class with a common base is a node's."""
    assert shapes(B, value=[1], link=[C()]) == NodeShape("value", frozenset({"link"}), "graph")
    assert shapes(A, value=[1], link=[B()]) == NodeShape("value", frozenset({"link"}), "graph")
    assert shapes(B, value=[1], link=[A()]) == NodeShape("value", frozenset({"link"}), "graph")
    assert shapes(A, value=[1], link=[Other()]) is None


def test_defaults_of_the_class():
    """A link that the class sets to None for all its instances counts as stored."""
    cls = type("D", (), {"left": None, "right": None, "__module__": __name__})
    assert shapes(cls, val=[1]) == NodeShape("val", frozenset({"left", "right"}), "binaryTree")
    assert shapes(cls, val=[1], left=[5]) == NodeShape("val", frozenset({"right"}), "binaryTree")


def test_what_was_seen():
    """What instances held when they were first seen counts, too."""
    node = A()
    assert node_shapes([], [], {id(node): (node, {"val": 1, "next": None})})[A] == NodeShape(
        "val", frozenset({"next"}), "linkedList"
    )
    assert A not in node_shapes([], [], {id(node): (node, {})})
    assert A not in node_shapes([], [], {1: ([1], (1,))})
