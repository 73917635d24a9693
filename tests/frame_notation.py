r"""Frames as short text, for tests that say what a program's frames are.

    recording = record("a = [3, 1]\na[1] = 9\n")
    assert recording.told() == [
        "addArray a [3, 1] | create | [3, 1]",
        "setVal a[1] 9, was 1 | write | a[1]",
    ]

What a frame is about is named by where it stands at that moment: `a[1]` for the item in place 1 of the list labelled
`a`, `d['x']` for a dict's, `Node(1)` for the node of value 1; a string is told as one. After it come the operation and
the text of the source span. A structure without a name of the learner's is called by its `treeName`.

Every recording has been played forwards and backwards by the strict player, so what is told is also consistent.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dstruct_runner.instrument import instrument
from dstruct_runner.recorder import Recorder
from dstruct_runner.structures import ListNode, TreeNode
from player_model import STEP_FRAMES, Content, Item, Items, Node, Nodes, Player

_LINKS = ("setLeftChild", "setRightChild", "setNextNode")


@dataclass
class Recording:
    """What came of a run.

    Attributes:
        source: the program
        frames: what was recorded
        error: what ended the program, None where nothing did
        truncated: how many frames the recorder says it dropped
        namespace: the program's globals as it left them; empty once the recorder is closed

    """

    source: str
    frames: list[dict[str, Any]]
    error: BaseException | None
    truncated: int
    namespace: dict[str, Any] = field(default_factory=dict)

    def told(self, *names: str) -> list[str]:
        """Give each frame's line; of only those frames called `names`, where any are given."""
        return [line for frame, line in self.lines() if not names or frame["name"] in names]

    def lines(self) -> Iterable[tuple[dict[str, Any], str]]:
        """Give every frame with its line."""
        player = Player(self.frames)
        for frame in self.frames:
            if frame["name"] in ("addArray", "addNode", "addArrayItem"):
                player.forward()
                line = _told(player, frame)
            else:
                line = _told(player, frame)
                player.forward()
            yield frame, f"{line} | {frame.get('operation', '-')} | {self.text_of(frame)}"

    def text_of(self, frame: dict[str, Any]) -> str:
        """Give the source text that a frame's span covers; "-" where it has no span."""
        return source_text(self.source, frame["source"]) if "source" in frame else "-"

    def operations(self) -> set[str]:
        """Give what the frames' operations are called."""
        return {frame.get("operation", "") for frame in self.frames}

    def player(self) -> Player:
        """Give a player at the end."""
        return Player(self.frames).play()


def record(source: str, names: dict[str, Any] | None = None, **options: Any) -> Recording:
    """Run a program and record it; its frames have been played both ways when this returns."""
    recorder = Recorder(**options)
    namespace: dict[str, Any] = {"__name__": "__main__", "TreeNode": TreeNode, "ListNode": ListNode, **(names or {})}
    error = None
    try:
        instrument(source, reads=recorder.reads, steps=recorder.steps).run(namespace, recorder)
    except BaseException as caught:
        error = caught
    frames: list[dict[str, Any]] = list(recorder.frames(0, 1000))  # type: ignore[arg-type]
    recording = Recording(source, frames, error, recorder.truncated, namespace)
    player = Player(frames)
    start = player.state()
    player.play().rewind()
    assert player.state() == start
    if not recorder.steps:  # a step may be what shows a structure, and the place of one is no expression's
        check_spans(source, frames)
    return recording


def check_spans(source: str, frames: Iterable[dict[str, Any]]) -> None:
    """Check that each frame's span is just that of an expression or statement, one that does such things."""
    nodes: dict[tuple[int, ...], list[ast.AST]] = {}
    lines = _lines(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.expr, ast.stmt)):
            start = _characters(lines[node.lineno - 1], node.col_offset)
            end = _characters(lines[(node.end_lineno or 0) - 1], node.end_col_offset or 0)
            nodes.setdefault((node.lineno, start, node.end_lineno or 0, end), []).append(node)
    for frame in frames:
        if "source" not in frame or frame["name"] in STEP_FRAMES:
            continue
        span = frame["source"]
        here = nodes.get((span["line"], span["column"], span["endLine"], span["endColumn"]))
        assert here, f"{frame}: its span is {source_text(source, span)!r}, no expression"
        assert any(_does(node, frame["operation"]) for node in here), f"{frame}: its span does something else"


def _does(node: ast.AST, operation: str) -> bool:
    """Whether an expression or statement can do such an operation."""
    if operation in ("read", "write", "del"):
        return isinstance(node, (ast.Subscript, ast.Attribute, ast.AugAssign, ast.AnnAssign))
    if operation == "default":
        return isinstance(node, ast.Subscript)
    if operation in ("slice", "slice assignment"):
        return isinstance(node, (ast.Subscript, ast.AugAssign))
    if operation.endswith("="):
        return isinstance(node, ast.AugAssign)
    if operation == "in":
        return isinstance(node, ast.Compare)
    if operation in ("iterate", "unpack", "create"):
        return isinstance(node, ast.expr) or operation == "create"
    if not isinstance(node, ast.Call):
        return False
    return operation in ast.unparse(node.func) or not isinstance(node.func, ast.Attribute)  # an alias, a call's result


def _lines(source: str) -> list[str]:
    """The lines as Python itself divides them, which is not as `str.splitlines` does."""
    return re.split(r"(?<=\n)|(?<=\r)(?!\n)", source)


def _characters(line: str, offset: int) -> int:
    return len(line.encode()[:offset].decode())


def source_text(source: str, span: dict[str, int]) -> str:
    """Give the text of a span: lines from 1, columns from 0 in characters."""
    part = _lines(source)[span["line"] - 1 : span["endLine"]]
    part[-1] = part[-1][: span["endColumn"]]
    part[0] = part[0][span["column"] :]
    return "".join(part)


# --- one frame -------------------------------------------------------------------------------------------------------


def _told(player: Player, frame: dict[str, Any]) -> str:
    name, args, before = frame["name"], frame["args"], frame["prevArgs"]
    if name == "consoleLog":
        return f"consoleLog {args['args'][0]}"
    if name in STEP_FRAMES:
        return f"{name} {args}"
    if name == "addArray":
        return f"addArray {_structure(player, frame['treeName'])} {_contents(player, frame)}"
    structure = player.structures[frame["treeName"]]
    subject = structure.live[frame["nodeId"]]
    place = _place(player, frame["treeName"], subject)
    if name == "addArrayItem":
        return f"addArrayItem {place}" + ("" if _is_set(structure) else f" {_value(player, args)}")
    if name == "setVal":
        return f"setVal {place} {_value(player, args)}, was {_value(player, before)}"
    if name in _LINKS or name == "setLink":
        field_name = f".{args['field']}" if name == "setLink" else ""
        return f"{name} {place}{field_name} {_end(player, args)}, was {_end(player, before)}"
    return f"{name} {place}"


def _is_set(structure: Items | Nodes) -> bool:
    return structure.arg_type == "set"


def _structure(player: Player, tree_name: str) -> str:
    structure = player.structures[tree_name]
    return tree_name if structure.label == "temporary" else structure.label


def _place(player: Player, tree_name: str, subject: Item | Node) -> str:
    if isinstance(subject, Node):
        return _node(player, tree_name, subject.id)
    structure = player.structures[tree_name]
    assert isinstance(structure, Items)
    name = _structure(player, tree_name)
    if structure.arg_type == "set":
        return f"{name} {_value(player, subject.content.plain())}"
    key = subject.key if subject.key is not None else structure.ordered.index(subject)
    return f"{name}[{key}]"


def _contents(player: Player, frame: dict[str, Any]) -> str:
    structure = player.structures[frame["treeName"]]
    assert isinstance(structure, Items)
    values = [_value(player, item.content.plain()) for item in structure.ordered]
    if structure.arg_type == "string":
        return repr("".join(map(ast.literal_eval, values)))
    if structure.arg_type == "array":
        return f"[{', '.join(values)}]"
    if structure.arg_type == "map":
        values = [f"{item.key}: {value}" for item, value in zip(structure.ordered, values, strict=True)]
    return f"{{{', '.join(values)}}}"


def _value(player: Player, args: dict[str, Any]) -> str:
    content = Content(args["value"], args.get("childName"), args.get("childId"), args.get("childTreeName"))
    if content.child_name is not None:
        return f"<{_structure(player, content.child_name)}>"
    if content.child_id is not None:
        return f"<{_node(player, str(content.child_tree_name), content.child_id)}>"
    return str(content.value)


def _node(player: Player, tree_name: str, node_id: str) -> str:
    node = player.structures[tree_name].live[node_id]
    assert isinstance(node, Node)
    return f"{tree_name.rpartition('-')[0] or tree_name}({_value(player, node.content.plain())})"


def _end(player: Player, args: dict[str, Any]) -> str:
    if "childName" in args:
        return f"<{_structure(player, args['childName'])}>"
    return _node(player, args["childTreeName"], args["childId"]) if args.get("childId") is not None else "None"
