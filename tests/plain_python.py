"""An example run by plain Python, with none of our code: what it prints, returns and leaves behind is the truth."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import typing
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType, FunctionType
from typing import Any

CONTAINERS = (list, dict, set, deque)


class ListNode:
    """A node of a linked list, as LeetCode defines it."""

    def __init__(self, val: Any = 0, next: ListNode | None = None) -> None:
        self.val = val
        self.next = next


class TreeNode:
    """A node of a binary tree, as LeetCode defines it."""

    def __init__(self, val: Any = 0, left: TreeNode | None = None, right: TreeNode | None = None) -> None:
        self.val = val
        self.left = left
        self.right = right


@dataclass
class PlainRun:
    """What came of a run.

    Attributes:
        arguments: the call's arguments, as the run left them
        locals: the entry function's variables at its end, or the script's
        output: what it printed
        returned: the text of what the entry function returned; None for a script, and where an error ended it
        error: what ended it

    """

    arguments: list[Any]
    locals: dict[str, Any] = field(default_factory=dict)
    output: str = ""
    returned: str | None = None
    error: Exception | None = None


def run_plain(code: str, case_arguments: Sequence[Mapping[str, Any]]) -> PlainRun:
    """Run a program whose last function, or `class Solution`, is the entry, with a test case's arguments."""
    run = PlainRun([_argument(case) for case in case_arguments])
    namespace: dict[str, Any] = {"__name__": "__main__", "ListNode": ListNode, "TreeNode": TreeNode}
    namespace |= {"List": list, "Optional": typing.Optional}
    printed = io.StringIO()
    program = compile(code, "<plain>", "exec")
    with contextlib.redirect_stdout(printed), _locals_of_outermost_call(run.locals):
        try:
            exec(program, namespace)
            entry = _entry(namespace)
            if entry is not None:
                run.returned = text_of(entry(*run.arguments))
        except Exception as error:
            run.error = error
    run.output = printed.getvalue()
    return run


def text_of(value: Any) -> str:
    """Give the text that stands for a returned value on the page."""
    if isinstance(value, ListNode):
        return " -> ".join(repr(node.val) for node in _chain(value))
    if isinstance(value, TreeNode):
        return "[" + ", ".join("null" if node is None else repr(node.val) for node in _level_order(value)) + "]"
    return repr(value)


def _entry(namespace: Mapping[str, Any]) -> Callable[..., Any] | None:
    solution = namespace.get("Solution")
    if solution is not None:
        instance = solution()
        methods: list[Callable[..., Any]] = [getattr(instance, name) for name in vars(solution) if name[0] != "_"]
        return methods[0]
    own = [v for v in namespace.values() if isinstance(v, FunctionType) and v.__code__.co_filename == "<plain>"]
    return own[-1] if own else None


@contextlib.contextmanager
def _locals_of_outermost_call(found: dict[str, Any]) -> typing.Iterator[None]:
    """Keep the variables of the program's outermost frame when it ends; the last such frame is the entry's."""

    def watch(frame: FrameType, event: str, _: Any) -> None:
        outermost = frame.f_back is None or frame.f_back.f_code.co_filename != "<plain>"
        if event == "return" and frame.f_code.co_filename == "<plain>" and outermost:
            found.clear()
            found.update((name, value) for name, value in frame.f_locals.items() if not name.startswith("__"))

    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(None)


def _argument(case: Mapping[str, Any]) -> Any:
    kind, text = case["type"], case["input"]
    if kind == "string":
        return text
    value = json.loads(text)
    if kind == "linkedList":
        head = None
        for item in reversed(value):
            head = ListNode(item, head)
        return head
    if kind == "binaryTree":
        return _tree(value)
    return set(value) if kind == "set" else value


def _tree(values: Sequence[Any]) -> TreeNode | None:
    nodes = [None if value is None else TreeNode(value) for value in values]
    children = iter(nodes[1:])
    for node in nodes:
        if node is not None:
            node.left, node.right = next(children, None), next(children, None)
    return nodes[0] if nodes else None


def _chain(node: ListNode | None) -> list[ListNode]:
    nodes = []
    while node is not None:
        nodes.append(node)
        node = node.next
    return nodes


def _level_order(root: TreeNode) -> list[TreeNode | None]:
    order: list[TreeNode | None] = [root]
    for node in order:
        if node is not None:
            order += [node.left, node.right]
    while order and order[-1] is None:
        order.pop()
    return order
