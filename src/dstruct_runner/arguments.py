"""Arguments: what the page sends (`SerializedPythonArg`) turned into the Python values of the call.

| `type` | `value` | in Python | for `null` |
|---|---|---|---|
| `binaryTree` | a level order, or `{levelOrder, nodeIds?, treeName?}` | `TreeNode` | `None` |
| `linkedList` | the values, or `{values, nodeIds?, treeName?}` | `ListNode` | `None` |
| `array`, `matrix` | the items, or `{items, nodeIds?, treeName?}` | `list`, nested as sent | `[]` |
| `graph` | edges `[[u, v], …]` or adjacency rows | `list` of `list`s | `None` |
| `set` | an array; arrays in it become tuples | `set` | `set()` |
| `map`, `object` | a JSON object | `dict` | `{}` |
| `string`, `number`, `boolean` | the JSON value; numbers keep being `int` or `float` | `str`, … | `""`, `0`, `False` |

A level order lists the root and then, for each node in order, its pair of children, `null` for a missing one, which
has no pair of its own; what is missing at the end may be left out or not. This is LeetCode's form. `nodeIds` run in
parallel: one id for each place, whatever it is where the node is missing.

Anything else is an `ArgumentError`. Lists and dicts are copied, so that a run changes nothing of its caller's. Trees,
lists and nested arrays may be of any size and depth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .structures import ListNode, tree_nodes
from .values import safe_repr

_DEPTH = 100  # of the arrays in a set: hashing a tuple recurses
_SHOWN = 80  # characters of a wrong value that a message repeats


class ArgumentError(TypeError):
    """An argument the page sent has a wrong shape; the message says which, what was expected and what came."""


@dataclass(slots=True)
class Argument:
    """One argument of the call.

    Attributes:
        value: the Python value
        tree_name: the name under which the page shows the argument; None where it sent none
        node_ids: for trees and linked lists a list of `(node, id)` pairs; for arrays and matrices the ids in parallel
            with the items, nested as they are; None where the page has none

    """

    value: Any
    tree_name: str | None = None
    node_ids: list[Any] | None = None


def build_arguments(serialized: object) -> list[Argument]:
    """Build the arguments of one call from the page's list of `{type, value}`; None is no arguments.

    Raises:
        ArgumentError: something has a wrong shape.

    """
    if serialized is None:
        return []
    if not isinstance(serialized, list | tuple):
        raise ArgumentError(f"args: expected a list of {{type, value}}, got {_came(serialized)}")
    return [build_argument(one, number) for number, one in enumerate(serialized, start=1)]


def build_argument(serialized: object, number: int) -> Argument:
    """Build argument `number` (from 1) from its `{type, value}`.

    Raises:
        ArgumentError: something has a wrong shape.

    """
    kind = serialized.get("type") if isinstance(serialized, dict) else None
    if not isinstance(serialized, dict) or not isinstance(kind, str):
        raise ArgumentError(f"argument {number}: expected {{type, value}}, got {_came(serialized)}")
    build = _BUILDERS.get(kind)
    if build is None:
        raise ArgumentError(
            f"argument {number}: unknown type {safe_repr(kind, _SHOWN)}; expected one of {', '.join(_BUILDERS)}"
        )
    if "value" not in serialized:
        raise ArgumentError(f"argument {number} ({kind}): it has no value; expected {_EXPECTED[kind]}")
    try:
        return build(serialized["value"])
    except _WrongShape as wrong:
        raise ArgumentError(
            f"argument {number} ({kind}): expected {wrong.expected or _EXPECTED[kind]}, got {wrong.came}"
        ) from None


class _WrongShape(Exception):
    """What came is not what was `expected` (a phrase; empty: what the argument's type takes)."""

    def __init__(self, value: object, expected: str = "", came: str = "") -> None:
        self.expected = expected
        self.came = came or _came(value)


def _came(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "the string", bool: "the boolean", int: "the number"}
    if value is None:
        return "null"
    name = names.get(type(value), "the number" if type(value) is float else f"a {type(value).__name__}")
    shown = {True: "true", False: "false"}[value] if isinstance(value, bool) else safe_repr(value, _SHOWN)
    return f"{name} {shown}"


# --- one builder a type ----------------------------------------------------------------------------------------------


def _tree(value: object) -> Argument:
    values, ids, name = _parts(value, "levelOrder")
    if values is None:
        return Argument(None, name, None if ids is None else [])
    for item in values:
        if isinstance(item, dict | list):
            raise _WrongShape(item, "numbers, strings or null in the level order")
    try:
        nodes = tree_nodes(values)
    except ValueError:
        raise _WrongShape(value, came="values that belong to no node: " + _came(value)) from None
    root = nodes[0] if nodes else None
    return Argument(root, name, _paired(nodes, ids, "levelOrder"))


def _linked_list(value: object) -> Argument:
    values, ids, name = _parts(value, "values")
    if values is None:
        return Argument(None, name, None if ids is None else [])
    nodes = [ListNode(item) for item in values]
    for node, following in pairwise(nodes):
        node.next = following
    return Argument(nodes[0] if nodes else None, name, _paired(nodes, ids, "values"))


def _list(value: object) -> Argument:
    values, ids, name = _parts(value, "items")
    if values is None:
        return Argument([], name, None if ids is None else [])
    copy = _copied(values)
    if ids is not None:
        _check_parallel(copy, ids)
    return Argument(copy, name, ids)


def _matrix(value: object) -> Argument:
    argument = _list(value)
    _check_rows(argument.value)
    return argument


def _graph(value: object) -> Argument:
    if value is None:
        return Argument(None)
    if not isinstance(value, list):
        raise _WrongShape(value)
    return _matrix(value)


def _set(value: object) -> Argument:
    if value is None:
        return Argument(set())
    if not isinstance(value, list):
        raise _WrongShape(value)
    return Argument({_member(item) for item in value})


def _dict(value: object) -> Argument:
    if value is None:
        return Argument({})
    if not isinstance(value, dict):
        raise _WrongShape(value)
    return Argument(_copied(value))


def _string(value: object) -> Argument:
    if value is None:
        return Argument("")
    if not isinstance(value, str):
        raise _WrongShape(value)
    return Argument(value)


def _number(value: object) -> Argument:
    if value is None:
        return Argument(0)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _WrongShape(value)
    return Argument(value)


def _boolean(value: object) -> Argument:
    if value is None:
        return Argument(False)
    if not isinstance(value, bool):
        raise _WrongShape(value)
    return Argument(value)


_BUILDERS: dict[str, Callable[[object], Argument]] = {
    "binaryTree": _tree,
    "linkedList": _linked_list,
    "array": _list,
    "matrix": _matrix,
    "graph": _graph,
    "set": _set,
    "map": _dict,
    "object": _dict,
    "string": _string,
    "number": _number,
    "boolean": _boolean,
}
_EXPECTED = {
    "binaryTree": "a level order such as [4, 7, 2, null, 3], {levelOrder, nodeIds, treeName} or null",
    "linkedList": "an array of values, {values, nodeIds, treeName} or null",
    "array": "an array, {items, nodeIds, treeName} or null",
    "matrix": "an array of arrays, {items, nodeIds, treeName} or null",
    "graph": "an array of edges [[u, v], …] or of adjacency rows, or null",
    "set": "an array or null",
    "map": "an object or null",
    "object": "an object or null",
    "string": "a string or null",
    "number": "a number or null",
    "boolean": "true, false or null",
}


# --- shared shapes ---------------------------------------------------------------------------------------------------


def _parts(value: object, key: str) -> tuple[list[Any] | None, list[Any] | None, str | None]:
    """Give `(values, ids, name)` of a bare list or of `{<key>, nodeIds?, treeName?}`; None for what is missing."""
    if value is None:
        return None, None, None
    if isinstance(value, list):
        return value, None, None
    if not isinstance(value, dict) or key not in value:
        raise _WrongShape(value)
    values, ids, name = value[key], value.get("nodeIds"), value.get("treeName")
    if values is not None and not isinstance(values, list):
        raise _WrongShape(values, f"an array or null as {key}")
    if ids is not None and not isinstance(ids, list):
        raise _WrongShape(ids, "an array or null as nodeIds")
    if name is not None and not isinstance(name, str):
        raise _WrongShape(name, "a string or null as treeName")
    return values, ids, name


def _paired(nodes: list[Any], ids: list[Any] | None, key: str) -> list[tuple[Any, str]] | None:
    """Pair the nodes that exist with their ids."""
    if ids is None:
        return None
    if len(ids) < len(nodes):
        raise _WrongShape(ids, f"as many nodeIds as {key} has values ({len(nodes)})", f"{len(ids)}")
    pairs = []
    for node, name in zip(nodes, ids, strict=False):
        if node is None:
            continue
        if not isinstance(name, str):
            raise _WrongShape(name, "strings as nodeIds")
        pairs.append((node, name))
    _check_distinct([name for _, name in pairs])
    return pairs


def _check_parallel(items: list[Any], ids: list[Any]) -> None:
    """Check that `ids` has an id for each item, or a list of ids for each row."""
    names: list[str] = []
    waiting: list[tuple[list[Any], list[Any]]] = [(items, ids)]
    while waiting:
        row, row_ids = waiting.pop()
        if len(row) != len(row_ids):
            raise _WrongShape(row_ids, f"as many nodeIds as items ({len(row)})", f"{len(row_ids)}")
        for item, name in zip(row, row_ids, strict=True):
            if isinstance(item, list) and isinstance(name, list):
                waiting.append((item, name))
            elif isinstance(name, str):
                names.append(name)
            else:
                raise _WrongShape(name, "strings as nodeIds")
    _check_distinct(names)


def _check_distinct(names: list[str]) -> None:
    if len(set(names)) < len(names):
        raise _WrongShape(names, "nodeIds that differ from each other", "one of them twice")


def _check_rows(rows: list[Any]) -> None:
    for row in rows:
        if not isinstance(row, list):
            raise _WrongShape(row, came=f"a row that is {_came(row)}")


def _copied(value: Any) -> Any:
    """Copy nested lists and dicts; what is one object in the original is one in the copy."""
    top = [value]
    copies: dict[int, Any] = {}
    waiting: list[Any] = [top]
    while waiting:
        container = waiting.pop()
        for key, item in list(container.items() if isinstance(container, dict) else enumerate(container)):
            if not isinstance(item, list | dict):
                continue
            if id(item) not in copies:
                copies[id(item)] = item.copy()
                waiting.append(copies[id(item)])
            container[key] = copies[id(item)]
    return top[0]


def _member(item: Any, depth: int = 0) -> Any:
    """Give an array inside a set as a tuple: a set can't hold a list."""
    if isinstance(item, dict) or depth > _DEPTH:
        raise _WrongShape(item, "members that a set can hold (no objects, no deep nesting)")
    return tuple(_member(inner, depth + 1) for inner in item) if isinstance(item, list) else item
