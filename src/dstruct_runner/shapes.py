"""Which classes are nodes: told from what a run stored in their instances.

A class is a node's when one of its instances holds another instance of it, be it in a container, or has a link by one
of the usual names that holds None, an instance or a container. `TreeNode` and `ListNode` always are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from .contents import defaults_to_none, items_of, kind_of, related
from .sites import FIELDS, Kind, Site
from .structures import ListNode, TreeNode

LINKS = frozenset({"left", "right", "next", "prev", "parent", "child", "random"})
LINK_LISTS = frozenset({"children", "neighbors", "neighbours"})
_LOOKED_AT = 100  # items of a container
VALUES = ("val", "value", "data", "key", "item", "name", "label")


class NodeShape(NamedTuple):
    """How a class of nodes is shown: its value, its links to nodes, which view suits it, its links to containers."""

    value_field: str
    links: frozenset[str]
    arg_type: str
    holds: frozenset[str] = frozenset()


def node_shapes(log: list[Any], sites: Sequence[Site], seen: dict[int, tuple[Any, Any]]) -> dict[type, NodeShape]:
    """Find the classes of nodes of one run."""
    stored: dict[type, dict[str, list[Any]]] = {
        TreeNode: {"val": [], "left": [], "right": []},
        ListNode: {"val": [], "next": []},
    }
    wanted = {number for number, site in enumerate(sites) if site.kind in (Kind.WRITE_FIELD, Kind.INIT_FIELD)}
    if wanted:
        for position in range(0, len(log), 4):
            if log[position] in wanted:
                _, value, obj, _ = log[position : position + 4]
                fields = stored.setdefault(type(obj), {})
                fields.setdefault(sites[log[position]].detail, []).append(value)
    for obj, known in seen.values():
        if isinstance(known, dict) and known:
            fields = stored.setdefault(type(obj), {})
            for name, value in known.items():
                fields.setdefault(name, []).append(value)
    for cls, fields in stored.items():
        for name in sorted(LINKS):
            if defaults_to_none(cls, name):
                fields.setdefault(name, []).append(None)
    return {cls: _shape(cls, fields) for cls, fields in stored.items() if _is_node(cls, fields)}


def without_frames(
    log: list[Any], sites: Sequence[Site], shapes: Mapping[type, NodeShape]
) -> tuple[list[Any], set[type]]:
    """(the log without the records of attributes of objects that are no nodes, the classes of these)."""
    numbers = {number for number, site in enumerate(sites) if site.kind in FIELDS}
    kept: list[Any] = []
    plain: set[type] = set()
    for position in range(0, len(log), 4):
        if log[position] in numbers and type(log[position + 2]) not in shapes:
            plain.add(type(log[position + 2]))
        else:
            kept += log[position : position + 4]
    return kept, plain


def _is_node(cls: type, fields: dict[str, list[Any]]) -> bool:
    if cls in (TreeNode, ListNode):
        return True
    for name, values in fields.items():
        if any(related(cls, type(value)) or _holds(value, cls) for value in values):
            return True
        if name in LINKS and all(value is None for value in values):
            return True
        if name in LINK_LISTS and any(kind_of(value) for value in values):
            return True
    return False


def _holds(value: Any, cls: type) -> bool:
    """Whether a container holds, now, instances of a class or its relatives."""
    kind = kind_of(value)
    if not kind:
        return False
    first = islice(items_of(value), _LOOKED_AT)
    return any(related(cls, type(item[1] if kind == "dict" else item)) for item in first)


def _shape(cls: type, fields: dict[str, list[Any]]) -> NodeShape:
    links = {name for name, values in fields.items() if _is_link(cls, name, values)}
    value = next((name for name in VALUES if name in fields and name not in links), "")
    if not value:
        value = next((name for name in fields if name not in links and name not in LINK_LISTS), "")
    holds = frozenset(name for name, values in fields.items() if name != value and _only_holds(values))
    if cls is TreeNode or {"left", "right"} & links:
        return NodeShape(value, frozenset(links), "binaryTree", holds)
    return NodeShape(value, frozenset(links), "linkedList" if "next" in links else "graph", holds)


def _only_holds(values: list[Any]) -> bool:
    """Say of a field whether it only ever holds containers, or None between them."""
    return any(map(kind_of, values)) and all(value is None or kind_of(value) for value in values)


def _is_link(cls: type, name: str, values: Iterable[Any]) -> bool:
    """A field that only ever holds None and nodes, or None under a link's usual name."""
    nodes = nothing = 0
    for value in values:
        if value is None:
            nothing += 1
        elif related(cls, type(value)):
            nodes += 1
        else:
            return False
    return bool(nodes) or name in LINKS or (cls in (TreeNode, ListNode) and name != "val" and not nothing)
