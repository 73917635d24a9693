"""A tuple as it was: its text is made after the run, when the containers in it have moved on."""

from __future__ import annotations

from array import array
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .contents import TRACKED, kind_of
from .heaps import is_plain

_DEPTH = 50  # of what is copied: this recurses


class Past:
    """Copies a tuple, with what the containers in it held at one point of a replay; anything else is given back.

    contents: gives what a container held then, in the form of `contents.contents`.
    room: how many more items are worth copying: each takes a character of text at least.
    copies: by id, what stands for a container; one that contains itself is met again.
    """

    def __init__(self, contents: Callable[[Any], Iterable[Any]], room: int) -> None:
        self.contents = contents
        self.room = room
        self.copies: dict[int, Any] = {}

    def of(self, value: Any, depth: int = 0) -> Any:
        """Give the value as it was; a container of a learner's class, or with keys of one, as it is."""
        if depth > _DEPTH:
            return value
        if type(value) is tuple:
            return tuple([self.of(item, depth + 1) for item in self.first(value)])
        if type(value) not in TRACKED:
            return value
        if id(value) not in self.copies:
            self.copies[id(value)] = _empty(value)
            if not self.fill(self.copies[id(value)], value, depth + 1):
                self.copies[id(value)] = value
        return self.copies[id(value)]

    def fill(self, copy: Any, value: Any, depth: int) -> bool:
        """Put the items into a copy; False where that would run a learner's code."""
        items = self.first(self.contents(value))
        kind = kind_of(value)
        if kind == "list":
            copy.extend([self.of(item, depth) for item in items])
            return True
        for item in items:
            key, held = item if kind == "dict" else (item, None)
            if not is_plain(key):
                return False
            if kind == "dict":
                copy[key] = self.of(held, depth)
            else:
                copy.add(key)
        return True

    def first(self, items: Iterable[Any]) -> Iterator[Any]:
        """Give as many as there is room for, when asked for them: what is in the first comes before the second."""
        for item in items:
            if self.room <= 0:
                return
            self.room -= 1
            yield item


def _empty(container: Any) -> Any:
    cls = type(container)
    if cls is deque:
        return deque(maxlen=container.maxlen)
    if cls is defaultdict:
        return defaultdict(container.default_factory)
    return array(container.typecode) if cls is array else cls()
