"""Records as statements of a function: `.records += (site, value, obj, key)`.

`.records` is a local name for the log, which a function gets where it needs one. To add to it in place takes three
quarters of the time of a call of `rec` (0.12 against 0.16 us in Pyodide), and a record of two operations hardly more
than that of one. So what may stand as a statement is made one, and neighbours are joined.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, TypeGuard

from . import trees
from .trees import LOAD, Slots

LOCAL = ".records"
_ADD = ast.Add()


def record(slots: ast.expr, at: ast.AST) -> ast.stmt:
    """Give `.records += slots`."""
    return trees.build(ast.AugAssign, at, target=trees.target(LOCAL, at), op=_ADD, value=slots)


def opened(at: ast.AST) -> ast.stmt:
    """Give what a function with such statements starts with."""
    return trees.assign(LOCAL, trees.name(".log", at), at)


def as_statement(value: ast.expr) -> ast.stmt | None:
    """The statement for `rec(slots)`; None for any other expression."""
    return record(value.args[0], value) if _is_record(value) else None


def unfolded(value: ast.expr) -> tuple[list[ast.stmt], ast.expr]:
    """(statements, what gives the value after them) for `rec(slots) or t`; ([], value) for any other expression.

    What the slots evaluate is assigned to their temporaries in the same order, one after the other.
    """
    if not isinstance(value, ast.BoolOp) or not isinstance(value.op, ast.Or) or not _is_record(value.values[0]):
        return [], value
    slots: Slots = value.values[0].args[0].elts
    out: list[ast.stmt] = []
    names: Slots = []
    for slot in slots:
        if trees.is_held(slot):
            assert isinstance(slot, ast.NamedExpr)
            out.append(trees.assign(slot.target.id, slot.value, slot))
            names.append(trees.name(slot.target.id, slot))
        elif isinstance(slot, (ast.Name, ast.Constant)):
            names.append(slot)
        else:
            return [], value
    out.append(record(trees.build(ast.Tuple, value, elts=names, ctx=LOAD), value))
    return out, value.values[1]


def bound_directly(statements: list[Any], target: ast.expr, value: ast.expr) -> list[ast.stmt] | None:
    """What `unfolded` gave with the last temporary's place taken by `target`; None where a record speaks of that name.

    `.1 = a[i]; .records += (0, .1, a, i); x = .1` is the same as `x = a[i]; .records += (0, x, a, i)`.
    """
    if not isinstance(target, ast.Name) or not isinstance(value, ast.Name):
        return None
    *before, last, told = statements
    slots = told.value.elts
    if last.targets[0].id != value.id or any(isinstance(slot, ast.Name) and slot.id == target.id for slot in slots):
        return None
    named = trees.name(target.id, value)
    new = [named if isinstance(slot, ast.Name) and slot.id == value.id else slot for slot in slots]
    return [*before, trees.replaced(last, targets=[target]), _with_slots(told, new)]


def joined(
    out: list[ast.stmt], new: list[ast.stmt], is_field: Callable[[ast.expr], bool], fixed: frozenset[str]
) -> bool:
    """Join `[store, record]` to the record that `out` ends with, where the store surely succeeds; whether it did.

    It does where it stores a constant or a local name into an attribute of an object that the earlier record tells an
    attribute of: the object has attributes, then. `is_field` says of a record's site whether it tells of an attribute;
    `fixed` are the local names.
    """
    if len(new) != 2 or not out:
        return False
    (store, later), earlier = new, out[-1]
    if not (isinstance(store, ast.Assign) and _is_told(later) and _is_told(earlier)):
        return False
    if not (isinstance(store.value, ast.Constant) or (isinstance(store.value, ast.Name) and store.value.id in fixed)):
        return False
    slots = earlier.value.elts
    objects = {ast.unparse(obj) for site, obj in zip(slots[0::4], slots[2::4], strict=True) if is_field(site)}
    if not all(isinstance(t, ast.Attribute) and trees.label_of(t.value) in objects for t in store.targets):
        return False
    out[-1:] = [store, _with_slots(later, [*slots, *later.value.elts])]
    return True


def _is_record(value: ast.expr) -> TypeGuard[Any]:
    """Whether it is `rec((…))`."""
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id == ".rec"
        and isinstance(value.args[0], ast.Tuple)
    )


def _is_told(statement: ast.stmt) -> TypeGuard[Any]:
    """Whether it is `.records += (…)`."""
    return (
        isinstance(statement, ast.AugAssign)
        and isinstance(statement.target, ast.Name)
        and statement.target.id == LOCAL
        and isinstance(statement.value, ast.Tuple)
    )


def _with_slots(told: ast.AugAssign, slots: Slots) -> ast.stmt:
    return trees.replaced(told, value=trees.replaced(told.value, elts=slots))
