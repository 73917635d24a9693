"""Walks: how the standard library's containers, named tuples, dataclasses and our nodes spell their `repr`.

A walk yields the text piece by piece, and each item in a tuple of one, so that whoever writes it may stop at any point.
It looks at a value through its base type's own methods, never through what a learner's subclass overrode: a class whose
`__repr__` is that of `list` is spelled as `list.__repr__` would spell it.
"""

from __future__ import annotations

import sys
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable, Iterable
from typing import Any

from .structures import ListNode, Pieces, TreeNode, list_pieces, node_shape, tree_pieces

Walk = Callable[[Any], Pieces]


def walk_of(kind: type, value: object, *, nodes: bool = False) -> Walk | None:
    """Give the walk that spells `repr(value)`, a `kind`; None where only calling `repr` can tell.

    With `nodes`, an object without a `__repr__` of its own that has the shape of a tree's or list's node is walked too.
    """
    method: object = kind.__repr__
    if type(method) not in _KNOWN_KINDS:  # a learner's `__repr__` of another kind may have a hash of its own
        return None
    walk = _WALKS.get(method)
    if walk is not None:
        return walk
    if method is object.__repr__:
        shape = node_shape(value) if nodes else None
        return {"tree": tree_pieces, "list": list_pieces}[shape] if shape else None
    if getattr(method, "__code__", None) is _NAMED_TUPLE_REPR:
        return _namedtuple
    return _dataclass if _dataclass_fields(kind) is not None else None


def inner_text(kind: type) -> str:
    """Give what `repr` shows for a container of this class inside itself."""
    method: object = kind.__repr__
    return _INNER.get(method, "...") if type(method) in _KNOWN_KINDS else "..."


def class_name(kind: type) -> str:
    """Give a class's name without asking its metaclass."""
    return str(type.__dict__["__name__"].__get__(kind))


def _items(values: Iterable[Any]) -> Pieces:
    first = True
    for value in values:
        if not first:
            yield ", "
        first = False
        yield (value,)


def _pairs(pairs: Iterable[tuple[Any, Any]]) -> Pieces:
    first = True
    for key, value in pairs:
        if not first:
            yield ", "
        first = False
        yield (key,)
        yield ": "
        yield (value,)


def _list(value: Any) -> Pieces:
    yield "["
    yield from _items(list.__iter__(value))
    yield "]"


def _tuple(value: Any) -> Pieces:
    yield "("
    yield from _items(tuple.__iter__(value))
    yield ",)" if tuple.__len__(value) == 1 else ")"


def _dict(value: Any) -> Pieces:
    yield "{"
    yield from _pairs(iter(dict.items(value)))
    yield "}"


def _set(value: Any) -> Pieces:
    base: Any = set if isinstance(value, set) else frozenset
    if not base.__len__(value):
        yield f"{class_name(type(value))}()"
        return
    plain = type(value) is set
    yield "{" if plain else f"{class_name(type(value))}({{"
    yield from _items(base.__iter__(value))
    yield "}" if plain else "})"


def _deque(value: Any) -> Pieces:
    yield f"{class_name(type(value))}(["
    yield from _items(deque.__iter__(value))
    size = deque.__dict__["maxlen"].__get__(value)
    yield "])" if size is None else f"], maxlen={size})"


def _defaultdict(value: Any) -> Pieces:
    yield f"{class_name(type(value))}("
    yield (defaultdict.__dict__["default_factory"].__get__(value),)
    yield ", {"
    yield from _pairs(iter(dict.items(value)))
    yield "})"


def _ordered_dict(value: Any) -> Pieces:
    name = class_name(type(value))
    if not dict.__len__(value):
        yield f"{name}()"
    elif sys.version_info >= (3, 12):
        yield f"{name}({{"
        yield from _pairs(iter(OrderedDict.items(value)))
        yield "})"
    else:
        yield f"{name}(["
        yield from _items(iter(OrderedDict.items(value)))
        yield "])"


def _counter(value: Any) -> Pieces:
    name = class_name(type(value))
    if not dict.__len__(value):
        yield f"{name}()"
        return
    pairs = list(dict.items(value))
    try:
        pairs.sort(key=lambda pair: pair[1], reverse=True)
    except TypeError:  # counts that can't be compared: as they come, as Counter itself does
        pairs = list(dict.items(value))
    yield f"{name}({{"
    yield from _pairs(iter(pairs))
    yield "})"


def _view(value: Any) -> Pieces:
    yield f"{class_name(type(value))}(["
    yield from _items(iter(value))
    yield "])"


def _namedtuple(value: Any) -> Pieces:
    yield f"{class_name(type(value))}("
    first = True
    for name, item in zip(type(value)._fields, tuple.__iter__(value), strict=True):
        yield f"{name}=" if first else f", {name}="
        first = False
        yield (item,)
    yield ")"


def _dataclass_fields(kind: type) -> tuple[str, ...] | None:
    """Give the fields that the `__repr__` written by `@dataclass` shows; None where the class has another one."""
    for base in kind.__mro__:
        method = base.__dict__.get("__repr__")
        if method is None:
            continue
        written = getattr(method, "__wrapped__", None)  # dataclasses wraps the function it generates
        code = getattr(written, "__code__", None)
        fields = base.__dict__.get("__dataclass_fields__")
        if code is None or code.co_filename != "<string>" or not isinstance(fields, dict):
            return None
        return tuple(
            name for name, field in fields.items() if field.repr and getattr(field._field_type, "name", "") == "_FIELD"
        )
    return None


def _dataclass(value: Any) -> Pieces:
    yield f"{type(value).__qualname__}("
    first = True
    for name in _dataclass_fields(type(value)) or ():
        yield f"{name}=" if first else f", {name}="
        first = False
        yield (getattr(value, name),)
    yield ")"


_KNOWN_KINDS = (type(list.__repr__), type(TreeNode.__repr__))
_NAMED_TUPLE_REPR = namedtuple("_Sample", "item").__repr__.__code__  # one code object for every named tuple

_WALKS: dict[object, Walk] = {
    list.__repr__: _list,
    tuple.__repr__: _tuple,
    dict.__repr__: _dict,
    set.__repr__: _set,
    frozenset.__repr__: _set,
    deque.__repr__: _deque,
    defaultdict.__repr__: _defaultdict,
    OrderedDict.__repr__: _ordered_dict,
    Counter.__repr__: _counter,
    type({}.keys()).__repr__: _view,
    type({}.values()).__repr__: _view,
    type({}.items()).__repr__: _view,
    TreeNode.__repr__: tree_pieces,
    ListNode.__repr__: list_pieces,
}
_INNER: dict[object, str] = {  # what `repr` shows for a container inside itself
    list.__repr__: "[...]",
    tuple.__repr__: "(...)",
    dict.__repr__: "{...}",
    set.__repr__: "set(...)",
    frozenset.__repr__: "frozenset(...)",
    deque.__repr__: "[...]",
    TreeNode.__repr__: "(cycle)",
    ListNode.__repr__: "(cycle)",
}
