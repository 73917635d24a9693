"""The examples, run in the browser: they do what plain Python does, and their frames tell all of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from selenium.webdriver import Chrome

from browser_page import Page
from dstruct_host.paths import EXAMPLES
from plain_python import CONTAINERS, ListNode, PlainRun, TreeNode, run_plain
from player_model import NodeContents, Player

NAMES = json.loads((EXAMPLES / "index.json").read_text(encoding="utf-8"))

# Runs a program as the demo page does, and plays its frames with the page's own model of structures.
RUN = """
const [code, caseArguments] = values;
const { Player } = await import("/player.js");
const args = createPythonRuntimeArgs(caseArguments);
const result = await runner.run(code, { args });
const player = new Player(result.callstack, args);
const states = [];
const visit = (position) => {
  player.seek(position);
  states.push([player.position, player.structures.snapshot()]);
};
const end = result.callstack.length;
const positions = [...Array(11).keys()].map((tenth) => Math.round((tenth * end) / 10));
for (const position of [...positions, ...positions.reverse()]) visit(position);
return { args, result, states, error: player.error?.message };
"""


def read(name: str) -> tuple[str, dict[str, Any]]:
    """An example's program, and what stands beside it."""
    case = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return (EXAMPLES / f"{name}.py").read_text(encoding="utf-8"), case


@pytest.fixture(scope="module")
def warm(driver: Chrome, site: str) -> Page:
    """A page with a runner, for all examples."""
    page = Page(driver, site)
    page.open()
    page.start()
    return page


@pytest.fixture(scope="module", params=NAMES)
def example(request: pytest.FixtureRequest, warm: Page) -> tuple[PlainRun, dict[str, Any], dict[str, Any]]:
    """One example: its plain run, what stands beside it, and its run in the browser."""
    code, case = read(request.param)
    return run_plain(code, case["arguments"]), case, warm.js(RUN, code, case["arguments"])


def test_plain_python_gives_the_expected_result(example: Any) -> None:
    """What stands beside an example as expected is what plain Python does."""
    plain, case, _ = example
    expected = case["expected"]
    assert plain.output == expected.get("output", "")
    assert plain.returned == expected.get("returnValue")
    if plain.error is None:
        assert "error" not in expected
        return
    assert (type(plain.error).__name__, str(plain.error)) == (expected["error"]["name"], expected["error"]["message"])
    where = plain.error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    assert where is not None
    assert where.tb_lineno == expected["error"]["line"]


def test_the_browser_gives_the_expected_result(example: Any) -> None:
    """Output, return value and error in the browser are those expected."""
    _, case, ran = example
    result, expected = ran["result"], case["expected"]
    assert result["output"] == expected.get("output", "")
    assert result.get("stderr", "") == ""
    assert result.get("returnValue", {}).get("text") == expected.get("returnValue")
    shown = {name: result["error"][name] for name in ("name", "message", "line")} if "error" in result else None
    assert shown == expected.get("error")


def test_frames_played_to_the_end_give_the_true_final_content(example: Any) -> None:
    """At the last frame every argument and every container that has a name is as plain Python leaves it."""
    plain, case, ran = example
    player = Player(ran["result"]["callstack"], ran["args"]).play()
    for argument, value in zip(case["arguments"], plain.arguments, strict=True):
        if isinstance(value, CONTAINERS):
            assert player.contents(player.labelled(argument["name"])[0]) == value
        elif isinstance(value, ListNode | TreeNode):
            assert pictured(first_node(player, argument)) == pictured(value)
    for name, value in plain.locals.items():
        if isinstance(value, CONTAINERS) and name not in [argument["name"] for argument in case["arguments"]]:
            expected = list(value) if not isinstance(value, dict | set) else value
            assert expected in [player.contents(tree_name) for tree_name in player.labelled(name)], name
    assert "\n".join(player.printed) == plain.output.removesuffix("\n")


def test_every_change_is_told_where_it_happens(example: Any) -> None:
    """Each frame has the place in the program that caused it, but for what sets the scene and what was printed."""
    _, _, ran = example
    elsewhere = [frame for frame in ran["result"]["callstack"] if "source" not in frame]
    unplaced = {(frame["name"], frame.get("operation")) for frame in elsewhere if frame["name"] != "consoleLog"}
    assert {operation for _, operation in unplaced} <= {"argument"}


def test_frames_played_backwards_give_the_start(example: Any) -> None:
    """Back at the first frame only the arguments whose ids the page sent stand there, as they were sent."""
    _, case, ran = example
    player = Player(ran["result"]["callstack"], ran["args"])
    start = player.state()
    assert player.play().rewind().state() == start
    assert sorted(start) == sorted(argument["name"] for argument in case["arguments"] if "nodeData" in argument)


def test_the_page_plays_the_same_as_the_model(example: Any) -> None:
    """The demo page's structures are those of the tests' model at every tenth of the way, there and back."""
    _, _, ran = example
    check_states(ran)


def test_the_page_plays_links_to_containers(warm: Page) -> None:
    """So they are where nodes lead to containers, to others and nowhere, and where strings and tuples are read."""
    code = (
        "class Node:\n"
        "    def __init__(self, letter): self.letter, self.children, self.parent = letter, {}, None\n"
        "root = Node('')\n"
        "for word in ('to', 'tea'):\n"
        "    here = root\n"
        "    for letter in word:\n"
        "        if letter not in here.children: here.children[letter] = Node(letter)\n"
        "        here.children[letter].parent, here = here, here.children[letter]\n"
        "here.children, pair = None, ([here], 'x')\n"
        "root.children = pair[0]\n"
    )
    ran = warm.js(RUN, code, [])
    names = {frame["name"] for frame in ran["result"]["callstack"]}
    assert {"setLink", "readArrayItem"} <= names
    check_states(ran)


def check_states(ran: dict[str, Any]) -> None:
    """What the page showed at some positions is what the model shows there."""
    assert ran["error"] is None
    player = Player(ran["result"]["callstack"], ran["args"])
    for position, state in ran["states"]:
        while player.position < position:
            player.forward()
        while player.position > position:
            player.backward()
        assert state == player.state()


def test_both_ways_of_sending_nodes_are_among_the_examples() -> None:
    """Some examples send the ids of their nodes, some do not."""
    sent = {
        "nodeData" in argument
        for name in NAMES
        for argument in read(name)[1]["arguments"]
        if argument["type"] in ("binaryTree", "linkedList")
    }
    assert sent == {True, False}


def first_node(player: Player, argument: dict[str, Any]) -> NodeContents:
    """The node that was passed as the argument."""
    if "nodeData" in argument:
        return player.node(argument["nodeData"]["ids"][0])
    return next(iter(player.contents(player.labelled(argument["name"])[0]).values()))


def pictured(node: Any) -> list[Any]:
    """A node and all it leads to: each node's value, and the number of the node behind each of its links."""
    order, picture = [node], []
    for current in order:
        links = current.links if isinstance(current, NodeContents) else vars(current)
        targets = {name: links.get(name) for name in ("left", "right", "next") if links.get(name) is not None}
        numbers = {}
        for name, target in targets.items():
            if not any(target is other for other in order):
                order.append(target)
            numbers[name] = next(i for i, other in enumerate(order) if other is target)
        value = current.value if isinstance(current, NodeContents) else current.val
        picture.append((value, numbers))
    return picture
