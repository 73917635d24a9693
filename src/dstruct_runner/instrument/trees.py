"""Small builders of tree nodes, and small questions about them. Every node built takes the place of one as written."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any, TypeVar

N = TypeVar("N", bound=ast.AST)
Slots = list[ast.expr]
LOAD, STORE, DEL = ast.Load(), ast.Store(), ast.Del()

OPERATORS: dict[type, str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.MatMult: "@",
    ast.Div: "/",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.FloorDiv: "//",
}
WALKERS = frozenset({"enumerate", "zip", "reversed"})
VIEWS = frozenset({"items", "keys", "values"})
IN_PLACE = (ast.Add, ast.Sub, ast.Mult, ast.BitOr, ast.BitXor, ast.BitAnd)


def place(node: Any) -> dict[str, Any]:
    """Give the position of a node as written, for the one that takes its place."""
    return {
        "lineno": node.lineno,
        "col_offset": node.col_offset,
        "end_lineno": node.end_lineno,
        "end_col_offset": node.end_col_offset,
    }


def name(identifier: str, at: ast.AST) -> ast.expr:
    """Load a name."""
    return ast.Name(identifier, LOAD, **place(at))


def walrus(name: str, value: ast.expr) -> ast.expr:
    """Give `name := value`."""
    return ast.NamedExpr(ast.Name(name, STORE, **place(value)), value, **place(value))


def call(function: str, at: ast.AST, *args: ast.expr) -> ast.expr:
    """Call a helper."""
    return ast.Call(name(function, at), list(args), [], **place(at))


def record(slots: Slots, at: ast.AST) -> ast.expr:
    """Give `rec((slots))`."""
    return call(".rec", at, ast.Tuple(slots, LOAD, **place(at)))


def assign(name: str, value: ast.expr, at: ast.AST) -> ast.stmt:
    """Give `name = value`."""
    return ast.Assign([ast.Name(name, STORE, **place(at))], value, **place(at))


def replaced(node: N, **changes: Any) -> N:
    """A copy of `node` with other children."""
    new = node.__class__.__new__(node.__class__)
    new.__dict__.update(node.__dict__)
    new.__dict__.update(changes)
    return new


def changed(node: N, **changes: Any) -> N:
    """The same, or `node` itself where nothing is new."""
    fields = node.__dict__
    return replaced(node, **changes) if any(fields[name] is not new for name, new in changes.items()) else node


def label_of(node: ast.expr) -> str:
    """The learner's name for what the expression gives: `nums`, `self.items`, `graph[u]`; "" for anything longer."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = label_of(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    if isinstance(node, ast.Subscript) and is_simple(node.slice):
        owner = label_of(node.value)
        return f"{owner}[{ast.unparse(node.slice)}]" if owner else ""
    return ""


def is_simple(node: ast.expr) -> bool:
    """Names, constants and arithmetic on them: nothing that is worth a probe or could run the learner's code twice."""
    if isinstance(node, ast.BinOp):
        return is_simple(node.left) and is_simple(node.right)
    if isinstance(node, ast.UnaryOp):
        return is_simple(node.operand)
    return isinstance(node, (ast.Name, ast.Constant))


def is_number(node: ast.expr) -> bool:
    """Say whether it is a number as written."""
    if isinstance(node, ast.UnaryOp):
        return is_number(node.operand)
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


def has_slice(node: ast.expr) -> bool:
    """`a[1:2]`, and the exotic `a[1:2, ...]` and `a[*i]`."""
    if isinstance(node, ast.Tuple):
        return any(isinstance(e, (ast.Slice, ast.Starred)) for e in node.elts)
    return isinstance(node, ast.Slice)


def is_super(node: ast.expr) -> bool:
    """Say whether it is `super(…)`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def stores(target: ast.expr) -> bool:
    """Whether a target holds an item or an attribute, not only names."""
    if isinstance(target, (ast.Tuple, ast.List)):
        return any(stores(e) for e in target.elts)
    if isinstance(target, ast.Starred):
        return stores(target.value)
    return isinstance(target, (ast.Subscript, ast.Attribute))


def bound_names(target: ast.expr) -> Iterable[str]:
    """The names that a target of an assignment binds."""
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from bound_names(element)


def flat(targets: list[ast.expr]) -> Iterable[ast.expr]:
    """The targets within tuples and lists of targets."""
    for target in targets:
        if isinstance(target, (ast.Tuple, ast.List)):
            yield from flat(target.elts)
        else:
            yield target
