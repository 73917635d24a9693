"""Release: lets go of a run's objects one by one, without recursion.

When the first of a long chain of objects is freed, the next one is freed within that, and so on. CPython breaks such
recursion off on a host; in Pyodide it overflows the stack and the interpreter is gone (after 3,000 nodes on 0.29, a few
more on 314; lists in lists, tuples and closures too). So all of a run's objects are held and let go of in the order in
which they lead to each other: whatever one of them refers to is then still held. What closes a circle is unlinked, as
the garbage collector frees circles recursively too.

    held = hold(roots, namespace)
    ...                                   # everybody else lets go
    let_go(held)
"""

from __future__ import annotations

import contextlib
import gc
from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from types import (
    CellType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    MemberDescriptorType,
    MethodType,
    TracebackType,
)
from typing import Any

from .collecting import no_collection
from .deadline import LEARNER
from .structures import ListNode, TreeNode

Unlink = Callable[[Any], object]

_MANY = 1_000  # objects that may form a chain that is too long
_CONTAINERS = (list, tuple, dict, set, frozenset, deque, BaseException, ListNode, TreeNode)
_ITERATED: tuple[Any, ...] = ([], (), {}, {}.values(), {}.items())
_HOLDERS = {
    id(kind)
    for kind in (
        *(CellType, MethodType, GeneratorType, CoroutineType, TracebackType, partial, type(lru_cache(print))),
        *(type(iter(container)) for container in _ITERATED),
    )
}
_TRACEBACK = BaseException.__dict__["__traceback__"]


def hold(roots: list[Any], namespace: dict[str, Any], builtins: object = None) -> list[Any]:
    """Hold everything that a program's namespace and the roots lead to, and unlink it, unless a `__del__` may need it.

    To be handed to `let_go` once nobody else holds it. `builtins` is what the program's functions have for their
    `__builtins__`: large, and not the program's own, so it is passed over.
    """
    with no_collection():  # it would go through what is being listed again and again
        held = _inner_first([namespace, *_containers_in(roots)], namespace, builtins)
        kinds = {id(kind): kind for kind in map(type, held)}  # by id: a metaclass may have a hash of its own
        unlinkers = {number: _unlinker(kind) for number, kind in kinds.items()}
        for thing in held if not has_finalizers(held) else ():
            unlink = unlinkers[id(type(thing))]
            if unlink is not None:
                with contextlib.suppress(Exception):
                    unlink(thing)
    return held


def has_finalizers(held: list[Any]) -> bool:
    """Say whether anything that is held has a `__del__` of the learner's."""
    kinds = {id(kind): kind for kind in map(type, held)}
    return any(_is_learners(kind) and _is_finalized(kind) for kind in kinds.values())


def let_go(held: list[Any]) -> None:
    """Let go of what `hold` gave, each thing before what it refers to."""
    if len(held) > _MANY:
        gc.collect()  # what others left in circles goes first, or they would be the last to hold some of it
    while held:
        held.pop()


def _inner_first(roots: list[Any], namespace: dict[str, Any], builtins: object) -> list[Any]:
    """List what the roots lead to and what can be the program's own, each thing after all that it leads to."""
    found: list[Any] = []
    known = {id(builtins), id(namespace.get("__builtins__"))}
    followed: dict[int, bool | None] = {}  # by the id of a class
    things: list[Any] = [None]  # those on the way from a root to where we are
    others: list[Iterator[Any]] = [iter(roots)]  # for each of them what else it refers to
    while others:
        for other in others[-1]:
            kind = type(other)
            if id(kind) not in followed:
                followed[id(kind)] = _is_followed(kind)
            follow = followed[id(kind)]
            if follow is False or id(other) in known or (follow is None and not _is_programs(other, namespace)):
                continue
            known.add(id(other))
            things.append(other)
            others.append(_containers_in(gc.get_referents(other)))
            break
        else:
            found.append(things.pop())
            others.pop()
    found.pop()  # the None that stands for the roots
    return found


def _containers_in(things: list[Any]) -> Iterator[Any]:
    """Leave out numbers, strings and the like, fast; tuples stay, of which the collector does not keep track of all."""
    if id(tuple) in map(id, map(type, things)):  # by id: a metaclass may compare in ways of its own
        return (thing for thing in things if gc.is_tracked(thing) or type(thing) is tuple)
    return filter(gc.is_tracked, things)


def _is_followed(kind: type) -> bool | None:
    """Say whether things of this class are the program's; None where each one has to be asked."""
    if id(kind) in _HOLDERS or issubclass(kind, _CONTAINERS):
        return True
    if kind is FunctionType or kind is FrameType or issubclass(kind, type):
        return None
    return _is_learners(kind)


def _is_programs(thing: Any, namespace: dict[str, Any]) -> bool:
    """Say whether a function, frame or class is the program's."""
    if type(thing) is FunctionType:
        return thing.__globals__ is namespace
    if type(thing) is FrameType:
        return bool(thing.f_code.co_filename == LEARNER)
    return _is_learners(thing)


def _is_learners(kind: type) -> bool:
    return bool(type.__getattribute__(kind, "__dict__").get("__module__") == "__main__")


def _unlinker(kind: type) -> Unlink | None:
    """Give what takes from a thing of this class its links to others, where it may be part of a circle; else None."""
    if kind is CellType:
        return lambda cell: setattr(cell, "cell_contents", None)
    if kind is FrameType:
        return FrameType.clear
    if issubclass(kind, BaseException):
        return lambda error: _TRACEBACK.__set__(error, None)
    if issubclass(kind, type):
        return _unlink_class
    if kind is ListNode or kind is TreeNode or _is_learners(kind):
        slots = _slots(kind)
        return lambda instance: _unlink_instance(instance, slots)
    return None


def _unlink_class(kind: type) -> None:
    for name in list(type.__getattribute__(kind, "__dict__")):
        if not name.startswith("__"):
            type.__delattr__(kind, name)


def _unlink_instance(instance: Any, slots: list[MemberDescriptorType]) -> None:
    with contextlib.suppress(AttributeError):
        object.__getattribute__(instance, "__dict__").clear()
    for slot in slots:
        with contextlib.suppress(AttributeError):
            slot.__delete__(instance)


def _slots(kind: type) -> list[MemberDescriptorType]:
    """Give the slots of a class that the learner or we defined."""
    bases = [base for base in type.__getattribute__(kind, "__mro__") if _is_learners(base)]
    attributes = [slot for base in bases for slot in type.__getattribute__(base, "__dict__").values()]
    return [slot for slot in attributes if type(slot) is MemberDescriptorType]


def _is_finalized(kind: type) -> bool:
    return any("__del__" in type.__getattribute__(base, "__dict__") for base in type.__getattribute__(kind, "__mro__"))
