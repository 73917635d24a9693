"""`TreeNode` and `ListNode` as LeetCode's learners know them, how they are built, and how they read as text.

A tree reads `[4, 7, 2, null, 3]`: its nodes level by level, `null` for a missing child, none after the last node; a
linked list reads `1 -> 2 -> 3`. `(cycle)` stands where a link leads back into the chain or to an ancestor, `(shared)`
where a tree's node was already shown elsewhere. Nothing here recurses along links: chains may be of any length.

This module imports nothing of ours.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Sequence
from reprlib import recursive_repr
from types import MemberDescriptorType
from typing import Any, Literal

Pieces = Generator[str | tuple[Any], None, None]
"""A representation under way: text, and values (each in a tuple of one) whose representation goes there."""


class ListNode:
    """A node of a singly linked list."""

    def __init__(self, val: Any = 0, next: ListNode | None = None) -> None:
        self.val = val
        self.next = next

    @recursive_repr("(cycle)")
    def __repr__(self) -> str:
        return _joined(list_pieces(self))


class TreeNode:
    """A node of a binary tree."""

    def __init__(self, val: Any = 0, left: TreeNode | None = None, right: TreeNode | None = None) -> None:
        self.val = val
        self.left = left
        self.right = right

    @recursive_repr("(cycle)")
    def __repr__(self) -> str:
        return _joined(tree_pieces(self))


def build_list(values: Iterable[Any]) -> ListNode | None:
    """Link `values` in order; None where there are none."""
    head: ListNode | None = None
    for value in reversed(list(values)):
        head = ListNode(value, head)
    return head


def build_tree(level_order: Sequence[Any]) -> TreeNode | None:
    """Build a tree from its level order: the root, then for each node in order its left and its right child.

    None stands for a missing child; a missing child has no places of its own; what is left out at the end is missing.

    Raises:
        ValueError: a value is left over that could be no node's child.

    """
    nodes = tree_nodes(level_order)
    return nodes[0] if nodes else None


def tree_nodes(level_order: Sequence[Any]) -> list[TreeNode | None]:
    """Build a tree as `build_tree` does and give its nodes, each in its place of `level_order`."""
    nodes = [None if value is None else TreeNode(value) for value in level_order]
    reached = 1  # the places before this one are the root or a child of some node
    for place, parent in enumerate(nodes):
        if parent is None:
            continue
        if place >= reached or (place and nodes[0] is None):
            raise ValueError(f"the value in place {place} belongs to no node")
        parent.left, parent.right = (*nodes[reached : reached + 2], None, None)[:2]
        reached += 2
    return nodes


# --- text ------------------------------------------------------------------------------------------------------------

_MISSING: Any = object()
_VALUE_FIELDS = ("val", "value", "data", "key")


def node_shape(value: object) -> Literal["tree", "list"] | None:
    """Say whether an object is a node by its own attributes, without running any of the learner's code.

    A tree node has `left` and `right`, a list node has `next`; both have `val`, `value`, `data` or `key`, and what they
    link to is None or has the same links.
    """
    if _value(value) is _MISSING:
        return None
    for shape, links in (("tree", ("left", "right")), ("list", ("next",))):
        ends = [field(value, link) for link in links]
        if all(end is None or (end is not _MISSING and _has(end, links)) for end in ends):
            return shape  # type: ignore[return-value]
    return None


def field(node: object, name: str) -> Any:
    """Give an attribute from the instance's dict or slots, or a plain None of its class; else a marker."""
    try:
        return object.__getattribute__(node, "__dict__")[name]
    except (AttributeError, KeyError, TypeError):
        pass
    for base in type(node).__mro__:
        attribute = base.__dict__.get(name, _MISSING)
        if attribute is None:
            return None
        if type(attribute) is MemberDescriptorType:
            try:
                return attribute.__get__(node)
            except AttributeError:
                return _MISSING
        if attribute is not _MISSING:
            return _MISSING
    return _MISSING


def tree_pieces(root: object) -> Pieces:
    """Give the text of a tree in level order."""
    yield "["
    parents: dict[int, int] = {}  # the id of each node that was shown, and of its parent
    missing = 0  # nulls that are told only once another node follows
    queue: deque[tuple[Any, int]] = deque([(root, 0)])
    while queue:
        node, parent = queue.popleft()
        if node is None or node is _MISSING:
            missing += 1
            continue
        if parents:
            yield ", "
        for _ in range(missing):
            yield "null, "
        missing = 0
        if id(node) in parents:
            yield "(cycle)" if _leads_to(id(node), parent, parents) else "(shared)"
            continue
        parents[id(node)] = parent
        yield (_shown_value(node),)
        queue.append((field(node, "left"), id(node)))
        queue.append((field(node, "right"), id(node)))
    yield "]"


def list_pieces(head: object) -> Pieces:
    """Give the text of a linked list."""
    seen: set[int] = set()
    node: Any = head
    while node is not None and node is not _MISSING:
        if seen:
            yield " -> "
        if id(node) in seen:
            yield "(cycle)"
            return
        seen.add(id(node))
        yield (_shown_value(node),)
        node = field(node, "next")


def _leads_to(ancestor: int, node: int, parents: dict[int, int]) -> bool:
    """Say whether the way from a node up to the root comes by `ancestor`."""
    while node and node != ancestor:
        node = parents[node]
    return node == ancestor


def _has(node: object, links: Iterable[str]) -> bool:
    return all(field(node, link) is not _MISSING for link in links)


def _value(node: object) -> Any:
    for name in _VALUE_FIELDS:
        value = field(node, name)
        if value is not _MISSING:
            return value
    return _MISSING


def _shown_value(node: object) -> Any:
    value = _value(node)
    return "?" if value is _MISSING else value


def _joined(pieces: Pieces) -> str:
    return "".join(piece if isinstance(piece, str) else repr(piece[0]) for piece in pieces)
