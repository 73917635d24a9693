"""Structures: trees and linked lists built from lists, and what they read as."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dstruct_runner.structures import ListNode, TreeNode, build_list, build_tree, node_shape, tree_nodes


def unlink(node):
    """Take a chain apart from its head: Pyodide can't free a long one recursively."""
    while node is not None:
        node.next, node = None, node.next


def random_tree(values):
    """A tree of these values, in whatever shape they dictate."""
    root = None
    for value in values:
        place = TreeNode(value)
        if root is None:
            root = place
            continue
        node = root
        while True:
            side = "left" if value < node.val else "right"
            if getattr(node, side) is None:
                setattr(node, side, place)
                break
            node = getattr(node, side)
    return root


def shape(node):
    return node and (node.val, shape(node.left), shape(node.right))


def level_order(root):
    """The level order of the pairs of children, null for none: nothing left out at the end."""
    order, queue = [root and root.val], [root] if root else []
    for node in queue:
        for child in (node.left, node.right):
            order.append(child and child.val)
            if child:
                queue.append(child)
    return order


def test_constructors_are_those_learners_know():
    """`val`, `left`, `right` and `next` have defaults and can be given by name."""
    assert (ListNode().val, ListNode().next) == (0, None)
    assert (TreeNode().val, TreeNode().left, TreeNode().right) == (0, None, None)
    assert TreeNode(val=1, right=TreeNode(2)).right.val == 2
    assert ListNode(1, next=ListNode(2)).next.val == 2


@given(st.lists(st.integers(), unique=True, max_size=30))
def test_a_tree_is_what_its_level_order_says(values):
    """Building from the pairs of children, with or without the nulls at the end, gives the tree back."""
    root = random_tree(values)
    order = level_order(root)
    assert shape(build_tree(order)) == shape(root)
    while order and order[-1] is None:
        order.pop()
    assert shape(build_tree(order)) == shape(root)


def test_missing_children_have_no_places():
    """In `[1, null, 2, 3]` the 3 is the left child of the 2."""
    assert shape(build_tree([1, None, 2, 3])) == (1, None, (2, (3, None, None), None))


@pytest.mark.parametrize("order", [[], [None], [None, None, None]])
def test_no_root_is_no_tree(order):
    """A level order without a root is None."""
    assert build_tree(order) is None


@pytest.mark.parametrize("order", [[None, 1], [1, None, None, 2], [1, None, 2, None, None, 3]])
def test_values_without_a_parent_are_an_error(order):
    """A value that no node could be the parent of is a ValueError, never a tree that bites its tail."""
    with pytest.raises(ValueError, match="belongs to no node"):
        build_tree(order)


def test_nodes_stand_in_their_places():
    """`tree_nodes` gives each node where its value stands."""
    nodes = tree_nodes([1, None, 2])
    assert [node and node.val for node in nodes] == [1, None, 2]
    assert nodes[0].right is nodes[2]


@given(st.lists(st.integers()))
def test_a_list_is_what_its_values_say(values):
    """Building a list links the values in order."""
    node, found = build_list(values), []
    while node:
        found.append(node.val)
        node = node.next
    assert found == values


def test_falsy_values_are_values():
    """0, False and "" are nodes, in trees and in lists."""
    assert repr(build_tree([0, False, ""])) == "[0, False, '']"
    assert repr(build_list([0, None, ""])) == "0 -> None -> ''"


def test_texts():
    """A tree reads level by level with null, a list with arrows."""
    assert repr(build_tree([4, 7, 2, None, 3])) == "[4, 7, 2, null, 3]"
    assert repr(build_list([1, 2, 3])) == "1 -> 2 -> 3"
    assert repr(build_list(["a"])) == "'a'"


def test_a_list_that_closes_says_so():
    """A cycle ends with (cycle) where it closes."""
    head = build_list([1, 2, 3])
    head.next.next.next = head.next
    assert repr(head) == "1 -> 2 -> 3 -> (cycle)"
    head.next.next.next = None


def test_a_tree_that_closes_says_so():
    """A link to an ancestor reads (cycle), another way to the same node (shared)."""
    root = build_tree([1, 2, 3])
    root.left.left = root
    root.right.left = root.left
    assert repr(root) == "[1, 2, 3, (cycle), null, (shared)]"
    root.left.left = root.right.left = None


def test_a_node_that_holds_itself_has_a_text():
    """A node whose value is itself or a container of itself does not recurse."""
    node = ListNode()
    node.val = [node]
    assert repr(node) == "[(cycle)]"


def test_long_chains_are_no_problem():
    """100,000 nodes are built and read without recursion, as a list and as a tree that is one."""
    head = build_list(range(100_000))
    assert repr(head).endswith("99998 -> 99999")
    unlink(head)
    nodes = tree_nodes(list(itertools.chain([0], *([None, value] for value in range(1, 50_000)))))
    assert repr(nodes[0]).endswith("49998, null, 49999]")
    for node in nodes:
        if node:
            node.right = None


class Own:
    """A class with these attributes."""

    def __init__(self, **attributes):
        vars(self).update(attributes)


class Slotted:
    """A node with slots."""

    __slots__ = ("data", "next")

    def __init__(self, data, next):
        self.data = data
        self.next = next


class Inherited:
    """A node whose link is its class's."""

    next = None

    def __init__(self, value):
        self.value = value


class Property:
    """A node whose link is a property."""

    val = 1

    @property
    def next(self):
        raise AssertionError("asked")


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Own(val=1, left=None, right=None), "tree"),
        (Own(key=1, left=Own(key=0, left=None, right=None), right=None), "tree"),
        (Own(data=1, next=None), "list"),
        (Own(value=1, next=Own(value=1, next=None), prev=None), "list"),
        (Slotted(1, Slotted(2, None)), "list"),
        (Inherited(1), "list"),
        (Own(next=None), None),
        (Own(val=1), None),
        (Own(val=1, next=5), None),
        (Own(val=1, left=None), None),
        (Property(), None),
        (5, None),
        ([], None),
        (Own, None),
    ],
)
def test_shapes_are_recognised_without_running_anything(node, expected):
    """A node is known by its own attributes; properties are not asked."""
    assert node_shape(node) == expected
