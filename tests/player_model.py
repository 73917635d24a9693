"""A small, strict player of frames: what FRAMES.md, part A, says a frame does, and nothing of how ours are made.

    player = Player(result["callstack"], args)
    player.play()
    assert player.contents("list-1") == [1, 2, 3]
    player.rewind()

Whatever does not fit raises `PlayError`: a frame of a wrong shape when the player is made, a frame that contradicts
what stands there when it is played. Going forwards `args` count; going backwards `prevArgs`, which must say exactly
what was there. What is missing in the harness's answer must not be healed here: this model decides whether frames are
right.

It shares nothing with `demo/structures.js`, which does the same for the page and is compared with this.
"""

from __future__ import annotations

import ast
import bisect
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

LINK_FIELDS = {"setLeftChild": "left", "setRightChild": "right", "setNextNode": "next"}
STEP_FRAMES = {"line", "call", "return", "variable", "consoleLog"}
ITEM_TYPES = {"array", "matrix", "string", "set", "map", "object"}
KEYED_TYPES = {"map", "object"}


class PlayError(AssertionError):
    """A frame is not of the shape FRAMES.md gives it, or contradicts what stands there."""


class Text(str):
    """A value that is known only by its text: `inf` aside, a text that is no Python literal."""

    __slots__ = ()


@dataclass(frozen=True)
class Content:
    """What an item or a node holds: a number or text, or a reference to a container or to a node.

    Attributes:
        value: number or text; None for a reference
        child_name: the tree name of the container it holds
        child_id: the id of the node it holds
        child_tree_name: the tree name under which that node was made

    """

    value: float | str | None = None
    child_name: str | None = None
    child_id: str | None = None
    child_tree_name: str | None = None

    def plain(self) -> dict[str, Any]:
        """Give it as the frames write it."""
        names = {"childName": self.child_name, "childId": self.child_id, "childTreeName": self.child_tree_name}
        return {"value": self.value} | {name: text for name, text in names.items() if text is not None}


@dataclass
class Item:
    """One slot; `index` is its order key, `key` what a dict has it under (None elsewhere)."""

    id: str
    index: float
    key: float | str | None
    content: Content


@dataclass
class Items:
    """A list, dict or set.

    Attributes:
        arg_type: what kind it is
        label: what the learner called it
        ordered: the slots, by their order keys
        live: the same by id
        gone: deleted ones, whose ids may never come again

    """

    arg_type: str
    label: str
    ordered: list[Item] = field(default_factory=list)
    live: dict[str, Item] = field(default_factory=dict)
    gone: dict[str, Item] = field(default_factory=dict)

    def insert(self, item: Item) -> None:
        """Put a slot in its place."""
        place = bisect.bisect_left(self.ordered, item.index, key=lambda other: other.index)
        if place < len(self.ordered) and self.ordered[place].index == item.index:
            raise PlayError(f"two items have the index {item.index}")
        self.ordered.insert(place, item)
        self.live[item.id] = item

    def remove(self, item: Item) -> None:
        """Take a slot out."""
        self.ordered.remove(item)
        del self.live[item.id]


Link = tuple[str | None, str]


@dataclass
class Node:
    """A node; `links` maps a field to `(child id, child tree name)`, without the fields that lead nowhere.

    A link to a container has the id None, and the container's tree name.
    """

    id: str
    content: Content
    links: dict[str, Link] = field(default_factory=dict)


@dataclass
class Nodes:
    """Nodes made under one tree name; `initial`: it was there before the first frame."""

    arg_type: str
    label: str
    initial: bool = False
    live: dict[str, Node] = field(default_factory=dict)
    gone: dict[str, Node] = field(default_factory=dict)


@dataclass
class NodeContents:
    """A node as contents: its value and, by field, the nodes it links to. Links may lead round in a ring.

    held: by field, the tree names of the containers it links to.
    """

    value: Any = None
    links: dict[str, NodeContents] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)

    def values(self, link: str = "next") -> list[Any]:
        """Give the values along one link, up to the end or to where it closes."""
        found, seen = [], set()
        node: NodeContents | None = self
        while node is not None and id(node) not in seen:
            seen.add(id(node))
            found.append(node.value)
            node = node.links.get(link)
        return found


class Player:
    """Plays frames, `position` being how many of them have been played.

    Attributes:
        structures: by tree name, in the order in which they were made
        printed: what the consoleLog frames played so far say

    """

    def __init__(self, frames: Sequence[Mapping[str, Any]], args: Iterable[Mapping[str, Any]] = ()) -> None:
        """Check every frame's shape; `args` are the run's arguments, of which those with ids are there at the start."""
        self.frames = list(frames)
        self.position = 0
        self.structures: dict[str, Items | Nodes] = {}
        self.printed: list[str] = []
        self._nodes: dict[str, Node] = {}  # by id, which is unique in the whole result
        check_frames(self.frames)
        for arg in args:
            self._add_argument(arg)

    @property
    def at_end(self) -> bool:
        """Whether every frame has been played."""
        return self.position == len(self.frames)

    def play(self) -> Player:
        """Play all that is left."""
        while not self.at_end:
            self.forward()
        return self

    def rewind(self) -> Player:
        """Take back all that was played."""
        while self.position:
            self.backward()
        return self

    def forward(self) -> None:
        """Play the next frame. IndexError at the end; PlayError if it contradicts what stands there."""
        frame = self.frames[self.position]
        try:
            self._apply(frame)
        except PlayError as error:
            raise PlayError(f"frame {self.position}, {dict(frame)}: {error}") from None
        self.position += 1

    def backward(self) -> None:
        """Take the last frame played back. IndexError at the start; PlayError if `prevArgs` do not fit."""
        if not self.position:
            raise IndexError("nothing was played")
        frame = self.frames[self.position - 1]
        try:
            self._undo(frame)
        except PlayError as error:
            raise PlayError(f"frame {self.position - 1} backwards, {dict(frame)}: {error}") from None
        self.position -= 1

    def state(self) -> dict[str, Any]:
        """Give everything that stands there as plain data: names sorted, items by index, nodes by id."""
        return {name: _plain(structure) for name, structure in sorted(self.structures.items())}

    def contents(self, tree_name: str) -> Any:
        """Give a structure as nested Python values: a list, dict or set, and for nodes a dict of NodeContents by id."""
        return _Reader(self).structure(tree_name)

    def node(self, node_id: str) -> NodeContents:
        """Give one node, with what it links to."""
        return _Reader(self).node(node_id)

    def labelled(self, label: str) -> list[str]:
        """Give the tree names of the structures that the learner called `label`, the oldest first."""
        return [name for name, structure in self.structures.items() if structure.label == label]

    # --- forwards ----------------------------------------------------------------------------------------------------

    def _apply(self, frame: Mapping[str, Any]) -> None:
        name, args = frame["name"], frame.get("args", {})
        if name == "consoleLog":
            self.printed.extend(args["args"])
        elif name in STEP_FRAMES:
            pass
        elif name == "addArray":
            self._add_array(frame, args)
        elif name == "addNode":
            self._add_node(frame, args)
        elif name == "addArrayItem":
            self._add_item(self._items(frame), frame["nodeId"], args)
        elif name == "readArrayItem":
            self._read_item(self._items(frame), frame["nodeId"], args)
        elif name == "blink":
            self._node(frame)
        elif name == "setVal":
            target = self._target(frame)
            _require(target.content == _content(frame["prevArgs"]), f"prevArgs are not what is there: {target.content}")
            target.content = self._checked(_content(args))
        elif name == "deleteNode":
            self._delete(frame)
        else:
            node, link = self._node(frame), _link_field(frame)
            _require(node.links.get(link) == _link(frame["prevArgs"]), f"prevArgs are not what is there: {node.links}")
            self._set_link(node, link, _link(args))

    def _add_array(self, frame: Mapping[str, Any], args: Mapping[str, Any]) -> None:
        tree_name = frame["treeName"]
        _require(tree_name not in self.structures, f"{tree_name} is there already")
        label = args.get("options", {}).get("displayLabel", tree_name)
        items = Items(frame["argType"], label)
        # Its own items may hold it (a list that contains itself), so it is known before they are checked.
        self.structures[tree_name] = items
        for item_id in args["arrayData"]["ids"]:
            self._add_item(items, item_id, args["arrayData"]["entities"][item_id])

    def _add_item(self, items: Items, item_id: str, args: Mapping[str, Any]) -> None:
        _require(item_id not in items.live, f"item {item_id} is there already")
        _require(item_id not in items.gone, f"item {item_id} was deleted: its id may not come again")
        _require(("key" in args) == (items.arg_type in KEYED_TYPES), "a key is for items of dicts, and they need one")
        if items.arg_type in KEYED_TYPES | {"set"} and items.ordered:
            _require(args["index"] > items.ordered[-1].index, "a new key or member comes after all that are there")
        self._checked(_content(args))
        items.insert(_item(item_id, args))

    def _add_node(self, frame: Mapping[str, Any], args: Mapping[str, Any]) -> None:
        tree_name, node_id = frame["treeName"], frame["nodeId"]
        gone = any(isinstance(other, Nodes) and node_id in other.gone for other in self.structures.values())
        _require(node_id not in self._nodes and not gone, f"node {node_id} is or was there already")
        label = args.get("options", {}).get("displayLabel", tree_name)
        nodes = self.structures.setdefault(tree_name, Nodes(frame["argType"], label))
        if not isinstance(nodes, Nodes):
            raise PlayError(f"{tree_name} holds no nodes")
        nodes.live[node_id] = self._nodes[node_id] = Node(node_id, self._checked(_content(args)))

    def _read_item(self, items: Items, item_id: str, args: Mapping[str, Any]) -> None:
        item = items.live.get(item_id)
        if item is None:
            raise PlayError(f"there is no item {item_id}")
        if "key" in args:
            _require(_same(args["key"], item.key), f"the item's key is {item.key!r}")
        if "value" in args:
            _require(_same(args["value"], item.content.value), f"the item holds {item.content}")
        if "index" in args:
            _require(0 <= args["index"] < len(items.ordered), "there is no such index")
            _require(items.ordered[args["index"]] is item, f"the item at {args['index']} is another one")

    def _delete(self, frame: Mapping[str, Any]) -> None:
        target = self._target(frame)
        structure = self._structure(frame)
        if isinstance(structure, Items) and isinstance(target, Item):
            structure.remove(target)
            structure.gone[target.id] = target
        elif isinstance(structure, Nodes) and isinstance(target, Node):
            del structure.live[target.id], self._nodes[target.id]
            structure.gone[target.id] = target

    def _set_link(self, node: Node, link: str, to: Link | None) -> None:
        if to is None:
            node.links.pop(link, None)
            return
        child = self.structures.get(to[1])
        if to[0] is None:
            _require(isinstance(child, Items), f"there is no container {to[1]}")
        else:
            _require(isinstance(child, Nodes) and to[0] in child.live, f"there is no node {to[0]} in {to[1]}")
        node.links[link] = to

    # --- backwards ---------------------------------------------------------------------------------------------------

    def _undo(self, frame: Mapping[str, Any]) -> None:
        name = frame["name"]
        if name == "consoleLog":
            del self.printed[len(self.printed) - len(frame["args"]["args"]) :]
        elif name in STEP_FRAMES or name in ("readArrayItem", "blink"):
            pass
        elif name == "addArray":
            data = frame["args"]["arrayData"]
            created = [_item(item_id, data["entities"][item_id]) for item_id in data["ids"]]
            _require(self._items(frame).ordered == created, "going back past its creation, it is not what was created")
            del self.structures[frame["treeName"]]
        elif name == "addArrayItem":
            items = self._items(frame)
            item = items.live.get(frame["nodeId"])
            if item is None:
                raise PlayError("the item added is not there")
            _require(item.content == _content(frame["args"]), f"going back past its addition, it holds {item.content}")
            items.remove(item)
        elif name == "addNode":
            self._undo_add_node(frame)
        elif name == "deleteNode":
            self._undelete(frame)
        elif name == "setVal":
            target = self._target(frame)
            _require(target.content == _content(frame["args"]), f"args are not what is there: {target.content}")
            target.content = self._checked(_content(frame["prevArgs"]))
        else:
            node, link = self._node(frame), _link_field(frame)
            _require(node.links.get(link) == _link(frame["args"]), f"args are not what is there: {node.links}")
            self._set_link(node, link, _link(frame["prevArgs"]))

    def _undo_add_node(self, frame: Mapping[str, Any]) -> None:
        node = self._node(frame)
        _require(node.content == _content(frame["args"]), f"going back past its addition, it holds {node.content}")
        _require(not node.links, f"going back past its addition, it links to {node.links}")
        nodes = self.structures[frame["treeName"]]
        assert isinstance(nodes, Nodes)
        del nodes.live[node.id], self._nodes[node.id]
        if not nodes.live and not nodes.gone and not nodes.initial:
            del self.structures[frame["treeName"]]  # its first node made it

    def _undelete(self, frame: Mapping[str, Any]) -> None:
        structure, target_id = self._structure(frame), frame["nodeId"]
        _require(target_id in structure.gone, f"{target_id} was not deleted")
        if isinstance(structure, Items):
            structure.insert(structure.gone.pop(target_id))
        else:
            structure.live[target_id] = self._nodes[target_id] = structure.gone.pop(target_id)

    # --- what a frame is about ---------------------------------------------------------------------------------------

    def _structure(self, frame: Mapping[str, Any]) -> Items | Nodes:
        try:
            return self.structures[frame["treeName"]]
        except KeyError:
            raise PlayError(f"there is no {frame['treeName']}") from None

    def _items(self, frame: Mapping[str, Any]) -> Items:
        structure = self._structure(frame)
        if not isinstance(structure, Items):
            raise PlayError(f"{frame['treeName']} holds no items")
        return structure

    def _node(self, frame: Mapping[str, Any]) -> Node:
        target = self._target(frame)
        if not isinstance(target, Node):
            raise PlayError(f"{target.id} is not a node")
        return target

    def _target(self, frame: Mapping[str, Any]) -> Item | Node:
        structure = self._structure(frame)
        try:
            return structure.live[frame["nodeId"]]
        except KeyError:
            raise PlayError(f"there is no {frame['nodeId']} in {frame['treeName']}") from None

    def _checked(self, content: Content) -> Content:
        """Give the content back if what it refers to is there."""
        if content.child_name is not None:
            child = self.structures.get(content.child_name)
            _require(isinstance(child, Items), f"there is no container {content.child_name}")
        if content.child_id is not None:
            _require(content.child_id in self._nodes, f"there is no node {content.child_id}")
        return content

    # --- the start ---------------------------------------------------------------------------------------------------

    def _add_argument(self, arg: Mapping[str, Any]) -> None:
        value = arg["value"]
        if not isinstance(value, dict) or not isinstance(value.get("nodeIds"), list) or "treeName" not in value:
            return
        name, ids = value["treeName"], value["nodeIds"]
        if arg["type"] == "binaryTree":
            self._add_tree(name, value["levelOrder"] or [], ids)
        elif arg["type"] == "linkedList":
            chain = self._add_nodes(name, "linkedList", value["values"] or [], ids)
            for node, following in pairwise(chain):
                assert node is not None and following is not None
                node.links["next"] = (following.id, name)
        else:
            self._add_items(name, "set" if arg["type"] == "set" else "array", value["items"] or [], ids)

    def _add_nodes(self, name: str, arg_type: str, values: Sequence[Any], ids: Sequence[Any]) -> list[Node | None]:
        nodes = Nodes(arg_type, name, initial=True)
        self.structures[name] = nodes
        made: list[Node | None] = []
        for value, node_id in zip(values, ids, strict=True):
            if node_id is None:  # a child that is missing
                made.append(None)
                continue
            _require(node_id not in self._nodes, f"two argument nodes have the id {node_id}")
            node = Node(node_id, Content(wire_value(value)))
            nodes.live[node_id] = self._nodes[node_id] = node
            made.append(node)
        return made

    def _add_tree(self, name: str, values: Sequence[Any], ids: Sequence[Any]) -> None:
        nodes = self._add_nodes(name, "binaryTree", values, ids)
        # Each node that is there is followed, in its turn, by its pair of children.
        parents = (node for node in nodes if node is not None)
        children = iter(nodes[1:])
        for parent in parents:
            for side in ("left", "right"):
                child = next(children, None)
                if child is not None:
                    parent.links[side] = (child.id, name)

    def _add_items(self, name: str, arg_type: str, values: Sequence[Any], ids: Sequence[Any]) -> None:
        items = Items(arg_type, name)
        for index, (value, item_id) in enumerate(zip(values, ids, strict=True)):
            if isinstance(item_id, str):
                items.insert(Item(item_id, index, None, Content(wire_value(value))))
            else:  # a row of a matrix: its cells have ids, the rows themselves are counted
                self._add_items(f"{name}-[{index}]", "array", value, item_id)
                items.insert(Item(f"i{index}", index, None, Content(child_name=f"{name}-[{index}]")))
        self.structures[name] = items


# --- the shape of frames ---------------------------------------------------------------------------------------------


def check_frames(frames: Sequence[Mapping[str, Any]]) -> None:
    """Check what can be seen without playing: ids, timestamps, and each frame's own shape."""
    seen = set()
    before: float = -math.inf
    for number, frame in enumerate(frames):
        try:
            _require(isinstance(frame.get("id"), str), "an id is text")
            _require(frame["id"] not in seen, "its id was there already")
            seen.add(frame["id"])
            timestamp: Any = frame.get("timestamp")
            _require(_is_number(timestamp) and timestamp >= before, f"its timestamp comes after {before}")
            before = timestamp
            _check_frame(frame)
        except PlayError as error:
            raise PlayError(f"frame {number}, {dict(frame)}: {error}") from None


def _check_frame(frame: Mapping[str, Any]) -> None:
    name, args, before = frame.get("name"), frame.get("args", {}), frame.get("prevArgs")
    _require(isinstance(args, dict), "args are an object")
    _require(before is None or isinstance(before, dict), "prevArgs are an object")
    if "source" in frame:
        _check_source(frame["source"])
    if name in STEP_FRAMES:
        _require("treeName" not in frame, "it carries no treeName")
        shape = {"consoleLog": {"args"}, "call": {"function", "depth"}, "return": {"value"}, "line": set()}
        _require(shape.get(name, {"name", "value", "depth"}) <= set(args), f"its args are {sorted(args)}")
        return
    _require(isinstance(frame.get("treeName"), str) and frame["treeName"] != "", "it has a treeName")
    _require(isinstance(frame.get("nodeId"), str), "it has a nodeId")
    kind = "treeNode" if name in ("addNode", "blink", "setLink", *LINK_FIELDS) else "array"
    if name not in ("setVal", "deleteNode"):
        _require(frame.get("structureType") == kind, f"its structureType is {kind}")
    _require(frame.get("structureType") in ("array", "treeNode"), "it has a structureType")
    _require(isinstance(frame.get("argType"), str), "it has an argType")
    if frame["structureType"] == "array":
        _require(frame["argType"] in ITEM_TYPES, f"its argType is one of {sorted(ITEM_TYPES)}")
    _check_args(str(name), args, before)


def _check_args(name: str, args: Mapping[str, Any], before: Mapping[str, Any] | None) -> None:
    if name == "addArray":
        _check_array_data(args.get("arrayData"))
    elif name == "addArrayItem":
        _require(_is_number(args.get("index")), "its index is a number")
        _check_content(args)
    elif name == "addNode":
        _check_content(args)
    elif name == "setVal":
        _require(before is not None, "it has prevArgs")
        _check_content(args)
        _check_content(before or {})
    elif name == "readArrayItem":
        _require(bool({"index", "key", "value"} & set(args)), "it says what was read: index, key or value")
    elif name in LINK_FIELDS or name == "setLink":
        _require(name != "setLink" or isinstance(args.get("field"), str), "it names the field")
        _require(
            name == "setLink" or "childName" not in {**args, **(before or {})}, "only setLink leads to a container"
        )
        _check_link(args)
        _require(before is not None, "it has prevArgs")
        if before:
            _check_link(before)
    else:
        _require(name in ("deleteNode", "blink"), f"{name} is no name of a frame")


def _check_array_data(data: Any) -> None:
    _require(isinstance(data, dict), "it has arrayData")
    ids, entities = data.get("ids"), data.get("entities")
    _require(isinstance(ids, list) and isinstance(entities, dict), "arrayData has ids and entities")
    _require(sorted(ids) == sorted(entities), "ids and entities are of the same items")
    for item_id in ids:
        _require(entities[item_id].get("id") == item_id, "an entity knows its id")
        _require(_is_number(entities[item_id].get("index")), "an entity's index is a number")
        _check_content(entities[item_id])
    indices = [entities[item_id]["index"] for item_id in ids]
    _require(all(a < b for a, b in pairwise(indices)), "arrayData.ids is in index order")


def _check_content(args: Mapping[str, Any]) -> None:
    value = args.get("value")
    references = [name for name in ("childName", "childId") if name in args]
    _require("value" in args, "it has a value, null for a reference")
    if references:
        _require(value is None and len(references) == 1, "a reference has the value null, and is the only one")
        _require(isinstance(args[references[0]], str), "a reference is text")
    else:
        _require(isinstance(value, str) or _is_number(value), f"a value is a finite number or text, not {value!r}")
    if "key" in args:
        _require(isinstance(args["key"], str) or _is_number(args["key"]), "a key is a finite number or text")


def _check_link(args: Mapping[str, Any]) -> None:
    child = args.get("childId")
    _require("childId" in args and (child is None or isinstance(child, str)), "childId is text or null")
    _require(child is None or isinstance(args.get("childTreeName"), str), "a child has a childTreeName")
    if "childName" in args:
        _require(child is None and isinstance(args["childName"], str), "a link leads to a node or to a container")


def _check_source(source: Any) -> None:
    names = ("line", "column", "endLine", "endColumn")
    whole = isinstance(source, dict) and all(type(source.get(name)) is int for name in names)
    _require(whole, "a source has line, column, endLine and endColumn")
    start, end = (source["line"], source["column"]), (source["endLine"], source["endColumn"])
    _require(start[0] >= 1 and start[1] >= 0 and start <= end, "a source is a span: lines from 1, columns from 0")


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise PlayError(message)


# --- reading frames --------------------------------------------------------------------------------------------------


def _same(a: Any, b: Any) -> bool:
    return a == b and isinstance(a, str) == isinstance(b, str)


def _content(args: Mapping[str, Any]) -> Content:
    return Content(args.get("value"), args.get("childName"), args.get("childId"), args.get("childTreeName"))


def _item(item_id: str, args: Mapping[str, Any]) -> Item:
    return Item(item_id, args["index"], args.get("key"), _content(args))


def _link_field(frame: Mapping[str, Any]) -> str:
    return LINK_FIELDS.get(frame["name"]) or str(frame["args"]["field"])


def _link(args: Mapping[str, Any]) -> Link | None:
    """Give where a link leads; None for one that leads nowhere or was never set."""
    if "childName" in args:
        return (None, args["childName"])
    return None if args.get("childId") is None else (args["childId"], args["childTreeName"])


def wire_value(value: Any) -> float | str:
    """Give a JSON value as a frame would: a number JSON keeps exactly as it is, anything else as `repr`."""
    exact = _is_number(value) and (isinstance(value, float) or abs(value) <= 2**53)
    return value if exact else repr(value)


def python_value(value: float | str | None) -> Any:
    """Give the Python value that a frame's value tells of; `Text` where only its text is known."""
    if not isinstance(value, str):
        return value
    special = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf, "set()": set(), "frozenset()": frozenset()}
    if value in special:
        return special[value]
    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return Text(value)


class _Reader:
    """Reads structures as Python values; each is read once, so that what is shared stays shared and a ring a ring."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._containers: dict[str, Any] = {}
        self._nodes: dict[str, NodeContents] = {}

    def structure(self, tree_name: str) -> Any:
        structure = self._player.structures[tree_name]
        if isinstance(structure, Nodes):
            return {node_id: self.node(node_id) for node_id in structure.live}
        if tree_name in self._containers:
            return self._containers[tree_name]
        if structure.arg_type == "set":
            self._containers[tree_name] = {self._value(item.content) for item in structure.ordered}
        elif structure.arg_type in KEYED_TYPES:
            read = self._containers[tree_name] = {}
            for item in structure.ordered:
                read[python_value(item.key)] = self._value(item.content)
        else:
            items = self._containers[tree_name] = []
            items.extend(self._value(item.content) for item in structure.ordered)
        return self._containers[tree_name]

    def node(self, node_id: str) -> NodeContents:
        if node_id not in self._nodes:
            self._nodes[node_id] = NodeContents()
            waiting = [node_id]  # not by recursion: a chain may be long
            while waiting:
                current = waiting.pop()
                node = self._player._nodes[current]
                read = self._nodes[current]
                read.value = self._value(node.content)
                for link, (child_id, tree_name) in node.links.items():
                    if child_id is None:
                        read.held[link] = tree_name
                        continue
                    if child_id not in self._nodes:
                        self._nodes[child_id] = NodeContents()
                        waiting.append(child_id)
                    read.links[link] = self._nodes[child_id]
        return self._nodes[node_id]

    def _value(self, content: Content) -> Any:
        if content.child_name is not None:
            return self.structure(content.child_name)
        if content.child_id is not None:
            return self.node(content.child_id)
        return python_value(content.value)


def _plain(structure: Items | Nodes) -> dict[str, Any]:
    if isinstance(structure, Nodes):
        nodes = [
            {
                "id": node.id,
                "content": node.content.plain(),
                "links": {
                    name: {"childName": tree_name}
                    if child_id is None
                    else {"childId": child_id, "childTreeName": tree_name}
                    for name, (child_id, tree_name) in sorted(node.links.items())
                },
            }
            for node in sorted(structure.live.values(), key=lambda node: node.id)
        ]
        return {"kind": "nodes", "argType": structure.arg_type, "label": structure.label, "nodes": nodes}
    items = [
        {"id": item.id, "index": item.index}
        | ({} if item.key is None else {"key": item.key})
        | {"content": item.content.plain()}
        for item in structure.ordered
    ]
    return {"kind": "array", "argType": structure.arg_type, "label": structure.label, "items": items}
