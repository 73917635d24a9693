"""The log -> frames: what the page plays.

Every frame has `args`, which forward play applies, and `prevArgs`, which backward play applies (`{}`: nothing was
there).

    addArray       arrayData { ids, entities: { id: { id, index, value, childName?, key? } } }, options { displayLabel }
    addArrayItem   index, value, childName?, key?        readArrayItem  index | key | value
    setVal         value, childName?                     deleteNode     -
    addNode        value                                 blink          -
    setLeftChild, setRightChild, setNextNode             childId | null, childTreeName
    setLink        field, childId | null, childTreeName, childName?
    consoleLog     args: [text]

`argType` is "array" (lists, tuples and the like), "string", "map", "set", or what suits a class of nodes.
An item that holds a node has `value` null and `childId`, `childTreeName`; one that holds a container has `childName`. A
link to a container has `childName` too, and `childId` null.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from typing import Any

from .changes import Change, is_plain_slice
from .contents import READ_ONLY, TRACKED, contents, keeps_missing, kind_of, overrides
from .frame_rows import FrameRows, Origin
from .heaps import sifted
from .past import Past
from .protocol import Source
from .shapes import NodeShape
from .sites import Kind, Site
from .tracked import (
    NOTHING,
    Args,
    Item,
    Tracked,
    TrackedContainer,
    TrackedDict,
    TrackedList,
    TrackedNode,
    TrackedSet,
    TrackedString,
    TrackedTuple,
    same,
)
from .values import FRAME_LIMIT, wire_value

_SHADOWS: dict[str, type[TrackedContainer]] = {"list": TrackedList, "dict": TrackedDict, "set": TrackedSet}
_ALIGNED = frozenset({"sort", "reverse", "rotate"})
_STORES = frozenset({Kind.INIT_FIELD, Kind.WRITE_FIELD, Kind.DELETE_FIELD})
LABEL_LIMIT = 20  # characters of a key in a label
_STEP = 256  # records, which take some milliseconds in Pyodide
_EXACT = 2**53
BACKWARDS: frozenset[type] = frozenset({type(reversed([])), type(reversed("")), type(reversed(deque()))})

_PRINTED = Origin("", None)


class _Full(Exception):
    """There is room for no more frames."""


def _origin(site: Site) -> Origin:
    source: Source = {
        "line": site.line,
        "column": site.column,
        "endLine": site.end_line,
        "endColumn": site.end_column,
    }
    return Origin(site.operation, source)


class Walk:
    """An iteration under way: the container, the position to come, and the keys or elements in the order they come."""

    def __init__(self, shadow: TrackedContainer) -> None:
        self.shadow = shadow
        self.position = 0
        self.direction = 1
        self.order: list[Any] = []


class Replay:
    """Replays one run's log through shadows.

    seen, arguments, shapes, stored_fields: as the Recorder has them.
    frames: what came of it; `dropped` counts the records that found no room (at least one frame each).
    shadows, nodes: by id of the live object, which the log keeps alive.
    constants: the shadows of strings and tuples, by id and by the name that they were read by.
    room: how many items more of strings and tuples may be shown.
    building: ids of the containers about to be shown; closing: what leads back to one of them, and what tells so.
    shapes: the classes of nodes. buckets: the structure that new nodes of a class are created in.
    born: by id, what a node held when it was first met.
    walks: by id of an iterator, how far it is.
    calls: the functions under way, with the variables of each as frames tell them; first the module's.
    group, origin: of the record being replayed, for its frames; creations: by id of an origin, that of what it creates.
    numbers, texts, positions: args that frames share.
    """

    def __init__(
        self,
        log: list[Any],
        sites: Sequence[Site],
        seen: dict[int, tuple[Any, Any]],
        arguments: Iterable[tuple[Any, str, str | None, Any]],
        shapes: dict[type, NodeShape],
        stored_fields: Callable[[Any], dict[str, Any]],
        max_frames: int,
    ) -> None:
        self.log = log
        self.sites = sites
        self.seen = seen
        self.arguments = list(arguments)
        self.stored_fields = stored_fields
        self.frames = FrameRows(max_frames)
        self.dropped = 0
        self.shadows: dict[int, TrackedContainer] = {}
        self.nodes: dict[int, TrackedNode] = {}
        self.constants: dict[tuple[int, str], TrackedTuple] = {}
        self.room = max_frames
        self.shapes = shapes
        self.walks: dict[int, Walk] = {}
        self.calls: list[dict[str, Args]] = [{}]
        self.building: set[int] = set()
        self.closing: list[tuple[Any, Callable[[Any], None]]] = []
        self.is_closing = False
        self.names: set[str] = {name for _, _, name, _ in self.arguments if name}
        self.node_ids: set[str] = set()
        self.buckets: dict[type, str] = {}
        self.born: dict[int, dict[str, Any]] = {}
        self.counted = 0
        self.group = 0
        self.origin = Origin("argument", None)
        self.creations: dict[int, Origin] = {}
        self.numbers: dict[int, Args] = {}
        self.texts: dict[str | tuple[str, ...], Args] = {}
        self.positions: list[Args] = []
        self.printed = ""

    def run(self, complete: bool) -> FrameRows:
        """Replay it all; `complete` where the log holds everything the program did."""
        for _ in self.steps(complete):
            pass
        return self.frames

    def steps(self, complete: bool) -> Iterator[None]:
        """Do the same, and let the caller do something else in between."""
        log = list(self.log)  # showing a value can run the learner's code, which records
        handlers = {kind: getattr(self, f"on_{kind.name.lower()}") for kind in Kind}
        plans = [(handlers[site.kind], site, _origin(site)) for site in self.sites]
        replayed = 0
        try:
            for value, name, tree_name, node_ids in self.arguments:
                self.argument(value, name, tree_name, node_ids)
            for replayed, (number, value, obj, key) in enumerate(
                zip(log[0::4], log[1::4], log[2::4], log[3::4], strict=True), 1
            ):
                if not replayed % _STEP:
                    yield
                self.group = replayed
                if number is None:
                    self.on_print(value)
                else:
                    handler, site, self.origin = plans[number]
                    handler(site, value, obj, key)
            if complete:
                self.reconcile()
            self.flush()
        except (_Full, MemoryError):  # what a program leaves of its memory may not be enough for all of its frames
            self.dropped += len(log) // 4 - replayed + 1

    def close(self) -> None:
        """Let go of everything: otherwise replay and shadows hold each other until circles are collected."""
        for node in self.nodes.values():
            node.links.clear()  # a long chain of shadows, freed from its end, would overflow Pyodide's stack
        vars(self).clear()

    # --- the stage that shadows emit on ------------------------------------------------------------------------------

    def emit(self, name: str, shadow: Tracked | None, node_id: str, args: Args, previous: Args) -> None:
        """Add one frame."""
        if self.printed:
            self.flush()
        rows = self.frames.rows
        if len(rows) >= self.frames.limit:
            raise _Full
        rows.extend((name, shadow, node_id, args, previous, self.origin, self.group))

    @contextmanager
    def creating(self) -> Iterator[None]:
        """What is shown because an operation met it first is no part of that operation."""
        origin = self.origin
        if origin.operation not in ("argument", "create"):
            self.origin = self.creations.get(id(origin)) or self.creations.setdefault(
                id(origin), Origin("create", origin.source)
            )
        yield
        self.origin = origin

    def position(self, index: int) -> Args:
        """Give `{index}`, the same dict for the same index."""
        positions = self.positions
        while index >= len(positions):
            positions.append({"index": len(positions)})
        return positions[index]

    def reference(self, value: Any) -> Args:
        """What a frame says of a value; a container or node is shown first if it is new."""
        cls = type(value)
        if cls is int and -_EXACT < value < _EXACT:
            return self.numbers.get(value) or self.numbers.setdefault(value, {"value": value})
        if kind_of(value):
            name = self.shadow(value).tree_name
            return self.texts.get((name,)) or self.texts.setdefault((name,), {"value": None, "childName": name})
        if cls in self.shapes:
            node = self.node(value)
            key = (node.id, node.tree_name)
            known = self.texts.get(key)
            if known is None:
                known = self.texts[key] = {"value": None, "childId": node.id, "childTreeName": node.tree_name}
            return known
        if cls is tuple:
            value = Past(self.contents_now, FRAME_LIMIT).of(value)
        told = wire_value(value, FRAME_LIMIT)
        if type(told) is not str:
            return {"value": told}
        return self.texts.get(told) or self.texts.setdefault(told, {"value": told})

    def name(self, prefix: str) -> str:
        """A structure's name that is taken by nothing else."""
        while True:
            self.counted += 1
            name = f"{prefix}-{self.counted}"
            if name not in self.names:
                self.names.add(name)
                return name

    # --- containers --------------------------------------------------------------------------------------------------

    def shadow(self, obj: Any, label: str = "") -> TrackedContainer:
        """The shadow of a container, shown first if it is new; deep nesting is walked without recursion."""
        known = self.shadows.get(id(obj))
        if known:
            return known
        path = [(obj, label, self.children(obj))]
        self.building.add(id(obj))
        while path:
            here, label, children = path[-1]
            place, child = next((pair for pair in children if self.is_new(pair[1])), ("", None))
            if child is not None:
                self.building.add(id(child))
                path.append((child, f"{label}[{place}]" if label else "", self.children(child)))
                continue
            path.pop()
            self.building.discard(id(here))
            self.show(here, label)
        return self.shadows[id(obj)]

    def is_new(self, value: Any) -> bool:
        return bool(kind_of(value)) and id(value) not in self.shadows and id(value) not in self.building

    def known(self, obj: Any) -> tuple[Any, ...]:
        """What a container held when it was first seen; one never seen to change holds it still."""
        entry = self.seen.get(id(obj))
        return entry[1] if entry else contents(obj)

    def contents_now(self, obj: Any) -> Iterable[Any]:
        """What a container holds at this point of the replay."""
        shadow = self.shadows.get(id(obj))
        return shadow.now() if shadow else self.known(obj)

    def children(self, obj: Any) -> Iterator[tuple[object, Any]]:
        """(place, value) of what a container holds; the place is part of a nested container's label."""
        known = self.known(obj)
        if kind_of(obj) == "dict":
            return ((wire_value(key, LABEL_LIMIT), value) for key, value in known)
        return iter(enumerate(known))

    def show(self, obj: Any, label: str, ids: list[str] | None = None, tree_name: str | None = None) -> None:
        """Make the shadow and its addArray; what contains itself is closed by a setVal afterwards."""
        kind = kind_of(obj)
        name = tree_name or self.name(kind)
        shadow = _SHADOWS[kind](self, obj, name)
        self.shadows[id(obj)] = shadow
        items = shadow.start(self.known(obj), ids)
        self.building.add(id(obj))
        for item in items:
            if id(item.value) in self.building:
                item.args = {"value": ""}  # for now
                self.closing.append((item.value, partial(shadow.change, item)))
            else:
                item.args = self.reference(item.value)
        self.building.discard(id(obj))
        if tree_name is None:
            self.add_array(shadow, items, label)
        self.close_cycles()

    def add_array(self, shadow: TrackedContainer, items: list[Item], label: str) -> None:
        entities = {item.id: {"id": item.id, "index": item.index, **item.args, **item.key} for item in items}
        data = {"ids": [item.id for item in items], "entities": entities}
        options = {"displayLabel": label or "temporary"}
        with self.creating():
            self.emit("addArray", shadow, "-1", {"arrayData": data, "options": options}, NOTHING)

    def constant(self, obj: Any, label: str) -> TrackedTuple | None:
        """The shadow of a string or tuple read by a name, shown first if it is new; None for anything else.

        There is one for each name: whether two names have one object or two that are equal is up to the interpreter
        where a value can't change. Programs make long ones by the thousand (`s += c; s[-1]`), so there is an end to it.
        """
        known = self.constants.get((id(obj), label))
        if known:
            return known
        if type(obj) not in READ_ONLY or not label:
            return None
        if len(obj) > self.room:
            self.dropped += 1
            return None
        self.room -= len(obj)
        for place, value in enumerate(obj):
            if kind_of(value):
                self.shadow(value, f"{label}[{place}]")
        text = type(obj) is str
        shadow = TrackedString(self, obj, self.name("string")) if text else TrackedTuple(self, obj, self.name("tuple"))
        self.constants[id(obj), label] = shadow
        items = shadow.start(obj, None)
        for item in items:
            item.args = self.reference(item.value)
        self.add_array(shadow, items, label)
        return shadow

    def close_cycles(self) -> None:
        """Tell the items and nodes that lead to something which was not there yet when they were told."""
        if self.is_closing:
            return
        self.is_closing = True
        with self.creating():
            while waiting := [pair for pair in self.closing if id(pair[0]) not in self.building]:
                self.closing = [pair for pair in self.closing if id(pair[0]) in self.building]
                for value, change in waiting:
                    change(value)
        self.is_closing = False

    # --- nodes -------------------------------------------------------------------------------------------------------

    def node(self, obj: Any, label: str = "") -> TrackedNode:
        """The shadow of a node, created with all that it leads to if it is new.

        An argument has a structure of its own, with a label; what the program makes stands in one for each class.
        """
        known = self.nodes.get(id(obj))
        if known:
            return known
        tree_name = self.name(type(obj).__name__) if label else self.buckets.get(type(obj))
        if tree_name is None:
            tree_name = self.buckets[type(obj)] = self.name(type(obj).__name__)
        new = self.reachable(obj)
        with self.creating():
            for here in new:
                self.new_node(here, tree_name).create(label)
            for here in new:
                node = self.nodes[id(here)]
                for field, to in self.links(here):
                    node.link(field, self.nodes[id(to)] if to is not None else None)
                for field, to in self.held(here):  # later on: what it holds may be a node again, and so on
                    self.closing.append((to, partial(self.hold, node, field)))
        self.close_cycles()
        return self.nodes[id(obj)]

    def is_told(self, value: Any) -> bool:
        """Whether a frame may refer to a value now."""
        if kind_of(value):
            return id(value) in self.shadows and id(value) not in self.building
        return type(value) not in self.shapes or id(value) in self.nodes

    def reachable(self, obj: Any) -> list[Any]:
        """The nodes not yet shown that `obj` led to when they were first seen, nearest first."""
        found, met = [obj], {id(obj)}
        for here in found:
            for _, to in self.links(here):
                if to is not None and id(to) not in met and id(to) not in self.nodes:
                    met.add(id(to))
                    found.append(to)
        return found

    def links(self, obj: Any) -> list[tuple[str, Any]]:
        stored = self.fields(obj)
        shape = self.shapes[type(obj)]
        usual = [name for name in ("left", "right", "next") if name in shape.links]
        others = sorted(shape.links.difference(usual))
        return [(name, stored[name]) for name in [*usual, *others] if name in stored and self.leads(stored[name])]

    def held(self, obj: Any) -> list[tuple[str, Any]]:
        """The containers that a node's fields lead to."""
        stored = self.fields(obj)
        return [(name, stored[name]) for name in sorted(self.shapes[type(obj)].holds) if kind_of(stored.get(name))]

    def hold(self, node: TrackedNode, field: str, container: Any) -> None:
        node.link(field, self.shadow(container, field))

    def leads(self, value: Any) -> bool:
        return value is None or type(value) in self.shapes

    def fields(self, obj: Any) -> dict[str, Any]:
        """What a node held when it was first seen."""
        known = self.born.get(id(obj))
        if known is None:
            if id(obj) in self.initialised:  # it is yet to come, and whatever saw the object came later
                known = {}
            elif id(obj) in self.seen:
                known = dict(self.seen[id(obj)][1])
            else:  # what is never stored again, so far as the log tells
                later = self.stores_to.get(id(obj), ())
                known = {name: value for name, value in self.stored_fields(obj).items() if name not in later}
            self.born[id(obj)] = known
        return known

    @cached_property
    def initialised(self) -> set[int]:
        """The ids of the instances whose `__init__` is in the log."""
        numbers = {number for number, site in enumerate(self.sites) if site.kind is Kind.INIT_FIELD}
        return {id(self.log[at + 2]) for at in range(0, len(self.log), 4) if self.log[at] in numbers}

    @cached_property
    def stores_to(self) -> dict[int, set[str]]:
        """By id of an instance, the attributes that the log tells to be stored or deleted."""
        names = {number: site.detail for number, site in enumerate(self.sites) if site.kind in _STORES}
        found: dict[int, set[str]] = {}
        for at in range(0, len(self.log), 4):
            if self.log[at] in names:
                found.setdefault(id(self.log[at + 2]), set()).add(names[self.log[at]])
        return found

    def new_node(self, obj: Any, tree_name: str, id_: str | None = None) -> TrackedNode:
        while id_ is None or id_ in self.node_ids:
            id_ = f"n{len(self.node_ids)}" if id_ is None else f"{id_}'"
        self.node_ids.add(id_)
        shape = self.shapes[type(obj)]
        node = TrackedNode(self, obj, tree_name, id_, shape.value_field, shape.arg_type)
        stored = self.fields(obj)
        if shape.value_field in stored:
            node.value = stored[shape.value_field]
            if self.is_told(node.value):
                node.args = self.reference(node.value)
            else:
                self.closing.append((node.value, node.change))
        self.nodes[id(obj)] = node
        return node

    # --- arguments ---------------------------------------------------------------------------------------------------

    def argument(self, value: Any, name: str, tree_name: str | None, node_ids: Any) -> None:
        """Take over what the page shows already; create the rest, labelled with the parameter's name."""
        if kind_of(value):
            if node_ids is not None and tree_name:
                self.page_list(value, tree_name, node_ids)
            else:
                self.shadow(value, name)
        elif type(value) in self.shapes:
            if node_ids is not None and tree_name:
                for node, id_ in node_ids:
                    self.new_node(node, tree_name, id_)
                for node, _ in node_ids:
                    for field, to in self.links(node):
                        self.nodes[id(node)].links[field] = self.nodes.get(id(to)) if to is not None else None
            else:
                self.node(value, name)
        else:
            self.constant(value, name)

    def page_list(self, value: Any, tree_name: str, ids: list[Any]) -> None:
        """An array the page sent ids for, or a matrix with ids for each row: a row's name is `<name>-[i]`."""
        nested = any(isinstance(row, list) for row in ids)
        if nested:
            for position, (row, row_ids) in enumerate(zip(self.known(value), ids, strict=False)):
                self.names.add(f"{tree_name}-[{position}]")
                self.show(row, "", row_ids, f"{tree_name}-[{position}]")
        self.show(value, "", None if nested else ids, tree_name)

    # --- records -----------------------------------------------------------------------------------------------------

    def tracked(self, obj: Any, site: Site) -> TrackedContainer | None:
        """The shadow of the container an operation was on; None where it was on something else."""
        known = self.shadows.get(id(obj))
        if known:
            return known
        return self.shadow(obj, site.label) if kind_of(obj) else None

    def done(self, obj: Any, site: Site, method: str) -> TrackedContainer | None:
        """The same, or that of a string or tuple; None where a learner's own method stood between asking and doing."""
        cls = type(obj)
        if cls in TRACKED or (kind_of(obj) and not overrides(cls, method)):
            return self.tracked(obj, site)
        return self.constant(obj, site.label) if cls in READ_ONLY else None

    def on_print(self, text: str) -> None:
        """Give one consoleLog for each line, or for what was written before the next operation."""
        self.printed += text
        if text.endswith("\n"):
            self.flush()

    def flush(self) -> None:
        text, self.printed = self.printed.removesuffix("\n"), ""
        if text:
            origin, self.origin = self.origin, _PRINTED
            self.emit("consoleLog", None, "", {"args": [text]}, NOTHING)
            self.origin = origin

    def on_read(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        shadow = self.done(obj, site, "__getitem__")
        if isinstance(shadow, (TrackedList, TrackedDict)):
            shadow.read(key, value)

    def on_receive(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        """A container was fetched to be operated on: nothing to show, unless a default was put there."""
        shadow = self.tracked(obj, site)
        if isinstance(shadow, TrackedDict) and shadow.find(key) is None and keeps_missing(obj):
            shadow.write(key, value)

    def on_write(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        shadow = self.done(obj, site, "__setitem__")
        if isinstance(shadow, (TrackedList, TrackedDict)):
            shadow.write(key, value)

    def on_delete(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        shadow = self.done(obj, site, "__delitem__")
        if isinstance(shadow, (TrackedList, TrackedDict)):
            shadow.delete(key)

    def on_read_field(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        shape = self.shapes.get(type(obj))
        if shape and (site.detail == shape.value_field or site.detail in shape.links):
            self.node(obj).touch()

    def on_init_field(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        if id(obj) not in self.nodes:
            self.born.setdefault(id(obj), {})
        self.on_write_field(site, value, obj, key)

    def on_write_field(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        shape = self.shapes.get(type(obj))
        if shape is None:
            return
        new = id(obj) not in self.nodes
        if new and site.detail == shape.value_field and site.detail not in self.fields(obj):
            self.fields(obj)[site.detail] = value  # created by this very store
            self.node(obj)
            return
        self.store_field(self.node(obj), shape, site.detail, value, site.label)

    def on_delete_field(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        shape = self.shapes.get(type(obj))
        if shape and site.detail in shape.links | shape.holds:
            self.node(obj).link(site.detail, None)

    def store_field(self, node: TrackedNode, shape: NodeShape, field: str, value: Any, label: str) -> None:
        if field == shape.value_field:
            node.change(value)
        elif field in shape.links and self.leads(value):
            node.link(field, self.node(value) if value is not None else None)
        elif field in shape.holds and (value is None or kind_of(value)):
            node.link(field, self.shadow(value, label) if value is not None else None)

    def on_method(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        self.method(self.done(obj, site, site.detail), site, value, key)

    def on_direct(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        shadow = self.tracked(obj, site)
        if isinstance(shadow, (TrackedList, TrackedDict)) and site.detail == "__setitem__":
            shadow.write(key, value)
        elif isinstance(shadow, (TrackedList, TrackedDict)) and site.detail == "__delitem__":
            shadow.delete(key)
        else:
            self.method(shadow, site, value, key)

    def method(self, shadow: TrackedContainer | None, site: Site, value: Any, key: Any) -> None:
        """Show what a container's method of the name `site.detail` did."""
        if isinstance(shadow, TrackedList):
            self.list_method(shadow, site.detail, value, key)
        elif isinstance(shadow, TrackedDict):
            self.dict_method(shadow, site.detail, value, key)
        elif isinstance(shadow, TrackedSet):
            if site.detail == "add":
                shadow.insert(key)
            elif site.detail in ("discard", "remove"):
                shadow.delete(key)
            elif site.detail == "pop":
                shadow.delete(value)

    def list_method(self, shadow: TrackedList, method: str, value: Any, key: Any) -> None:
        if method in ("append", "appendleft"):
            bound = shadow.live.maxlen if isinstance(shadow.live, deque) else None
            if bound is not None and len(shadow.items) >= bound:  # a full deque loses an item at its other end
                shadow.delete(0 if method == "append" else -1)
            if bound != 0:
                shadow.insert(0 if method == "appendleft" else len(shadow.items), key)
        elif method == "remove" and type(key) is Change:
            shadow.redo(key)
        elif method == "remove":
            shadow.lose(key)
        elif method == "insert" and isinstance(key, int):
            length, position = len(shadow.items), int.__index__(key)  # whatever a subclass makes of arithmetic
            shadow.insert(max(0, position + length) if position < 0 else min(position, length), value)
        elif method == "pop":
            shadow.delete(-1 if key is None else key)
        elif method == "popleft":
            shadow.delete(0)
        elif method == "index" and shadow.at(value) is not None:
            shadow.visit(shadow.extent(value, key))

    def dict_method(self, shadow: TrackedDict, method: str, value: Any, key: Any) -> None:
        if method == "pop":
            shadow.delete(key)
        elif method == "popitem":
            shadow.delete(value[0])
        elif method == "setdefault" and shadow.find(key) is None:
            shadow.write(key, value)
        elif method in ("get", "setdefault") and shadow.find(key) is not None:
            shadow.read(key, value)

    def on_bulk(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        shadow = self.tracked(obj, site)
        if shadow is None:
            return
        if type(key) is Change:
            shadow.redo(key)
        elif isinstance(shadow, TrackedList) and site.operation == "del":
            shadow.lose(key)
        else:
            shadow.become(key, aligned=site.detail in _ALIGNED)

    def on_sync(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        self.on_bulk(site, value, obj, key)

    def on_patch(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        shadow = self.tracked(obj, site)
        if isinstance(shadow, TrackedList) and key is not None:
            if site.detail.startswith("insort"):
                position, item = key  # found by identity: the very same object to the left of it hides where it went
                while site.detail == "insort_left" and position and same(shadow.items[position - 1].value, item):
                    position -= 1
                shadow.insert(position, item)
            else:
                shadow.patch(*key)

    def on_heap(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        shadow = self.tracked(obj, site)
        if isinstance(shadow, TrackedList):
            items = shadow.items
            with suppress(TypeError, IndexError):  # something unseen was done to it, and shows later
                shadow.patch(*sifted(site.detail, len(items), lambda position: items[position].value, key))

    def on_new(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        if kind_of(obj):
            self.shadow(obj, site.label)
        elif type(obj) in self.shapes:
            self.node(obj)

    def on_slice(self, site: Site, value: Any, obj: Any, key: slice) -> None:
        shadow = self.done(obj, site, "__getitem__")
        if isinstance(shadow, TrackedList) and is_plain_slice(key):
            shadow.visit(range(*key.indices(len(shadow.items))))

    def on_unpack(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        """Read all items of what is shown, or is a string or tuple; a list only made to be unpacked is not."""
        shadow = self.shadows.get(id(obj)) or self.constant(obj, site.label)
        if isinstance(shadow, TrackedList):
            shadow.visit(range(len(shadow.items)))

    def on_iterate(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        shadow = self.tracked(obj, site) or self.constant(obj, site.label)
        if shadow:
            walk = self.walks[id(value)] = Walk(shadow)
            if type(value) in BACKWARDS:
                walk.position, walk.direction = len(shadow.items) - 1, -1
            if not isinstance(shadow, TrackedList):
                walk.order = list(key if key is not None else shadow.items)

    def on_step(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        walk = self.walks.get(id(obj))
        if walk is None:
            return
        shadow, position = walk.shadow, walk.position
        walk.position += walk.direction
        if isinstance(shadow, TrackedList):
            shadow.visit([position])
        elif position < len(walk.order):
            item = shadow.find(walk.order[position])
            if item is not None:
                shadow.read(walk.order[position], item.value)

    def on_contains(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        shadow = self.done(obj, site, "__contains__")
        if isinstance(shadow, TrackedDict):
            item = shadow.find(key)
            if item is not None:
                shadow.read(key, item.value)
        elif isinstance(shadow, TrackedSet):
            shadow.read(key)
        elif isinstance(shadow, TrackedList):
            position = shadow.search(key)
            if position is not None:
                shadow.visit(shadow.extent(position, key))

    # --- steps -------------------------------------------------------------------------------------------------------

    def step(self, name: str, args: Args, previous: Args) -> None:
        """Add a debugger's frame, which belongs to no structure."""
        self.emit(name, None, "", args, previous)

    def on_line(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        self.step("line", NOTHING, NOTHING)

    def on_call(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        self.calls.append({})
        self.step("call", {"function": site.detail, "depth": len(self.calls) - 1}, NOTHING)

    def on_return(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        self.step("return", self.reference(value), NOTHING)

    def on_leave(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        if len(self.calls) > 1:
            self.calls.pop()

    def on_variable(self, site: Site, value: Any, obj: Any, key: Any) -> None:
        variables = self.calls[-1]
        before = variables.get(site.detail, NOTHING)
        args = {"name": site.detail, "depth": len(self.calls) - 1, **self.reference(value)}
        variables[site.detail] = args
        if args != before:
            self.step("variable", args, before)

    # --- the end -----------------------------------------------------------------------------------------------------

    def reconcile(self) -> None:
        """Show what changed unseen, so that the last frame leaves every structure as it truly is."""
        self.group += 1
        self.origin = Origin("unseen change", None)
        for shadow in list(self.shadows.values()):
            shadow.become(contents(shadow.live))
        for node in list(self.nodes.values()):
            shape = self.shapes[type(node.live)]
            for field, value in self.stored_fields(node.live).items():
                if field != shape.value_field or not same(value, node.value):
                    self.store_field(node, shape, field, value, field)
