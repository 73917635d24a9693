"""createPythonRuntimeArgs: the text of a test case's fields to the arguments of a RUN."""

from __future__ import annotations

from typing import Any

import pytest

from browser_page import Page


@pytest.fixture
def page(shared: Page) -> Page:
    return shared


def values_of(page: Page, *arguments: dict[str, Any]) -> list[Any]:
    """The values that `arguments` become; each has the name "a" and the order 0 unless it says otherwise."""
    given = [{"name": "a", "order": 0, **argument} for argument in arguments]
    return [made["value"] for made in page.js("return createPythonRuntimeArgs(values[0]);", given)]


def problem_of(page: Page, **argument: Any) -> str:
    """The message of the error that `argument`, named "nums", ends in."""
    return page.js(
        "try { createPythonRuntimeArgs(values[0]); } catch (error) { return error.message; }",
        [{"name": "nums", "order": 0, **argument}],
    )


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("array", '[1, 2.5, null, true, "x", [3]]', [1, 2.5, None, True, "x", [3]]),
        ("array", " [] ", []),
        ("array", "", None),
        ("array", "   ", None),
        ("array", "null", None),
        ("array", "[9007199254740991, -9007199254740991]", [9007199254740991, -9007199254740991]),
        ("array", '["9007199254740993 \\"quoted\\" 1e999"]', ['9007199254740993 "quoted" 1e999']),
        ("matrix", "[[1, 2], [3]]", [[1, 2], [3]]),
        ("graph", "[[0, 1], [1, 2]]", [[0, 1], [1, 2]]),
        ("set", "[1, 1]", [1, 1]),
        ("map", '{"a": {"b": 1}}', {"a": {"b": 1}}),
        ("object", "{}", {}),
        ("binaryTree", "[4, 2, 7, null, 3]", [4, 2, 7, None, 3]),
        ("binaryTree", "", None),
        ("linkedList", "[1, 2]", [1, 2]),
        ("linkedList", "None", None),
        ("number", "42", 42),
        ("number", " -1.5e3 ", -1500),
        ("number", "0.1", 0.1),
        ("number", "", None),
        ("boolean", "true", True),
        ("boolean", "False", False),
        ("string", "hello world", "hello world"),
        ("string", " spaces stay ", " spaces stay "),
        ("string", "42", "42"),
        ("string", "null", "null"),
        ("string", '"in quotes\\n"', "in quotes\n"),
        ("string", '"a" and "b"', '"a" and "b"'),
        ("string", '"', '"'),
        ("string", '""', ""),
        ("string", "", None),
    ],
)
def test_text_becomes_a_value(page: Page, kind: str, text: str, value: Any) -> None:
    """Each type takes its own kind of text, and empty text is null."""
    (made,) = page.js("return createPythonRuntimeArgs(values);", {"name": "a", "order": 0, "type": kind, "input": text})
    assert made == {"type": kind, "value": value}
    assert type(made["value"]) is type(value)


@pytest.mark.parametrize(
    ("kind", "text", "part"),
    [
        ("array", "[1, 2", "not valid JSON"),
        ("array", "[True]", "not valid JSON"),
        ("array", "[1] [2]", "not valid JSON"),
        ("array", "[9007199254740993]", "9007199254740993"),
        ("matrix", "[[1], [2, 1e999]]", "1e999"),
        ("map", "{'a': 1}", "not valid JSON"),
        ("number", "12a", "12a"),
        ("number", "0x10", "0x10"),
        ("number", "Infinity", "Infinity"),
        ("number", "[1]", "[1]"),
        ("number", "123456789012345678901234567890", "123456789012345678901234567890"),
        ("boolean", "yes", "yes"),
        ("tuple", "[1]", '"tuple"'),
        ("array", 5, "number"),
    ],
)
def test_a_problem_names_the_argument(page: Page, kind: str, text: Any, part: str) -> None:
    """Text that can't be read, or whose numbers JavaScript would change, is an error that names the argument."""
    message = problem_of(page, type=kind, input=text)
    assert message.startswith('Argument "nums": ')
    assert part in message


def test_a_label_is_what_messages_call_the_argument(page: Page) -> None:
    """An argument with a label is named by it."""
    assert problem_of(page, label="the numbers", type="array", input="[").startswith('Argument "the numbers": ')


def test_arguments_are_sorted_by_order(page: Page) -> None:
    """Arguments come in the order that they name, whichever container and order they are given in."""
    given = {
        "x": {"name": "last", "order": 2, "type": "number", "input": "2"},
        "1": {"name": "middle", "order": 1, "type": "number", "input": "1"},
        "y": {"name": "first", "order": -1, "type": "number", "input": "0"},
    }
    script = "return createPythonRuntimeArgs(values[0]).map(({ value }) => value);"
    assert page.js(script, given) == [0, 1, 2]
    assert page.js(script, list(given.values())) == [0, 1, 2]
    assert page.js(script, {}) == []


@pytest.mark.parametrize(
    ("kind", "text", "data", "value"),
    [
        (
            "binaryTree",
            "[4, 2, 7, null, 3]",
            {"ids": ["n4", "n2", "n7", "n3"]},
            {"levelOrder": [4, 2, 7, None, 3], "nodeIds": ["n4", "n2", "n7", None, "n3"], "treeName": "a"},
        ),
        (
            "binaryTree",
            "[4, null, 7]",
            {"ids": ["n4", None, "n7"], "treeName": "root"},
            {"levelOrder": [4, None, 7], "nodeIds": ["n4", None, "n7"], "treeName": "root"},
        ),
        ("binaryTree", "", {"ids": []}, None),
        ("linkedList", "[1, 2]", {"ids": ["x", "y"]}, {"values": [1, 2], "nodeIds": ["x", "y"], "treeName": "a"}),
        ("array", "[1, 2]", {"ids": ["x", "y"]}, {"items": [1, 2], "nodeIds": ["x", "y"], "treeName": "a"}),
        (
            "matrix",
            "[[1], [2]]",
            {"ids": [["x"], ["y"]]},
            {"items": [[1], [2]], "nodeIds": [["x"], ["y"]], "treeName": "a"},
        ),
        ("graph", "[[0, 1]]", {"ids": ["x", "y"]}, [[0, 1]]),
    ],
)
def test_ids_go_with_the_items(page: Page, kind: str, text: str, data: dict[str, Any], value: Any) -> None:
    """Where the page has ids for an argument's items, they and the structure's name are passed along."""
    assert values_of(page, {"type": kind, "input": text, "nodeData": data}) == [value]


@pytest.mark.parametrize(
    ("kind", "text", "ids"),
    [
        ("binaryTree", "[4, 2, null, 7]", ["n4", "n2"]),
        ("linkedList", "[1, 2]", ["x"]),
        ("array", "[1]", ["x", "y"]),
        ("matrix", "[[1, 2]]", [["x"]]),
    ],
)
def test_ids_that_do_not_fit_are_a_problem(page: Page, kind: str, text: str, ids: list[Any]) -> None:
    """Ids that are fewer or more than the items are an error, for frames would otherwise address the wrong ones."""
    assert "nodeData has" in problem_of(page, type=kind, input=text, nodeData={"ids": ids})
