"""The player of frames that other tests rely on: it plays what fits, both ways, and refuses what does not."""

from __future__ import annotations

import re
from typing import Any

import pytest

from player_model import Player, PlayError, python_value, wire_value

LIST = {"structureType": "array", "argType": "array"}
SET = {"structureType": "array", "argType": "set"}
MAP = {"structureType": "array", "argType": "map"}
TREE = {"structureType": "treeNode", "argType": "binaryTree"}
CHAIN = {"structureType": "treeNode", "argType": "linkedList"}


def numbered(*frames: dict[str, Any]) -> list[dict[str, Any]]:
    """Give frames their ids and timestamps."""
    return [{"id": str(number), "timestamp": number * 0.5, **frame} for number, frame in enumerate(frames)]


def array(
    tree_name: str, *items: dict[str, Any], label: str | None = None, kind: dict[str, str] = LIST
) -> dict[str, Any]:
    """Make an addArray; each item is its entity."""
    data = {"ids": [item["id"] for item in items], "entities": {item["id"]: item for item in items}}
    args = {"arrayData": data, "options": {"displayLabel": label or tree_name}}
    return {**kind, "treeName": tree_name, "nodeId": "-1", "name": "addArray", "args": args, "prevArgs": {}}


def on(
    kind: dict[str, str], tree_name: str, node_id: str, name: str, args: Any = None, before: Any = None
) -> dict[str, Any]:
    """Make a frame about one item or node."""
    return {
        **kind,
        "treeName": tree_name,
        "nodeId": node_id,
        "name": name,
        "args": args or {},
        "prevArgs": before or {},
    }


A, B, C = ({"id": "abc"[i], "index": i, "value": (i + 1) * 10} for i in range(3))


def both_ways(*frames: dict[str, Any], args: Any = ()) -> Player:
    """Play to the end, back to the start and to the end again: all three are as they should be."""
    player = Player(numbered(*frames), args)
    start = player.state()
    end = player.play().state()
    assert player.rewind().state() == start
    assert player.play().state() == end
    return player


def test_created_list_has_the_content_of_its_frame() -> None:
    """A list stands there as it was created, under its label, and is gone again when taken back."""
    player = both_ways(array("r1", A, B, C, label="nums"))
    assert player.contents("r1") == [10, 20, 30]
    assert player.labelled("nums") == ["r1"]
    assert player.rewind().state() == {}


def test_a_write_replaces_the_value() -> None:
    """`x[1] = 99`, and back."""
    player = both_ways(array("r1", A, B, C), on(LIST, "r1", "b", "setVal", {"value": 99}, {"value": 20}))
    assert player.contents("r1") == [10, 99, 30]
    player.backward()
    assert player.contents("r1") == [10, 20, 30]


def test_items_stand_in_the_order_of_their_keys() -> None:
    """Appending, inserting at the front and between: the order key decides, not the order of the frames."""
    player = both_ways(
        array("r1", A, B, C),
        on(LIST, "r1", "d", "addArrayItem", {"value": 40, "index": 3}),
        on(LIST, "r1", "e", "addArrayItem", {"value": 5, "index": -1}),
        on(LIST, "r1", "f", "addArrayItem", {"value": 15, "index": 0.5}),
    )
    assert player.contents("r1") == [5, 10, 15, 20, 30, 40]


def test_a_deleted_item_comes_back_in_the_same_place() -> None:
    """`x.pop(1)`, taken back."""
    player = both_ways(array("r1", A, B, C), on(LIST, "r1", "b", "deleteNode"))
    assert player.contents("r1") == [10, 30]
    player.backward()
    assert player.contents("r1") == [10, 20, 30]


def test_rows_of_a_matrix_are_the_lists_themselves() -> None:
    """A change in a row shows in the matrix, and one list in two places is one list."""
    row = {"value": None, "childName": "g1"}
    player = both_ways(
        array("g1", A, B),
        array("g", {"id": "x", "index": 0, **row}),
        on(LIST, "g", "y", "addArrayItem", {"index": 1, **row}),
        on(LIST, "g1", "a", "setVal", {"value": 7}, {"value": 10}),
    )
    grid = player.contents("g")
    assert grid == [[7, 20], [7, 20]]
    assert grid[0] is grid[1]


def test_a_list_may_contain_itself() -> None:
    """`x.append(x)` is told as it is."""
    player = both_ways(array("r1"), on(LIST, "r1", "a", "addArrayItem", {"index": 0, "value": None, "childName": "r1"}))
    inner = player.contents("r1")
    assert inner[0] is inner


def test_dict_keeps_pythons_order() -> None:
    """Overwriting keeps a key's place; deleting and setting it again puts it last."""
    player = both_ways(
        array("d1", kind=MAP),
        on(MAP, "d1", "k1", "addArrayItem", {"key": "'a'", "value": 1, "index": 0}),
        on(MAP, "d1", "k2", "addArrayItem", {"key": 2, "value": "'two'", "index": 1}),
        on(MAP, "d1", "k1", "setVal", {"value": 3}, {"value": 1}),
        on(MAP, "d1", "k1", "deleteNode"),
        on(MAP, "d1", "k3", "addArrayItem", {"key": "'a'", "value": 4, "index": 2}),
    )
    assert list(player.contents("d1").items()) == [(2, "two"), ("a", 4)]


def test_set_has_its_members() -> None:
    """`add` and `discard`."""
    player = both_ways(
        array("s1", A, kind=SET),
        on(SET, "s1", "e", "addArrayItem", {"value": "(1, 2)", "index": 1}),
        on(SET, "s1", "a", "deleteNode"),
    )
    assert player.contents("s1") == {(1, 2)}


def test_nodes_link_to_containers() -> None:
    """A link leads to a container, to another, and nowhere again."""
    player = both_ways(
        *nodes_of_a_tree(),
        array("l", A),
        array("m", B),
        on(TREE, "t", "n1", "setLink", {"field": "kids", "childId": None, "childName": "l"}),
        on(
            TREE,
            "t",
            "n1",
            "setLink",
            {"field": "kids", "childId": None, "childName": "m"},
            {"field": "kids", "childId": None, "childName": "l"},
        ),
    )
    assert player.node("n1").held == {"kids": "m"}


def test_nodes_link_across_tree_names_and_in_rings() -> None:
    """A learner's nodes link to an argument's, by any field, and a ring is a ring."""
    args = [{"type": "linkedList", "value": {"values": [1, 2], "nodeIds": ["p", "q"], "treeName": "head"}}]
    player = both_ways(
        on(CHAIN, "ListNode", "n", "addNode", {"value": 0}),
        on(CHAIN, "ListNode", "n", "setNextNode", {"childId": "p", "childTreeName": "head"}),
        on(
            CHAIN,
            "head",
            "q",
            "setNextNode",
            {"childId": "n", "childTreeName": "ListNode"},
            {"childId": None, "childTreeName": "head"},
        ),
        on(CHAIN, "head", "q", "setLink", {"field": "random", "childId": "p", "childTreeName": "head"}),
        args=args,
    )
    first = player.node("n")
    assert first.values() == [0, 1, 2]
    assert first.links["next"].links["next"].links["next"] is first
    assert first.links["next"].links["next"].links["random"] is first.links["next"]
    assert list(player.rewind().state()) == ["head"]


def test_tree_argument_is_built_from_its_level_order() -> None:
    """Missing children have no children of their own to list."""
    value = {"levelOrder": [4, None, 7, 6, 9], "nodeIds": ["a", None, "b", "c", "d"], "treeName": "root"}
    root = Player([], [{"type": "binaryTree", "value": value}]).node("a")
    assert set(root.links) == {"right"}
    right = root.links["right"]
    assert (right.value, right.links["left"].value, right.links["right"].value) == (7, 6, 9)


def test_reads_and_prints_change_no_structure() -> None:
    """What is read must be there; what is printed is collected."""
    player = Player(
        numbered(
            array("r1", A, B, C),
            on(LIST, "r1", "c", "readArrayItem", {"index": 2}),
            {"name": "consoleLog", "args": {"args": ["hi"]}},
        )
    )
    assert player.play().contents("r1") == [10, 20, 30]
    assert player.printed == ["hi"]
    assert player.rewind().printed == []


def test_an_array_argument_with_ids_is_there_at_the_start() -> None:
    """An argument whose ids the page sent has no addArray; one without has."""
    args = [
        {"type": "array", "value": {"items": [1, "x"], "nodeIds": ["p", "q"], "treeName": "nums"}},
        {"type": "array", "value": [1, 2]},
    ]
    player = both_ways(on(LIST, "nums", "p", "setVal", {"value": 5}, {"value": 1}), args=args)
    assert player.contents("nums") == [5, "x"]
    assert list(player.structures) == ["nums"]


def test_a_matrix_argument_with_ids_has_named_rows() -> None:
    """Row `i` of the argument `grid` is the structure `grid-[i]`."""
    value = {"items": [[1, 2], [3]], "nodeIds": [["a", "b"], ["c"]], "treeName": "grid"}
    change = on(LIST, "grid-[1]", "c", "setVal", {"value": 4}, {"value": 3})
    assert both_ways(change, args=[{"type": "matrix", "value": value}]).contents("grid") == [[1, 2], [4]]


def nodes_of_a_tree(*frames: dict[str, Any]) -> list[dict[str, Any]]:
    """Two nodes, n1 and n2, and then `frames`."""
    made = [on(TREE, "t", node_id, "addNode", {"value": 1}) for node_id in ("n1", "n2")]
    return numbered(*made, *frames)


BAD = {
    "unknown structure": ("there is no r1", numbered(on(LIST, "r1", "a", "setVal", {"value": 1}, {"value": 2}))),
    "unknown item": (
        "there is no z in r1",
        numbered(array("r1", A), on(LIST, "r1", "z", "setVal", {"value": 1}, {"value": 2})),
    ),
    "structure made twice": ("r1 is there already", numbered(array("r1"), array("r1"))),
    "live id added": (
        "item a is there already",
        numbered(array("r1", A), on(LIST, "r1", "a", "addArrayItem", {"value": 1, "index": 5})),
    ),
    "deleted id added": (
        "item a was deleted: its id may not come again",
        numbered(
            array("r1", A),
            on(LIST, "r1", "a", "deleteNode"),
            on(LIST, "r1", "a", "addArrayItem", {"value": 1, "index": 5}),
        ),
    ),
    "two items in one place": (
        "two items have the index 0",
        numbered(array("r1", A), on(LIST, "r1", "b", "addArrayItem", {"value": 1, "index": 0})),
    ),
    "item deleted twice": ("there is no a in r1", numbered(array("r1", A), *[on(LIST, "r1", "a", "deleteNode")] * 2)),
    "wrong prevArgs": (
        "prevArgs are not what is there",
        numbered(array("r1", A), on(LIST, "r1", "a", "setVal", {"value": 1}, {"value": 11})),
    ),
    "prevArgs of another type": (
        "prevArgs are not what is there",
        numbered(array("r1", A), on(LIST, "r1", "a", "setVal", {"value": 1}, {"value": "10"})),
    ),
    "no prevArgs": (
        "it has a value, null for a reference",
        numbered(array("r1", A), on(LIST, "r1", "a", "setVal", {"value": 1})),
    ),
    "frame id twice": (
        "its id was there already",
        [{**frame, "id": "0"} for frame in numbered(array("r1"), array("r2"))],
    ),
    "frame id a number": ("an id is text", [{**array("r1"), "id": 0, "timestamp": 0}]),
    "time running back": (
        "its timestamp comes after 0",
        [{**frame, "timestamp": -int(frame["id"])} for frame in numbered(array("r1"), array("r2"))],
    ),
    "time not finite": ("its timestamp comes after -inf", [{**array("r1"), "id": "0", "timestamp": float("nan")}]),
    "ids not in index order": ("arrayData.ids is in index order", numbered(array("r1", B, A))),
    "ids and entities differ": (
        "ids and entities are of the same items",
        numbered({**array("r1", A), "args": {"arrayData": {"ids": ["a", "b"], "entities": {"a": A}}}}),
    ),
    "True as a value": (
        "a value is a finite number or text, not True",
        numbered(array("r1", A), on(LIST, "r1", "a", "setVal", {"value": True}, {"value": 10})),
    ),
    "infinity as a value": (
        "a value is a finite number or text, not inf",
        numbered(array("r1", {"id": "a", "index": 0, "value": float("inf")})),
    ),
    "null as a value": (
        "a value is a finite number or text, not None",
        numbered(array("r1", {"id": "a", "index": 0, "value": None})),
    ),
    "value beside a reference": (
        "a reference has the value null, and is the only one",
        numbered(array("c"), array("r", {"id": "a", "index": 0, "value": 1, "childName": "c"})),
    ),
    "unknown child": (
        "there is no container c",
        numbered(array("r", {"id": "a", "index": 0, "value": None, "childName": "c"})),
    ),
    "unknown child node": (
        "there is no node n",
        numbered(array("r", {"id": "a", "index": 0, "value": None, "childId": "n"})),
    ),
    "addArrayItem without an index": (
        "its index is a number",
        numbered(array("r1"), on(LIST, "r1", "a", "addArrayItem", {"value": 1})),
    ),
    "dict item without a key": (
        "a key is for items of dicts, and they need one",
        numbered(array("d", kind=MAP), on(MAP, "d", "a", "addArrayItem", {"value": 1, "index": 0})),
    ),
    "list item with a key": (
        "a key is for items of dicts, and they need one",
        numbered(array("r1"), on(LIST, "r1", "a", "addArrayItem", {"value": 1, "index": 0, "key": 1})),
    ),
    "new key put first": (
        "a new key or member comes after all that are there",
        numbered(
            array("d", {**A, "key": 1}, kind=MAP),
            on(MAP, "d", "b", "addArrayItem", {"key": 2, "value": 1, "index": -1}),
        ),
    ),
    "read of nothing said": (
        "it says what was read: index, key or value",
        numbered(array("r1", A), on(LIST, "r1", "a", "readArrayItem")),
    ),
    "read of another index": (
        "the item at 1 is another one",
        numbered(array("r1", A, B), on(LIST, "r1", "a", "readArrayItem", {"index": 1})),
    ),
    "read of another value": (
        "the item holds",
        numbered(array("r1", A, kind=SET), on(SET, "r1", "a", "readArrayItem", {"value": 11})),
    ),
    "unknown name": ("showPointer is no name of a frame", numbered(on(LIST, "r1", "a", "showPointer"))),
    "step with a treeName": ("it carries no treeName", numbered({"name": "line", "treeName": "r1"})),
    "print that is no list": ("args are an object", numbered({"name": "consoleLog", "args": ["hi"]})),
    "node made twice": (
        "node n1 is or was there already",
        nodes_of_a_tree(on(TREE, "other", "n1", "addNode", {"value": 1})),
    ),
    "item added to nodes": (
        "t holds no items",
        nodes_of_a_tree(on(LIST, "t", "a", "addArrayItem", {"value": 1, "index": 0})),
    ),
    "link to an unknown node": (
        "there is no node n9 in t",
        nodes_of_a_tree(on(TREE, "t", "n1", "setLeftChild", {"childId": "n9", "childTreeName": "t"})),
    ),
    "link into an unknown tree": (
        "there is no node n2 in u",
        nodes_of_a_tree(on(TREE, "t", "n1", "setLeftChild", {"childId": "n2", "childTreeName": "u"})),
    ),
    "link without childTreeName": (
        "a child has a childTreeName",
        nodes_of_a_tree(on(TREE, "t", "n1", "setLeftChild", {"childId": "n2"})),
    ),
    "link without childId": (
        "childId is text or null",
        nodes_of_a_tree(on(TREE, "t", "n1", "setLeftChild", {"childTreeName": "t"})),
    ),
    "link to an unknown container": (
        "there is no container l",
        nodes_of_a_tree(on(TREE, "t", "n1", "setLink", {"field": "kids", "childId": None, "childName": "l"})),
    ),
    "link to a container that is none": (
        "there is no container t",
        nodes_of_a_tree(on(TREE, "t", "n1", "setLink", {"field": "kids", "childId": None, "childName": "t"})),
    ),
    "link to a node and a container": (
        "a link leads to a node or to a container",
        nodes_of_a_tree(
            on(TREE, "t", "n1", "setLink", {"field": "x", "childId": "n2", "childTreeName": "t", "childName": "l"})
        ),
    ),
    "usual link to a container": (
        "only setLink leads to a container",
        nodes_of_a_tree(on(TREE, "t", "n1", "setLeftChild", {"childId": None, "childName": "l"})),
    ),
    "link without a field": ("it names the field", nodes_of_a_tree(on(TREE, "t", "n1", "setLink", {"childId": None}))),
    "wrong prevArgs of a link": (
        "prevArgs are not what is there",
        nodes_of_a_tree(
            on(TREE, "t", "n1", "setLeftChild", {"childId": None}, {"childId": "n2", "childTreeName": "t"})
        ),
    ),
    "source of no span": (
        "a source is a span: lines from 1, columns from 0",
        numbered({**array("r1"), "source": {"line": 0, "column": 0, "endLine": 1, "endColumn": 0}}),
    ),
    "source without an end": (
        "a source has line, column, endLine and endColumn",
        numbered({**array("r1"), "source": {"line": 1, "column": 0}}),
    ),
}


@pytest.mark.parametrize(("reason", "frames"), BAD.values(), ids=BAD.keys())
def test_what_does_not_fit_is_refused(reason: str, frames: list[dict[str, Any]]) -> None:
    """A frame of a wrong shape, or one that contradicts what stands there, ends the play, for that reason."""
    with pytest.raises(PlayError, match=re.escape(reason)):
        Player(frames).play()


def test_prev_args_count_on_the_way_back() -> None:
    """The way back is told by prevArgs, not remembered: forged ones give another start."""
    frames = numbered(array("r1", A), on(LIST, "r1", "a", "setVal", {"value": 1}, {"value": 10}))
    player = Player(frames).play()
    frames[1]["prevArgs"]["value"] = 11
    player.backward()
    assert player.contents("r1") == [11]
    with pytest.raises(PlayError, match="not what was created"):
        player.backward()


def test_ends_are_ends() -> None:
    """Playing on at the end, or back at the start, is an IndexError."""
    player = Player(numbered(array("r1")))
    with pytest.raises(IndexError):
        player.backward()
    player.play()
    assert player.at_end
    with pytest.raises(IndexError):
        player.forward()


@pytest.mark.parametrize("value", [1, -2.5, "text", "it's", True, None, (1, "a"), 10**30, float("inf"), b"x"])
def test_wire_values_tell_what_they_were(value: object) -> None:
    """A value given as a frame gives it is read back as the same value of the same type."""
    read = python_value(wire_value(value))
    assert read == value
    assert type(read) is type(value)
