"""Arguments: every type of the contract, its empty value, and its wrong shapes."""

from __future__ import annotations

import pytest

from dstruct_runner.arguments import ArgumentError, build_argument, build_arguments
from dstruct_runner.structures import ListNode, TreeNode


def build(kind, value):
    return build_argument({"type": kind, "value": value}, 1)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("array", [1, [2, "a"], None, 1.5], [1, [2, "a"], None, 1.5]),
        ("array", {"items": [1, 2]}, [1, 2]),
        ("matrix", [[1], []], [[1], []]),
        ("matrix", {"items": [[1, 2]]}, [[1, 2]]),
        ("graph", [[0, 1], [1, 2]], [[0, 1], [1, 2]]),
        ("set", [1, "a", 1], {1, "a"}),
        ("set", [[1, [2]]], {(1, (2,))}),
        ("map", {"a": {"b": [1]}}, {"a": {"b": [1]}}),
        ("object", {}, {}),
        ("string", "é", "é"),
        ("number", 5, 5),
        ("number", 2**70, 2**70),
        ("number", 1.0, 1.0),
        ("boolean", True, True),
        ("boolean", False, False),
    ],
)
def test_values(kind, value, expected):
    """Each type gives its Python value, integers staying integers."""
    built = build(kind, value).value
    assert built == expected
    assert type(built) is type(expected)


@pytest.mark.parametrize(
    ("kind", "empty"),
    [
        ("binaryTree", None),
        ("linkedList", None),
        ("graph", None),
        ("array", []),
        ("matrix", []),
        ("set", set()),
        ("map", {}),
        ("object", {}),
        ("string", ""),
        ("number", 0),
        ("boolean", False),
    ],
)
def test_null_gives_the_empty_value(kind, empty):
    """`null` gives the type's empty value."""
    assert build(kind, None).value == empty
    assert type(build(kind, None).value) is type(empty)


def test_trees_and_lists():
    """A level order gives a `TreeNode`, values give a `ListNode`, as bare arrays and with their key."""
    for value in ([4, 7, None, 2], {"levelOrder": [4, 7, None, 2]}):
        root = build("binaryTree", value).value
        assert isinstance(root, TreeNode)
        assert repr(root) == "[4, 7, null, 2]"
    for value in ([1, 2], {"values": [1, 2]}):
        head = build("linkedList", value).value
        assert isinstance(head, ListNode)
        assert repr(head) == "1 -> 2"
    assert build("linkedList", []).value is None
    assert build("binaryTree", {"levelOrder": []}).value is None


def test_ids_of_a_tree_stand_beside_its_nodes():
    """Ids in parallel with the level order come back paired with the nodes; missing nodes have none."""
    built = build("binaryTree", {"levelOrder": [4, None, 2, 9], "nodeIds": ["a", None, "b", "c"], "treeName": "root"})
    root = built.value
    assert built.tree_name == "root"
    assert built.node_ids == [(root, "a"), (root.right, "b"), (root.right.left, "c")]
    assert build("binaryTree", [1]).node_ids is None


def test_ids_of_a_list_stand_beside_its_nodes():
    """Ids in parallel with the values come back paired with the nodes."""
    built = build("linkedList", {"values": [1, 1], "nodeIds": ["x", "y"], "treeName": "head"})
    assert built.node_ids == [(built.value, "x"), (built.value.next, "y")]


def test_ids_of_arrays_stay_in_parallel():
    """Ids of items stay as they are, nested where the items are."""
    built = build("matrix", {"items": [[1, 2], []], "nodeIds": [["a", "b"], []], "treeName": "m"})
    assert (built.value, built.node_ids, built.tree_name) == ([[1, 2], []], [["a", "b"], []], "m")


def test_an_empty_structure_with_ids_keeps_its_name():
    """A structure that the page shows empty has its name, and no ids."""
    built = build("array", {"items": None, "nodeIds": [], "treeName": "nums"})
    assert (built.value, built.node_ids, built.tree_name) == ([], [], "nums")
    built = build("binaryTree", {"levelOrder": None, "nodeIds": [], "treeName": "root"})
    assert (built.value, built.node_ids, built.tree_name) == (None, [], "root")


def test_the_callers_values_are_not_touched():
    """Lists and dicts are copied, however deep, and what is shared in them stays shared."""
    row = [0]
    sent = [row, row, {"a": row}]
    built = build("array", sent).value
    built[0].append(1)
    assert row == [0]
    assert built[0] is built[1] is built[2]["a"]


def test_size_and_depth_are_no_limit():
    """100,000 nodes and a list nested 10,000 deep are built."""
    head = build("linkedList", list(range(100_000))).value
    count = 0
    while head is not None:
        head.next, head = None, head.next
        count += 1
    assert count == 100_000
    deep = []
    for _ in range(10_000):
        deep = [deep]
    built, depth = build("array", deep).value, 0
    while built:
        built = built.pop()
        depth += 1
    assert depth == 10_000
    while deep:
        deep = deep.pop()


@pytest.mark.parametrize(
    ("kind", "value", "expected", "came"),
    [
        ("binaryTree", "root", "level order", "the string 'root'"),
        ("binaryTree", {"values": [1]}, "level order", "an object"),
        ("binaryTree", [[1]], "in the level order", "an array [1]"),
        ("binaryTree", [None, 1], "level order", "values that belong to no node"),
        ("binaryTree", {"levelOrder": 3}, "an array or null as levelOrder", "the number 3"),
        ("binaryTree", {"levelOrder": [1, 2], "nodeIds": ["a"]}, "as many nodeIds as levelOrder has values (2)", "1"),
        ("binaryTree", {"levelOrder": [1], "nodeIds": [1]}, "strings as nodeIds", "the number 1"),
        ("binaryTree", {"levelOrder": [1], "nodeIds": "a"}, "an array or null as nodeIds", "the string 'a'"),
        ("binaryTree", {"levelOrder": [1, 2], "nodeIds": ["a", "a"]}, "nodeIds that differ", "one of them twice"),
        ("linkedList", 5, "an array of values", "the number 5"),
        ("linkedList", {"values": [1], "treeName": 1}, "a string or null as treeName", "the number 1"),
        ("array", "abc", "an array", "the string 'abc'"),
        ("array", {"a": 1}, "an array", "an object"),
        ("array", {"items": [1], "nodeIds": []}, "as many nodeIds as items (1)", "0"),
        ("array", {"items": [1], "nodeIds": [["a"]]}, "strings as nodeIds", "an array"),
        ("matrix", [1], "an array of arrays", "a row that is the number 1"),
        ("graph", {"0": [1]}, "edges", "an object"),
        ("graph", [0], "edges", "a row that is the number 0"),
        ("set", {"a": 1}, "an array", "an object"),
        ("set", [{}], "members that a set can hold", "an object"),
        ("set", [[{}]], "members that a set can hold", "an object"),
        ("map", [1], "an object", "an array [1]"),
        ("object", 1, "an object", "the number 1"),
        ("string", 1, "a string", "the number 1"),
        ("number", "1", "a number", "the string '1'"),
        ("number", True, "a number", "the boolean true"),
        ("boolean", 0, "true, false", "the number 0"),
    ],
)
def test_wrong_shapes(kind, value, expected, came):
    """A wrong shape says which argument, what was expected and what came."""
    with pytest.raises(ArgumentError) as raised:
        build_arguments([{"type": "number", "value": 1}, {"type": kind, "value": value}])
    message = str(raised.value)
    assert message.startswith(f"argument 2 ({kind}): expected ")
    wanted, _, got = message.partition(", got ")
    assert expected in wanted
    assert got.startswith(came)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ("[]", "args: expected a list of {type, value}, got the string '[]'"),
        ([5], "argument 1: expected {type, value}, got the number 5"),
        ([{"value": 5}], "argument 1: expected {type, value}, got an object {'value': 5}"),
        ([{"type": 5, "value": 5}], "argument 1: expected {type, value}, got an object"),
        ([{"type": "list", "value": 5}], "argument 1: unknown type 'list'; expected one of binaryTree, linkedList,"),
        ([{"type": "number"}], "argument 1 (number): it has no value; expected a number or null"),
    ],
)
def test_what_is_no_argument(sent, message):
    """What is not even an argument says so."""
    with pytest.raises(ArgumentError) as raised:
        build_arguments(sent)
    assert str(raised.value).startswith(message)


def test_no_arguments():
    """None and an empty list are no arguments."""
    assert build_arguments(None) == build_arguments([]) == []


def test_messages_stay_short():
    """A wrong value of a million characters is quoted by its beginning."""
    with pytest.raises(ArgumentError) as raised:
        build("number", "x" * 1_000_000)
    assert len(str(raised.value)) < 300
