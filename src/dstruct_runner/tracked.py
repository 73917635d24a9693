"""The recorder's shadows of live containers and nodes.

A shadow knows what its container looks like to the page: the id of each item, which stays with the slot and is never
used again, its order key, and the value last shown. It is told what happened and emits the frames that show it. It
never asks the live object, which has moved on: replay happens after the run.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from types import NoneType
from typing import Any, Protocol

from .changes import Change, turned
from .contents import keeps_missing, stored_as
from .heaps import SCALARS, is_plain

Args = dict[str, Any]
NOTHING: Args = {}


class Stage(Protocol):
    """Where shadows emit frames."""

    def emit(self, name: str, shadow: Tracked, node_id: str, args: Args, previous: Args) -> None:
        """Add one frame. Raises when there is room for no more."""

    def reference(self, value: Any) -> Args:
        """Give `{value}`, `{value: None, childName}` or `{value: None, childId, childTreeName}`, shown first if new.

        The same dict for the same value, so it must not be changed; so are all args that are emitted.
        """

    def position(self, index: int) -> Args:
        """Give `{index}`, shared."""


class Tracked:
    """What every shadow has.

    live: the object itself, for comparison at the end of the run.
    tree_name: the structure's name, unique in the result; of a node: the bucket it was created in.
    """

    structure_type = "array"
    arg_type = "array"

    def __init__(self, stage: Stage, live: Any, tree_name: str) -> None:
        self.stage = stage
        self.live = live
        self.tree_name = tree_name


class Item:
    """One slot: its id, its order key, the value in it, that value as frames tell it, and a dict's key likewise."""

    __slots__ = ("args", "id", "index", "key", "value")

    def __init__(self, id: str, index: float, value: Any, args: Args, key: Args) -> None:
        self.id = id
        self.index = index
        self.value = value
        self.args = args
        self.key = key


class TrackedContainer(Tracked):
    """A container of items; `ids` are given by the page or counted."""

    items: Any

    def __init__(self, stage: Stage, live: Any, tree_name: str) -> None:
        super().__init__(stage, live, tree_name)
        self.counted = 0
        self.taken: set[str] = set()
        self.next_index: float = 0

    def new_item(
        self, value: Any, index: float, args: Args | None = None, id: str | None = None, key: Args = NOTHING
    ) -> Item:
        """An item that no frame has told of yet."""
        while id is None or (id in self.taken):
            id = f"i{self.counted}"
            self.counted += 1
        self.taken.add(id)
        self.next_index = max(self.next_index, index + 1)
        return Item(id, index, value, self.stage.reference(value) if args is None else args, key)

    def add(self, item: Item) -> None:
        self.stage.emit("addArrayItem", self, item.id, {**item.args, **item.key, "index": item.index}, NOTHING)

    def change(self, item: Item, value: Any) -> None:
        """The slot holds `value` now."""
        before, item.value = item.args, value
        item.args = self.stage.reference(value)
        self.stage.emit("setVal", self, item.id, item.args, before)

    def drop(self, item: Item) -> None:
        self.stage.emit("deleteNode", self, item.id, NOTHING, NOTHING)

    def touch(self, item: Item, place: Args) -> None:
        self.stage.emit("readArrayItem", self, item.id, place, NOTHING)

    def start(self, known: Iterable[Any], ids: list[str] | None) -> list[Item]:
        """Take over the first known contents; gives the items in order."""
        raise NotImplementedError

    def now(self) -> Iterable[Any]:
        """Give what it holds, in the form of `contents.contents`."""
        return (item.value for item in self.items)

    def find(self, key: Any) -> Item | None:
        """Give the item that `key` means; None where there is none."""
        raise NotImplementedError

    def read(self, key: Any, value: Any) -> None:
        """Show that the item of `key` was read."""
        raise NotImplementedError

    def become(self, after: tuple[Any, ...], aligned: bool = False) -> None:
        """Show that the container holds `after` now; `aligned` where items mostly keep their places."""
        raise NotImplementedError

    def redo(self, change: Change) -> None:
        """Show that a function changed the container so."""
        raise NotImplementedError


def same(a: Any, b: Any) -> bool:
    """The same object, or numbers that no one could tell apart: containers of raw numbers make them anew each time."""
    return a is b or (type(a) is type(b) and type(a) in (int, float) and a == b)


class TrackedList(TrackedContainer):
    """A list, a deque, or any other container of items in order.

    items: the slots, in the container's order.
    """

    def start(self, known: Iterable[Any], ids: list[str] | None) -> list[Item]:
        names = iter(ids or ())
        self.items: list[Item] = [self.new_item(value, k, NOTHING, next(names, None)) for k, value in enumerate(known)]
        return self.items

    def find(self, key: Any) -> Item | None:
        position = self.at(key)
        return None if position is None else self.items[position]

    def at(self, key: Any) -> int | None:
        """The position that an index means; None where it is outside or no index at all."""
        if type(key) is not int:
            if not isinstance(key, int):
                return None
            key = int.__index__(key)  # whatever a subclass makes of arithmetic
        position: int = key + len(self.items) if key < 0 else key
        return position if 0 <= position < len(self.items) else None

    def read(self, key: Any, value: Any) -> None:
        position = self.at(key)
        if position is None:
            return
        item = self.items[position]
        if item.value is not value and not same(item.value, value):
            self.change(item, value)  # something unseen changed it: heal
        self.touch(item, self.stage.position(position))

    def visit(self, positions: Iterable[int]) -> None:
        """Show that the items there were read, whatever they hold; where there is none, nothing."""
        for position in positions:
            if 0 <= position < len(self.items):
                self.touch(self.items[position], self.stage.position(position))

    def search(self, value: Any) -> int | None:
        """The position of the first item that equals a value, as far as that runs no code of the learner's."""
        plain = is_plain(value)
        for position, item in enumerate(self.items):
            held = item.value
            if held is value or (plain and (type(held) in SCALARS or is_plain(held)) and held == value):
                return position
        return None

    def extent(self, position: int, value: Any) -> range:
        """The positions of what was sought and found at one."""
        return range(position, position + 1)

    def write(self, key: Any, value: Any) -> None:
        position = self.at(key)
        if position is not None:
            self.change(self.items[position], stored_as(self.live, value))

    def insert(self, position: int, value: Any) -> None:
        """Insert before `position`, with an order key between its neighbours'."""
        items = self.items
        if position >= len(items):
            index = items[-1].index + 1 if items else self.next_index
        elif position == 0:
            index = items[0].index - 1
        else:
            low, high = items[position - 1].index, items[position].index
            index = (low + high) / 2
            if not low < index < high:  # floats have run out here: tell the rest anew, with room between
                rest = [item.value for item in items[position:]]
                for item in reversed(items[position:]):
                    self.drop(item)
                del items[position:]
                for late in [value, *rest]:
                    self.insert(len(items), late)
                return
        item = self.new_item(stored_as(self.live, value), index)
        items.insert(position, item)
        self.add(item)

    def append(self, value: Any) -> None:
        self.insert(len(self.items), value)

    def delete(self, key: Any) -> None:
        position = self.at(key)
        if position is not None:
            self.drop(self.items.pop(position))

    def lose(self, after: tuple[Any, ...]) -> None:
        """Delete the items that are not left in `after`."""
        kept, gone = len(after), []
        for position in range(len(self.items) - 1, -1, -1):  # from the end: `remove` takes the first of equals
            if kept and same(self.items[position].value, after[kept - 1]):
                kept -= 1
            else:
                gone.append(position)
        if kept:  # something else happened to it, unseen
            self.become(after)
            return
        for position in gone:
            self.delete(position)

    def redo(self, change: Change) -> None:
        function, args = change
        values = [item.value for item in self.items]
        if function is list.extend:
            for value in args[0]:
                self.append(value)
        elif function is list.remove:
            self.delete(values.index(*args) if args[0] in values else None)
        elif function is operator.delitem:
            for position in sorted(range(len(values))[args[0]], reverse=True):
                self.delete(position)
        else:
            function(values, *args)
            self.become(tuple(values), aligned=function is list.reverse or function is turned)

    def patch(self, length: int, changes: list[tuple[int, Any]]) -> None:
        """Some slots changed, and with them perhaps the length."""
        while len(self.items) > length:
            self.delete(-1)
        for position, value in changes:
            if position < len(self.items):
                if not same(self.items[position].value, value):
                    self.change(self.items[position], value)
            else:
                self.append(value)

    def become(self, after: tuple[Any, ...], aligned: bool = False) -> None:
        items = self.items
        first, last, end = 0, len(items), len(after)
        if not aligned:
            while first < min(last, end) and same(items[first].value, after[first]):
                first += 1
            while last > first and end > first and same(items[last - 1].value, after[end - 1]):
                last -= 1
                end -= 1
        overlap = min(last, end)
        for position in range(first, overlap):
            if not same(items[position].value, after[position]):
                self.change(items[position], after[position])
        for position in range(last - 1, overlap - 1, -1):
            self.delete(position)
        for position in range(overlap, end):
            self.insert(position, after[position])


class TrackedTuple(TrackedList):
    """A tuple, which never changes."""

    def read(self, key: Any, value: Any) -> None:
        position = self.at(key)
        if position is not None:
            self.visit([position])


class TrackedString(TrackedTuple):
    """A string: an item for each character. What is sought in it may be several of them."""

    arg_type = "string"

    def search(self, value: Any) -> int | None:
        position: int = self.live.find(value)
        return None if position < 0 else position

    def extent(self, position: int, value: Any) -> range:
        return range(position, position + str.__len__(value))


class Key:
    """A key or member whose `__hash__` and `__eq__` may be a learner's: these never fail."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        try:
            return hash(self.value)
        except Exception:
            return id(self.value)

    def __eq__(self, other: object) -> bool:
        value = other.value if type(other) is Key else other
        try:
            return self.value is value or bool(self.value == value)
        except Exception:
            return False


_HASHED_PLAINLY = frozenset({int, float, bool, str, bytes, NoneType, Key})


def as_key(value: Any) -> Any:
    """Give what stands for a key or member in a dict of ours."""
    return value if type(value) in _HASHED_PLAINLY else Key(value)


class TrackedDict(TrackedContainer):
    """A dict of any kind.

    items: the slots by key (as `as_key` gives it), in the dict's order.
    """

    arg_type = "map"

    def start(self, known: Iterable[Any], ids: list[str] | None) -> list[Item]:
        self.items: dict[Any, Item] = {}
        for k, (key, value) in enumerate(known):
            self.items[as_key(key)] = self.new_item(value, k, NOTHING, key=self.key(key))
        return list(self.items.values())

    def now(self) -> Iterable[Any]:
        return ((key.value if type(key) is Key else key, item.value) for key, item in self.items.items())

    def key(self, key: Any) -> Args:
        told = self.stage.reference(key)["value"]
        return {"key": f"{type(key).__name__} object" if told is None else told}  # a node: it is shown elsewhere

    def find(self, key: Any) -> Item | None:
        return self.items.get(as_key(key))

    def read(self, key: Any, value: Any) -> None:
        item = self.find(key)
        if item is None:
            if not keeps_missing(self.live):
                return
            item = self.write(key, value)  # a default that the read put there, or something unseen
        elif not same(item.value, value):
            self.change(item, value)
        self.touch(item, item.key)

    def write(self, key: Any, value: Any) -> Item:
        item = self.find(key)
        if item is not None:
            self.change(item, value)
        else:
            self.items[as_key(key)] = item = self.new_item(value, self.next_index, key=self.key(key))
            self.add(item)
        return item

    def delete(self, key: Any) -> None:
        item = self.items.pop(as_key(key), None)
        if item is not None:
            self.drop(item)

    def redo(self, change: Change) -> None:
        for key, value in change.args[0]:
            item = self.find(key)
            if item is None or not same(item.value, value):
                self.write(key, value)

    def become(self, after: tuple[Any, ...], aligned: bool = False) -> None:
        now = {as_key(key) for key, _ in after}
        for key in [key for key in self.items if key not in now]:
            self.delete(key)
        order = float("-inf")
        for key, value in after:
            item = self.find(key)
            if item is not None and item.index < order:  # moved to the end
                self.delete(key)
                item = None
            if item is None:
                item = self.write(key, value)
            elif not same(item.value, value):
                self.change(item, value)
            order = item.index


class TrackedSet(TrackedContainer):
    """A set.

    items: the slots by member (as `as_key` gives it).
    """

    arg_type = "set"

    def start(self, known: Iterable[Any], ids: list[str] | None) -> list[Item]:
        self.items: dict[Any, Item] = {as_key(value): self.new_item(value, k, NOTHING) for k, value in enumerate(known)}
        return list(self.items.values())

    def now(self) -> Iterable[Any]:
        return (item.value for item in self.items.values())

    def sought(self, value: Any) -> Any:
        """A set is sought as the frozenset that equals it."""
        return as_key(frozenset(set.__iter__(value)) if isinstance(value, set) else value)

    def find(self, value: Any) -> Item | None:
        return self.items.get(self.sought(value))

    def insert(self, value: Any) -> None:
        if as_key(value) not in self.items:
            self.items[as_key(value)] = item = self.new_item(value, self.next_index)
            self.add(item)

    def delete(self, value: Any) -> None:
        item = self.items.pop(self.sought(value), None)
        if item is not None:
            self.drop(item)

    def read(self, key: Any, value: Any = None) -> None:
        item = self.find(key)
        if item is not None:
            self.touch(item, item.args)

    def redo(self, change: Change) -> None:
        for value in change.args[0]:
            self.insert(value)

    def become(self, after: tuple[Any, ...], aligned: bool = False) -> None:
        now = {as_key(value) for value in after}
        for value in [value for value in self.items if value not in now]:
            self.delete(value)
        for value in after:
            item = self.find(value)
            if item is None:
                self.insert(value)
            elif not same(item.value, value):  # of two equals an intersection may keep the other one
                self.change(item, value)


_SETTERS = {"left": "setLeftChild", "right": "setRightChild", "next": "setNextNode"}


class TrackedNode(Tracked):
    """A node of a tree, a linked list or a learner's own structure.

    id: unique in the result.
    value_field: the attribute shown as the node's value.
    args: that value as frames tell it.
    links: by attribute, the node or container it leads to, or None.
    """

    structure_type = "treeNode"

    def __init__(self, stage: Stage, live: Any, tree_name: str, id: str, value_field: str, arg_type: str) -> None:
        super().__init__(stage, live, tree_name)
        self.id = id
        self.value_field = value_field
        self.arg_type = arg_type
        self.args: Args = {"value": ""}  # what a node without a value shows
        self.value: Any = None
        self.links: dict[str, TrackedNode | TrackedContainer | None] = {}

    def create(self, label: str = "") -> None:
        """Show the node; `label` is the name of the argument that it belongs to."""
        args = {**self.args, "options": {"displayLabel": label}} if label else self.args
        self.stage.emit("addNode", self, self.id, args, NOTHING)

    def touch(self) -> None:
        self.stage.emit("blink", self, self.id, NOTHING, NOTHING)

    def change(self, value: Any) -> None:
        before, self.value = self.args, value
        self.args = self.stage.reference(value)
        self.stage.emit("setVal", self, self.id, self.args, before)

    def link(self, field: str, to: TrackedNode | TrackedContainer | None) -> None:
        """`field` leads to `to` now; a link that was never set and leads nowhere is nothing to show."""
        before = self.links.get(field)
        self.links[field] = to
        if before is not to:
            to_nodes = not any(isinstance(end, TrackedContainer) for end in (before, to))
            name = _SETTERS.get(field, "setLink") if to_nodes else "setLink"
            self.stage.emit(name, self, self.id, self.target(name, field, to), self.target(name, field, before))

    def target(self, name: str, field: str, to: TrackedNode | TrackedContainer | None) -> Args:
        args: Args = {"field": field} if name == "setLink" else {}
        node = to if isinstance(to, TrackedNode) else None
        args["childId"] = node.id if node else None
        args["childTreeName"] = node.tree_name if node else self.tree_name
        if isinstance(to, TrackedContainer):
            args["childName"] = to.tree_name
        return args
