"""Representation that never fails: what a value is called in a frame, in the result and in an error.

Three questions are answered here, all without raising and with bounded work, whatever a learner's value is:

- `safe_repr`: the text of `repr`, capped;
- `wire_value`: what a frame's `value` is: a number that JSON keeps exactly, else text;
- `json_value`: whether a return value can be given as JSON exactly.

Containers of the standard library are walked item by item (walks.py), so that 200 characters of a list of a million
items cost 200 characters' work. A learner's own `__repr__` is called as `repr` would call it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType, FunctionType
from typing import Any

from .deadline import DeadlineReached
from .structures import Pieces
from .walks import class_name, inner_text, walk_of

TEXT_LIMIT = 10_000  # characters of a return value's or an error's text
FRAME_LIMIT = 200  # characters of a value in a frame
EXACT = 2**53  # the largest magnitude up to which every integer is an IEEE double
JSON_ITEMS = 100_000  # values, nested ones included, that `returnValue.json` may hold
JSON_CHARACTERS = 1_000_000
JSON_DEPTH = 100  # JSON encoders and decoders recurse
MANY_DIGITS = 60_000  # an int of more digits is described, not converted: that takes quadratic time before 3.12

_CUT = "…"
_DEPTH = 150 if sys.platform == "emscripten" else None  # calls deep that a learner's `__repr__` may recurse
_muted: dict[int, type] = {}  # by id: classes whose `__repr__` an interrupt had to end; asked again after `unmute()`


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


@contextmanager
def shallow() -> Iterator[None]:
    """Let the learner's code recurse but `_DEPTH` calls deeper for a while, in a browser.

    There a recursion through `repr`, from Python to C and back, overflows the stack after some 300 calls, and the
    interpreter is gone; an ordinary `RecursionError` has to come first.
    """
    if _DEPTH is None:
        yield
        return
    limit, depth = sys.getrecursionlimit(), 0
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    sys.setrecursionlimit(min(limit, depth + _DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


# --- atoms -----------------------------------------------------------------------------------------------------------


def _atom(value: object, limit: int) -> str:
    return int_text(value, limit) if type(value) is int else repr(value)


def int_text(value: int, limit: int = TEXT_LIMIT) -> str:
    """Give the digits of `value`, whatever `sys.set_int_max_str_digits` says; its first digits where it is too long.

    The setting belongs to the learner: it is put back before this returns.
    """
    bits = int.bit_length(value)  # asked of int itself: `value` may be of a subclass
    if bits <= 2_000:  # about 600 digits: below the smallest limit Python allows to be set (640)
        return int.__repr__(value)
    digits = int(bits * 0.30102999566398) + 1  # may be one too many
    if digits > MANY_DIGITS:
        return f"<int of about {digits:,} digits>"
    dropped = max(0, digits - limit - 1)
    sign, head = "-" if int.__lt__(value, 0) else "", int.__abs__(value)
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
            if id(kind) in _muted:
                self._put(f"<{class_name(kind)} object: repr took too long>")
                return
            walk = walk_of(kind, value, nodes=self.nodes)
            if walk is None:
                self._put(_called(value, kind, self.room))
            elif id(value) in self.on_the_way:
                self._put(inner_text(kind))
            else:
                self.open.append((id(value), walk(value)))
                self.on_the_way.add(id(value))
        except DeadlineReached:
            raise
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                _muted[id(kind)] = kind
            self._put(f"<{class_name(kind)} object: repr raised {class_name(type(error))}>")


def _called(value: Any, kind: type, room: int) -> str:
    """Give the repr of what is not walked, reading no more than about `room` characters of long strings."""
    method: object = kind.__repr__
    if method is str.__repr__ and str.__len__(value) > room:
        quote = _deciding_quote(str.__contains__(value, "'"), str.__contains__(value, '"'))
        return str.__repr__(str.__getitem__(value, slice(room + 1)) + quote)
    if method is bytes.__repr__ and bytes.__len__(value) > room:
        quote = _deciding_quote(bytes.__contains__(value, b"'"), bytes.__contains__(value, b'"'))
        return bytes.__repr__(bytes.__getitem__(value, slice(room + 1)) + quote.encode())
    if method is bytearray.__repr__ and bytearray.__len__(value) > room:
        return f"{class_name(kind)}({bytes(bytearray.__getitem__(value, slice(room + 1)))!r})"
    if method is int.__repr__:
        return int_text(value, max(room, 1))
    with shallow() if type(method) is FunctionType else nullcontext():
        text = repr(value)
    return str.__getitem__(text, slice(room + 1))


def _deciding_quote(single: bool, double: bool) -> str:
    """Give the quote that, put behind a text's beginning, has `repr` choose the quotes it chooses for the whole."""
    return "'" if single and not double else '"' if double else ""


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
