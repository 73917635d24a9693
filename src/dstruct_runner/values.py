"""Representation that never fails: what a value is called in a frame, in the result and in an error.

Three questions are answered here, all without raising and with bounded work, whatever a learner's value is:

- `safe_repr`: the text of `repr`, capped;
- `wire_value`: what a frame's `value` is: a number that JSON keeps exactly, else text;
- `json_value`: whether a return value can be given as JSON exactly.

Containers of the standard library are walked here, item by item, so that 200 characters of a list of a million items
cost 200 characters' work. A learner's own `__repr__` is called as `repr` would call it.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable, Iterator
from typing import Any

from .deadline import DeadlineReached
from .structures import ListNode, Pieces, TreeNode, list_pieces, node_shape, tree_pieces

TEXT_LIMIT = 10_000  # characters of a return value's or an error's text
FRAME_LIMIT = 200  # characters of a value in a frame
EXACT = 2**53  # the largest magnitude up to which every integer is an IEEE double
JSON_ITEMS = 100_000  # values, nested ones included, that `returnValue.json` may hold
JSON_CHARACTERS = 1_000_000
JSON_DEPTH = 100  # JSON encoders and decoders recurse
MANY_DIGITS = 60_000  # an int of more digits is described, not converted: that takes quadratic time before 3.12

_CUT = "…"
_muted: set[type] = set()  # classes whose `__repr__` an interrupt had to end; asked again only after `unmute()`


def safe_repr(value: object, limit: int = TEXT_LIMIT, *, nodes: bool = False) -> str:
    """Give `repr(value)`, or its beginning and "…" where it is longer than `limit` characters.

    A `__repr__` that fails leaves a text that says so in its place. With `nodes`, trees and linked lists made of a
    learner's own classes (see `structures.node_shape`) read as those made of `TreeNode` and `ListNode` do.

    Raises:
        DeadlineReached: the run's time was up in a learner's `__repr__`; nothing else is ever raised.

    """
    kind = type(value)
    if kind is int or kind is float or kind is bool or value is None:
        return _cut(_atom(value, limit), limit)
    writer = _Writer(limit, nodes)
    writer.write(value)
    return writer.text()


def wire_value(value: object, limit: int = FRAME_LIMIT) -> int | float | str:
    """Give a frame's `value`: a finite number that JSON keeps exactly as that number, else the text of `repr`."""
    kind = type(value)
    if kind is int:
        return value if -EXACT <= value <= EXACT else safe_repr(value, limit)  # type: ignore[operator,return-value]
    if kind is float and math.isfinite(value):  # type: ignore[arg-type]
        return value  # type: ignore[return-value]
    return safe_repr(value, limit)


def json_value(value: object) -> tuple[bool, Any]:
    """Give `(True, copy)` where JSON can say exactly what `value` is, else `(False, None)`.

    Exactly: None, bool, str, finite floats, integers of at most 2**53 in magnitude, lists, and dicts with str keys, of
    just these types (no subclasses), without cycles and of bounded size.
    """
    copier = _JsonCopier()
    try:
        return True, copier.copy(value, 0)
    except _NotExact:
        return False, None


def unmute() -> None:
    """Ask every class for its `__repr__` again: to be called between runs."""
    _muted.clear()


# --- atoms -----------------------------------------------------------------------------------------------------------


def _atom(value: object, limit: int) -> str:
    return int_text(value, limit) if type(value) is int else repr(value)


def int_text(value: int, limit: int = TEXT_LIMIT) -> str:
    """Give the digits of `value`, whatever `sys.set_int_max_str_digits` says; its first digits where it is too long.

    The setting belongs to the learner: it is put back before this returns.
    """
    bits = int.bit_length(value)
    if bits <= 2_000:  # about 600 digits: below the smallest limit Python allows to be set (640)
        return int.__repr__(value)
    digits = int(bits * 0.30102999566398) + 1  # may be one too many
    if digits > MANY_DIGITS:
        return f"<int of about {digits:,} digits>"
    dropped = max(0, digits - limit - 1)
    sign, head = ("-", -value) if value < 0 else ("", int(value))
    if dropped:
        head = (head >> dropped) // 5**dropped  # the same as head // 10**dropped
    setting = sys.get_int_max_str_digits()
    try:
        sys.set_int_max_str_digits(0)
        return sign + str(head) + (_CUT if dropped else "")
    finally:
        sys.set_int_max_str_digits(setting)


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: max(0, limit - 1)] + _CUT if limit > 0 else ""


def encodable(text: str) -> str:
    r"""Give `text` with lone surrogates, which UTF-8 can't hold, written as `\udc80`."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text


def class_name(kind: type) -> str:
    """Give a class's name without asking its metaclass."""
    return str(type.__dict__["__name__"].__get__(kind))


# --- the walk --------------------------------------------------------------------------------------------------------


class _Writer:
    """Writes one representation, piece by piece, until it is complete or too long.

    Attributes:
        room: characters that may still be written
        nodes: whether a learner's own node classes are shown as trees and linked lists
        parts: what was written
        open: the containers being written, outermost first: `(id, pieces)`; never a recursion of ours, so that depth
            is no limit
        on_the_way: the ids of those containers

    """

    def __init__(self, limit: int, nodes: bool) -> None:
        self.limit = limit
        self.room = limit
        self.nodes = nodes
        self.parts: list[str] = []
        self.open: list[tuple[int, Pieces]] = []
        self.on_the_way: set[int] = set()

    def write(self, value: object) -> None:
        self._begin(value)
        while self.open and self.room >= 0:
            identity, pieces = self.open[-1]
            try:
                piece = next(pieces, None)
            except DeadlineReached:
                raise
            except BaseException as error:  # a container that changed under the walk, by a `__repr__` in it
                piece = f"<…: {class_name(type(error))}>"
                pieces.close()
            if piece is None:
                self.open.pop()
                self.on_the_way.discard(identity)
            elif type(piece) is str:
                self._put(piece)
            else:
                self._begin(piece[0])

    def text(self) -> str:
        return _cut(encodable("".join(self.parts)), self.limit)

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.room -= len(text)

    def _begin(self, value: object) -> None:
        """Write an atom, or open a container."""
        kind = type(value)
        try:
            if kind in _muted:
                self._put(f"<{class_name(kind)} object: repr took too long>")
                return
            method = kind.__repr__
            walk = _walk_of(method) or self._special(value, method)
            if walk is None:
                self._put(_plain_repr(value, kind, self.room))
            elif id(value) in self.on_the_way:
                self._put(_INNER.get(method, "..."))
            else:
                self.open.append((id(value), walk(value)))
                self.on_the_way.add(id(value))
        except DeadlineReached:
            raise
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                _muted.add(kind)
            self._put(f"<{class_name(kind)} object: repr raised {class_name(type(error))}>")

    def _special(self, value: object, method: object) -> Callable[[Any], Pieces] | None:
        code = getattr(method, "__code__", None)
        if code is not None and code is _NAMED_TUPLE_REPR:
            return _namedtuple_pieces
        if self.nodes and method is object.__repr__:
            return {"tree": tree_pieces, "list": list_pieces}.get(node_shape(value) or "")
        if code is not None and _dataclass_fields(type(value)) is not None:
            return _dataclass_pieces
        return None


def _plain_repr(value: Any, kind: type, room: int) -> str:
    """Give the repr of what is not walked, reading no more than about `room` characters of long strings."""
    method: object = kind.__repr__
    if method is str.__repr__:
        return str.__repr__(str.__getitem__(value, slice(room + 1)))
    if method is bytes.__repr__:
        return bytes.__repr__(bytes.__getitem__(value, slice(room + 1)))
    if method is bytearray.__repr__ and bytearray.__len__(value) > room:
        return f"{class_name(kind)}({bytes(bytearray.__getitem__(value, slice(room + 1)))!r})"
    if method is int.__repr__:
        return int_text(value, max(room, 1))
    text = repr(value)
    return str.__getitem__(text, slice(room + 1))


def _items(values: Iterator[Any]) -> Pieces:
    first = True
    for value in values:
        if not first:
            yield ", "
        first = False
        yield (value,)


def _pairs(pairs: Iterator[tuple[Any, Any]]) -> Pieces:
    first = True
    for key, value in pairs:
        if not first:
            yield ", "
        first = False
        yield (key,)
        yield ": "
        yield (value,)


def _list_of_items(value: Any) -> Pieces:
    yield "["
    yield from _items(list.__iter__(value))
    yield "]"


def _tuple_of_items(value: Any) -> Pieces:
    yield "("
    yield from _items(tuple.__iter__(value))
    yield ",)" if tuple.__len__(value) == 1 else ")"


def _dict_of_pairs(value: Any) -> Pieces:
    yield "{"
    yield from _pairs(iter(dict.items(value)))
    yield "}"


def _set_of_items(value: Any) -> Pieces:
    base: Any = set if isinstance(value, set) else frozenset
    if not base.__len__(value):
        yield f"{class_name(type(value))}()"
        return
    plain = type(value) is set
    yield "{" if plain else f"{class_name(type(value))}({{"
    yield from _items(base.__iter__(value))
    yield "}" if plain else "})"


def _deque_of_items(value: Any) -> Pieces:
    yield f"{class_name(type(value))}(["
    yield from _items(deque.__iter__(value))
    size = deque.maxlen.__get__(value)  # type: ignore[attr-defined]
    yield "])" if size is None else f"], maxlen={size})"


def _defaultdict_of_pairs(value: Any) -> Pieces:
    yield f"{class_name(type(value))}("
    yield (defaultdict.default_factory.__get__(value),)  # type: ignore[attr-defined]
    yield ", {"
    yield from _pairs(iter(dict.items(value)))
    yield "})"


def _ordered_dict_of_pairs(value: Any) -> Pieces:
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


def _counter_of_pairs(value: Any) -> Pieces:
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


def _view_of_items(value: Any) -> Pieces:
    yield f"{class_name(type(value))}(["
    yield from _items(iter(value))
    yield "])"


def _namedtuple_pieces(value: Any) -> Pieces:
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


def _dataclass_pieces(value: Any) -> Pieces:
    yield f"{type(value).__qualname__}("
    first = True
    for name in _dataclass_fields(type(value)) or ():
        yield f"{name}=" if first else f", {name}="
        first = False
        yield (getattr(value, name),)
    yield ")"


_NAMED_TUPLE_REPR = namedtuple("_Sample", "item").__repr__.__code__  # one code object for every named tuple  # noqa: PYI024

_WALKS: dict[object, Callable[[Any], Pieces]] = {
    list.__repr__: _list_of_items,
    tuple.__repr__: _tuple_of_items,
    dict.__repr__: _dict_of_pairs,
    set.__repr__: _set_of_items,
    frozenset.__repr__: _set_of_items,
    deque.__repr__: _deque_of_items,
    defaultdict.__repr__: _defaultdict_of_pairs,
    OrderedDict.__repr__: _ordered_dict_of_pairs,
    Counter.__repr__: _counter_of_pairs,
    type({}.keys()).__repr__: _view_of_items,
    type({}.values()).__repr__: _view_of_items,
    type({}.items()).__repr__: _view_of_items,
    TreeNode.__repr__: tree_pieces,
    ListNode.__repr__: list_pieces,
}
_HASHABLE = (type(list.__repr__), type(TreeNode.__repr__))  # what a learner made of `__repr__` may have a hash of its own


def _walk_of(method: object) -> Callable[[Any], Pieces] | None:
    return _WALKS.get(method) if type(method) in _HASHABLE else None


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


# --- JSON ------------------------------------------------------------------------------------------------------------


class _NotExact(Exception):
    """JSON can't say what the value is."""


class _JsonCopier:
    """Copies a value of JSON's own types, counting what it copies."""

    def __init__(self) -> None:
        self.items = JSON_ITEMS
        self.characters = JSON_CHARACTERS

    def copy(self, value: Any, depth: int) -> Any:
        self.items -= 1
        if self.items < 0 or depth > JSON_DEPTH:  # a cycle has no end of depth
            raise _NotExact
        kind = type(value)
        if value is None or kind is bool or (kind is int and -EXACT <= value <= EXACT):
            return value
        if kind is str:
            return self._text(value)
        if kind is float and math.isfinite(value):
            return value
        if kind is list:
            return [self.copy(item, depth + 1) for item in value]
        if kind is dict and all(type(key) is str for key in value):
            return {self._text(key): self.copy(item, depth + 1) for key, item in value.items()}
        raise _NotExact

    def _text(self, text: str) -> str:
        self.characters -= len(text)
        if self.characters < 0:
            raise _NotExact
        return text
