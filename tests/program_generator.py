"""Random programs for property tests: `programs()` gives source text that a learner could have written.

Every program ends soon, whatever Hypothesis draws. Loops run over ranges of at most five, over copies, or leave after a
dozen rounds; a function calls only those above it, a recursive one counts down; what could double (`a + b`, `x * y`) is
cut to size at once; lists of lists hold lists of numbers only, so that nothing nests without end. Nodes may form any
graph, cycles too, but are only walked a few steps.

Programs print as they go and at their end, and they print nothing that differs between two runs of the same program: no
address, no id, no set of strings. The most convenient choice comes first everywhere, so Hypothesis shrinks towards
short programs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from textwrap import indent
from typing import Any, TypeVar

from hypothesis import strategies as st

_T = TypeVar("_T")

NODE = """\
class Node:
    def __init__(self, val=0, left=None, right=None, next=None):
        self.val = val
        self.left = left
        self.right = right
        self.next = next
"""

SLOTTED_NODE = """\
class Node:
    __slots__ = ("val", "left", "right", "next")

    def __init__(self, val=0, left=None, right=None, next=None):
        self.val, self.left, self.right, self.next = val, left, right, next
"""

# A class whose every operation prints, so that one call more, or two in another order, shows.
BAG_HEAD = """\
class Bag:
    def __init__(self, items):
        self.items = list(items)
        self.__touched = 0
"""
BAG_METHODS = (
    """\
    def __getitem__(self, index):
        print("get", index)
        self.__touched += 1
        return self.items[index]
""",
    """\
    def __setitem__(self, index, value):
        print("set", index, value)
        self.items[index] = value
""",
    """\
    def __delitem__(self, index):
        print("del", index)
        del self.items[index]
""",
    """\
    def __contains__(self, item):
        print("in", item)
        return item in self.items
""",
    """\
    def __iter__(self):
        print("iter")
        for item in self.items:
            yield item
""",
    """\
    def __len__(self):
        print("len")
        return len(self.items)
""",
    """\
    def __iadd__(self, other):
        print("iadd")
        self.items += other
        return self
""",
    """\
    def __add__(self, other):
        print("add")
        return sum(self.items) + other
""",
    """\
    def __eq__(self, other):
        print("eq")
        return self is other
""",
    """\
    def __bool__(self):
        print("bool")
        return bool(self.items)
""",
    """\
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        print("getattr", name)
        return 7
""",
    """\
    def __setattr__(self, name, value):
        if not name.startswith("_"):
            print("setattr", name)
        super().__setattr__(name, value)
""",
    """\
    def append(self, item):
        print("append", item)
        self.items.append(item)
        return item
""",
    """\
    @property
    def first(self):
        print("first")
        return self.items[0]
""",
    """\
    @first.setter
    def first(self, value):
        print("set first")
        self.items[0] = value
""",
)


def programs(*, statements: int = 12, escaping: bool = True, classes: bool = True) -> st.SearchStrategy[str]:
    """Programs of up to about `statements` top-level statements, which always end soon.

    With `escaping` some end in an uncaught exception, else none; with `classes` some define a class of containers of
    their own, whose dunder methods print. All define `Node`.
    """

    @st.composite
    def program(draw: Callable[[st.SearchStrategy[Any]], Any]) -> str:
        return _Writer(draw, escaping, classes).program(statements)

    return program()


class _Scope:
    """The names a place can use, by kind, and what may not be done there.

    frozen: names that a loop around the place walks through or counts with, and so must not be bound again.
    loops: how many loops are around the place.
    """

    def __init__(self, names: dict[str, list[str]]) -> None:
        self.names = names
        self.frozen: set[str] = set()
        self.loops = 0
        self.function = False
        self.calls_left = 3


class _Writer:
    """Writes one program.

    Kinds: int, list (of ints), rows (lists of ints), dict (int -> int), groups (int -> list), set, deque, text, pair (a
    tuple of ints), node, bag.
    functions: (name, kinds of the parameters) of those defined so far, each giving an int.
    """

    KINDS = ("list", "int", "dict", "set", "rows", "deque", "groups", "text", "pair", "node", "bag")

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], escaping: bool, classes: bool) -> None:
        self.draw = draw
        self.escaping = escaping
        self.kinds = self.KINDS if classes else self.KINDS[:-1]
        self.functions: list[tuple[str, tuple[str, ...]]] = []
        self.generators: list[str] = []
        self.scope = _Scope({kind: [] for kind in self.KINDS})
        self.counter = 0

    # --- drawing -----------------------------------------------------------------------------------------------------

    def pick(self, options: Sequence[_T]) -> _T:
        chosen: _T = options[self.number(0, len(options) - 1)]
        return chosen

    def number(self, low: int, high: int) -> int:
        value: int = self.draw(st.integers(low, high))
        return value

    def rarely(self) -> bool:
        return self.number(0, 9) == 9

    def fresh(self, stem: str) -> str:
        self.counter += 1
        return f"{stem}{self.counter}"

    def names(self, kind: str) -> list[str]:
        return self.scope.names[kind]

    def some(self, kind: str) -> str:
        """A name of that kind, or an expression that makes one."""
        known = self.names(kind)
        return self.pick(known) if known else self.make(kind)

    # --- the program -------------------------------------------------------------------------------------------------

    def program(self, statements: int) -> str:
        parts = ["from collections import Counter, OrderedDict, defaultdict, deque", "import bisect, heapq"]
        parts.append(self.pick([NODE, NODE, SLOTTED_NODE]))
        if "bag" in self.kinds and self.number(0, 2) == 2:
            methods = [m for m in BAG_METHODS if self.number(0, 2)]
            if BAG_METHODS[-2] not in methods and BAG_METHODS[-1] in methods:
                methods.remove(BAG_METHODS[-1])
            parts.append("\n".join([BAG_HEAD, *methods]))
        else:
            self.kinds = self.KINDS[:-1]
        for _ in range(self.number(0, 3)):
            parts.append(self.function())
        if self.rarely() or self.rarely():
            parts.append(self.generator())
        in_function = bool(self.number(0, 1))  # as entry functions are: everything happens in fast locals
        self.scope.function = in_function
        body = "\n".join([*self.block(self.number(1, statements), 0), *self.report()])
        if in_function:
            parts.append(f"def main():\n{indent(body, '    ')}\n")
            body = "main()"
        if not self.escaping:
            body = f"try:\n{indent(body, '    ')}\nexcept Exception as error:\n    print(type(error).__name__, error)"
        return "\n".join([*parts, body]) + "\n"

    def report(self) -> list[str]:
        """Print every variable; of nodes and bags what they hold."""
        out = []
        for kind, names in self.scope.names.items():
            for name in names:
                shown = {"node": f"{name} and {name}.val", "bag": f"{name}.items"}.get(kind, name)
                out.append(f"print({name!r}, {shown})")
        return out or ["pass"]

    @contextmanager
    def inner(self, names: dict[str, list[str]]) -> Any:
        outer, self.scope = self.scope, _Scope(names)
        self.scope.function = True
        self.scope.calls_left = 1
        try:
            yield
        finally:
            self.scope = outer

    def function(self) -> str:
        name = self.fresh("f")
        kinds = tuple(self.pick(self.kinds) for _ in range(self.number(1, 3)))
        parameters = [self.fresh(kind[0]) for kind in kinds]
        names: dict[str, list[str]] = {kind: [] for kind in self.KINDS}
        for kind, parameter in zip(kinds, parameters, strict=True):
            names[kind].append(parameter)
        with self.inner(names):
            lines = [f'"""Does something to {parameters[0]}."""'] if self.rarely() else []
            recursive = self.rarely()
            if recursive:
                parameters.append("depth=3")
                lines += ["if depth <= 0:", f"    return {self.int(1)}"]
            lines += self.block(self.number(1, 4), 1)
            result = self.int(1)
            if recursive:
                result = f"{name}({', '.join([*parameters[:-1], 'depth - 1'])}) + {result}"
            lines.append(f"return {result}")
        self.functions.append((name, kinds))
        return f"def {name}({', '.join(parameters)}):\n" + indent("\n".join(lines), "    ") + "\n"

    def generator(self) -> str:
        name = self.fresh("gen")
        names: dict[str, list[str]] = {kind: [] for kind in self.KINDS}
        names["list"].append("source")
        names["int"].append("item")
        with self.inner(names):
            self.scope.frozen = {"source", "item"}
            self.scope.loops = 2
            body = self.block(1, 2)
            lines = ["for item in source[:4]:", *("    " + line for part in body for line in part.splitlines())]
            lines.append(f"    yield {self.int(1)}")
        self.generators.append(name)
        return f"def {name}(source):\n" + indent("\n".join(lines), "    ") + "\n"

    # --- statements --------------------------------------------------------------------------------------------------

    def block(self, count: int, depth: int) -> list[str]:
        out = []
        for _ in range(count):
            out.append(self.statement(depth))
        return out or ["pass"]

    def statement(self, depth: int) -> str:
        if not any(self.names(kind) for kind in self.KINDS) or (self.number(0, 4) == 0 and self.scope.loops == 0):
            return self.new_variable()
        simple = [kind for kind in self.KINDS if self.names(kind)]
        choices: list[Callable[[], str]] = [lambda: self.on(self.pick(simple))] * 6
        choices += [self.printed, self.printed]
        if depth < 2:
            choices += [
                lambda: self.loop(depth),
                lambda: self.condition(depth),
                lambda: self.attempt(depth),
                lambda: self.loop(depth),
            ]
            choices += [lambda: self.matching(depth), lambda: self.closure(depth)] if self.rarely() else []
        if self.escaping and self.rarely() and self.rarely():
            choices += [self.failing] * 4
        return self.pick(choices)()

    def printed(self) -> str:
        return f"print({self.int(2)}, {self.truth(1)})"

    def new_variable(self) -> str:
        kind = self.pick(self.kinds)
        known = self.names(kind)
        free = [name for name in known if name not in self.scope.frozen]
        value = self.pick(known) if known and self.rarely() else self.make(kind)  # an alias, or a new one
        if free and self.rarely():
            return f"{self.pick(free)} = {value}"
        stem = {"list": "nums", "int": "x", "dict": "d", "set": "s", "deque": "q"}.get(kind, kind)
        name = self.fresh(stem)
        known.append(name)
        return f"{name} = {value}"

    def failing(self) -> str:
        return self.pick(
            [
                lambda: f"{self.some('list')}[99]",
                lambda: f"{self.some('list')}[{self.int(1)}] = {self.some('dict')}[{self.int(1)} + 1000]",
                lambda: f"{self.int(1)} // 0",
                lambda: f"{self.some('node')}.missing",
                lambda: f"{self.some('list')} + {self.int(0)}",
                lambda: f"{self.some('list')}.remove(1000)",
                lambda: f"del {self.some('dict')}[1000]",
                lambda: f"raise ValueError({self.int(1)})",
                lambda: f"assert {self.int(1)} > 1000, {self.some('list')}",
                lambda: f"{self.some('deque')}[99] += 1",
                lambda: f"{self.fresh('p')}, {self.fresh('p')} = {self.make('list')} + [1, 2, 3]",
            ]
        )()

    def loop(self, depth: int) -> str:
        scope = self.scope
        frozen, scope.frozen = scope.frozen, set(scope.frozen)
        scope.loops += 1
        names = {kind: list(found) for kind, found in scope.names.items()}
        item, guard = self.fresh("i"), ""
        head = self.pick(
            [self.over_range, self.over_list, self.over_range, self.over_copy, self.while_counting, self.while_draining]
        )(item)
        if isinstance(head, tuple):
            head, guard = head
        body = self.block(self.number(1, 3), depth + 1)
        if self.rarely():
            body.append(f"if {self.truth(1)}:\n    {self.pick(['break', 'continue'])}")
        text = head + "\n" + indent("\n".join([guard, *body] if guard else body), "    ")
        scope.names.clear()
        scope.names.update(names)
        if self.rarely():
            text += "\nelse:\n    " + self.printed()
        scope.frozen = frozen
        scope.loops -= 1
        return text

    def counted(self, name: str) -> None:
        """Let the loop's body use its variable."""
        self.names("int").append(name)
        self.scope.frozen.add(name)

    def over_range(self, item: str) -> str:
        self.counted(item)
        return f"for {item} in range({self.number(0, 5)}):"

    def over_copy(self, item: str) -> str:
        source = self.list(1)
        self.counted(item)
        return self.pick(
            [
                f"for {item} in {source}[:5]:",
                f"for {item} in sorted({source})[:5]:",
                f"for {item}, other in zip({source}[:5], {source}):",
                f"for {item}, _ in enumerate({source}[:5]):",
                f"for {item}, *_ in [[1, 2], {source}[:2] or [0]]:",
            ]
        )

    def over_list(self, item: str) -> Any:
        kind = self.pick(["list", "deque", "dict", "set", "rows", "groups", "list", "text", "pair"])
        known = self.names(kind)
        if not known:
            return self.over_range(item)
        source = self.pick(known)
        self.scope.frozen.add(source)
        guard = f"if len({source}) > 12:\n    break"
        if kind == "rows":
            self.names("list").append(item)
            self.scope.frozen.add(item)
            return f"for {item} in {source}:", guard
        if kind == "groups":
            self.names("list").append(item)
            self.scope.frozen.add(item)
            return self.pick([f"for {item} in {source}.values():", f"for _, {item} in {source}.items():"]), guard
        if kind == "text":
            self.names("text").append(item)
            self.scope.frozen.add(item)
            other = self.some("text")
            return self.pick([f"for {item} in {source}:", f"for {item} in reversed({source}):"]), (
                f"print([{item} == other for other in {other}])"
            )
        self.counted(item)
        heads = [f"for {item} in {source}:", f"for {item}, _ in enumerate({source}):"]
        if kind == "dict":
            heads += [f"for {item}, _ in {source}.items():", f"for {item} in {source}.keys():"]
        elif kind == "list":
            heads += [f"for _, {item} in enumerate({source}, 1):", f"for {item}, _ in zip({source}, {source}):"]
        elif kind == "pair":
            heads += [f"for {item} in reversed({source}):", f"for {item}, _ in zip({source}, 'xyz'):"]
        return self.pick(heads), guard

    def while_counting(self, item: str) -> Any:
        self.counted(item)
        return f"{item} = {self.number(0, 5)}\nwhile {item} > 0:", f"{item} -= 1"

    def while_draining(self, item: str) -> Any:
        known = self.names("list") + self.names("deque")
        if not known:
            return self.while_counting(item)
        source, rounds = self.pick(known), self.fresh("rounds")
        self.scope.frozen |= {source, rounds}
        self.counted(item)
        return f"{rounds} = 6\nwhile {source} and {rounds}:", f"{rounds} -= 1\n{item} = {source}.pop()"

    def condition(self, depth: int) -> str:
        text = f"if {self.truth(2)}:\n" + self.nested(depth)
        if self.number(0, 1):
            text += f"\nelif {self.truth(1)}:\n" + self.nested(depth)
        if self.number(0, 1):
            text += "\nelse:\n" + self.nested(depth)
        return text

    def nested(self, depth: int) -> str:
        """A block whose new variables are not known after it."""
        names = {kind: list(found) for kind, found in self.scope.names.items()}
        text = indent("\n".join(self.block(self.number(1, 2), depth + 1)), "    ")
        self.scope.names.clear()
        self.scope.names.update(names)
        return text

    def attempt(self, depth: int) -> str:
        text = "try:\n" + self.nested(depth)
        if self.number(0, 1):
            text += "\n" + indent(self.failing(), "    ")
        if self.number(0, 4):
            kind = self.pick(["Exception", "(IndexError, KeyError, TypeError, ValueError, ArithmeticError)"])
            if not self.escaping:
                kind = "Exception"
            text += f"\nexcept {kind} as error:\n    print(type(error).__name__, error)\n" + self.nested(depth)
            if self.rarely():
                text += "\nelse:\n" + self.nested(depth)
        elif not self.escaping:
            text += "\nexcept Exception:\n    pass"
        if self.rarely() or "\nexcept" not in text:
            text += "\nfinally:\n" + self.nested(depth)
        return text

    def matching(self, depth: int) -> str:
        subject = self.pick([self.list(1), self.int(1), self.some("dict"), self.some("node")])
        text = f"match {subject}:\n"
        for pattern in ("[first, *_] if first > 0", "{1: found}", "Node(val=found)", "0 | 1", "[]"):
            if self.number(0, 1):
                text += f"    case {pattern}:\n" + indent(self.nested(depth), "    ") + "\n"
        return text + "    case _:\n" + indent(self.nested(depth), "    ")

    def closure(self, depth: int) -> str:
        name, total = self.fresh("inner"), self.fresh("total")
        declaration = "nonlocal" if self.scope.function else "global"
        self.names("int").append(total)
        names = {kind: [n for n in found if kind != "int"] for kind, found in self.scope.names.items()}
        with self.inner(names):
            self.scope.frozen = {n for found in names.values() for n in found}
            body = self.block(self.number(1, 2), 2)
            lines = [f"{declaration} {total}", f"{total} += {self.int(1)}", *body]
        return f"{total} = 0\ndef {name}():\n" + indent("\n".join(lines), "    ") + f"\n{name}()\n{name}()"

    # --- statements on one variable ----------------------------------------------------------------------------------

    def on(self, kind: str) -> str:
        name = self.pick(self.names(kind))
        text: str = getattr(self, "on_" + kind)(name)
        return text

    def on_int(self, name: str) -> str:
        if name in self.scope.frozen:
            return self.printed()
        return self.pick(
            [
                lambda: f"{name} = {self.int(2)}",
                lambda: f"{name} += {self.int(1)}",
                lambda: f"{name} = {name} * {self.int(1)} % 97",
                lambda: f"{name}, {self.some_target()} = {self.int(1)}, {name}",
                lambda: f"if ({name} := {self.int(1)}) > 3:\n    print({name})",
                lambda: f"{name} %= 7",
            ]
        )()

    def some_target(self) -> str:
        """Something that can be stored into and is sure to be there, an item or a field."""
        options = [f"{n}.val" for n in self.names("node")]
        options += [f"{n}[{self.number(0, 3)}]" for n in self.names("dict")]
        return self.pick(options) if options else self.unused()

    def unused(self) -> str:
        return self.pick(["_", "_unused"])

    def on_list(self, name: str) -> str:
        i, j = self.index(name), self.index(name)
        return self.pick(
            [
                lambda: f"{name}.append({self.int(2)})",
                lambda: self.guarded(name, f"{name}[{i}] = {self.int(2)}"),
                lambda: self.guarded(name, f"{name}[{i}] += {self.int(2)}"),
                lambda: self.guarded(name, f"{name}[{i}], {name}[{j}] = {name}[{j}], {name}[{i}]"),
                lambda: self.guarded(name, f"{name}[{i}] = {name}[{j}] < {name}[0] <= {name}[{i}]"),
                lambda: self.guarded(name, f"if {self.int(1)} + 1 < {name}[{i}] < {name}[{j}]:\n    print('between')"),
                lambda: self.guarded(name, f"first, *rest = {name}\nprint(first, rest)"),
                lambda: self.guarded(name, f"print({name}.pop())"),
                lambda: self.guarded(name, f"{name}.pop({i})"),
                lambda: f"{name}.insert({self.int(1)}, {self.int(1)})",
                lambda: self.guarded(name, f"{name}.remove({name}[{i}])"),
                lambda: f"{name}.extend({self.list(1)}[:3])",
                lambda: f"{name} += {self.list(1)}[:2]" if name not in self.scope.frozen else f"{name}.reverse()",
                lambda: f"{name}.sort({self.pick(['', 'reverse=True', 'key=lambda v: -v', 'key=abs'])})",
                lambda: f"{name}.reverse()",
                lambda: f"{name}[{self.bounds()}] = {self.list(1)}[:3]",
                lambda: f"{name}[1:2] += [{self.int(1)}]",
                lambda: self.guarded(name, f"del {name}[{i}]"),
                lambda: f"del {name}[{self.bounds()}]",
                lambda: f"{name} *= 2\ndel {name}[8:]" if name not in self.scope.frozen else f"{name}.clear()",
                lambda: self.guarded(name, f"{self.fresh('head')}, *{self.fresh('rest')} = {name}"),
                lambda: self.guarded(name, f"{name}[{i}], {self.some_target()} = {self.int(1)}, {name}[{j}]"),
                lambda: self.guarded(name, f"for {name}[0] in range(3):\n    print({name}[-1])"),
                lambda: f"heapq.heapify({name})\nheapq.heappush({name}, {self.int(1)})",
                lambda: self.guarded(name, f"print(heapq.heappop({name}))"),
                lambda: f"bisect.insort({name}, {self.int(1)})",
                lambda: f"push = {name}.append\npush({self.int(1)})",
                lambda: f"{name}.clear()" if self.rarely() else f"{name}.append(0)",
                lambda: self.guarded(name, f"{name}[{i}] = {self.fresh('y')} = {self.int(1)}"),
                lambda: f"list.append({name}, {self.int(0)})",
                lambda: f"print({self.list(2)})",
            ]
        )()

    def on_rows(self, name: str) -> str:
        row = f"{name}[{self.index(name)}]"
        return self.pick(
            [
                lambda: self.guarded(name, f"{row}.append({self.int(1)})"),
                lambda: f"{name}.append({self.list(1)}[:4])",
                lambda: f"{name}.append({self.some('list')})",
                lambda: self.guarded(name, f"if {row}:\n    {row}[0] = {self.int(1)}"),
                lambda: self.guarded(name, f"if {row}:\n    {row}[-1] += {self.int(1)}"),
                lambda: self.guarded(name, f"{row} = {self.list(1)}[:4]"),
                lambda: self.guarded(name, f"print({name}.pop())"),
                lambda: f"{name}.sort(key=len)",
                lambda: self.guarded(name, f"{name}[0], {name}[-1] = {name}[-1], {name}[0]"),
                lambda: f"for row in {name}:\n    row.reverse()",
                lambda: f"print([v for row in {name} for v in row if {self.truth(0)}], [len(row) for row in {name}])",
                lambda: self.guarded(name, f"del {name}[0][:1]"),
                lambda: self.guarded(name, f"{row} += [{self.int(1)}]"),
            ]
        )()

    def on_dict(self, name: str) -> str:
        return self.pick(
            [
                lambda: f"{name}[{self.int(1)}] = {self.int(1)}",
                lambda: f"{name}[{self.key()}] = {name}.get({self.key()}, 0) + 1",
                lambda: f"{name}.setdefault({self.key()}, {self.int(1)})",
                lambda: f"print({name}.pop({self.key()}, None))",
                lambda: f"if {self.key()} in {name}:\n    del {name}[{self.key()}]",
                lambda: self.guarded(name, f"print({name}.popitem())"),
                lambda: f"{name}.update({{{self.key()}: {self.int(1)}}})",
                lambda: (
                    f"{name} |= {{{self.key()}: {self.int(0)}}}"
                    if name not in self.scope.frozen
                    else f"{name}.update({{}})"
                ),
                lambda: f"print({{k: v + {self.int(0)} for k, v in {name}.items()}}, sorted({name}))",
                lambda: f"{name}[{self.key()}] = {self.int(1)}\n{name}[{self.key()}] = 0",
            ]
        )()

    def on_groups(self, name: str) -> str:
        return self.pick(
            [
                lambda: f"{name}.setdefault({self.key()}, []).append({self.int(1)})",
                lambda: f"{name}[{self.key()}] = {self.list(1)}[:4]",
                lambda: f"{name}[{self.key()}] = {self.some('list')}",
                lambda: f"for k in {name}:\n    {name}[k].append(k)",
                lambda: f"for k, v in {name}.items():\n    v.append(k)",
                lambda: f"print({name}.pop({self.key()}, []))",
                lambda: f"print({{k: sum(v) for k, v in {name}.items()}})",
            ]
        )()

    def on_set(self, name: str) -> str:
        return self.pick(
            [
                lambda: f"{name}.add({self.int(1)})",
                lambda: f"{name}.discard({self.int(1)})",
                lambda: f"{name}.update({self.list(1)}[:3])",
                lambda: f"{name} |= {{{self.int(1)}}}" if name not in self.scope.frozen else f"{name}.add(1)",
                lambda: f"{name} -= {{{self.int(1)}}}" if name not in self.scope.frozen else f"{name}.discard(1)",
                lambda: f"{name}.intersection_update({self.list(1)})",
                lambda: self.guarded(name, f"{name}.remove(min({name}))"),
                lambda: f"print(sorted({name}), {{v % 3 for v in {name}}})",
            ]
        )()

    def on_deque(self, name: str) -> str:
        i = self.index(name)
        return self.pick(
            [
                lambda: f"{name}.append({self.int(1)})",
                lambda: f"{name}.appendleft({self.int(1)})",
                lambda: self.guarded(name, f"print({name}.popleft())"),
                lambda: self.guarded(name, f"{name}.pop()"),
                lambda: f"{name}.rotate({self.number(-2, 2)})",
                lambda: f"{name}.extend({self.list(1)}[:3])",
                lambda: f"{name}.extendleft({self.list(1)}[:2])",
                lambda: self.guarded(name, f"{name}[{i}] = {self.int(1)}"),
                lambda: self.guarded(name, f"{name}[{i}] += {self.int(1)}"),
                lambda: self.guarded(name, f"del {name}[{i}]"),
                lambda: f"{name}.reverse()",
            ]
        )()

    def on_text(self, name: str) -> str:
        i, other = self.index(name), self.some("text")
        frozen = name in self.scope.frozen
        return self.pick(
            [
                lambda: self.guarded(name, f"print({name}[{i}], {name}[0] < {name}[-1])"),
                lambda: f"print({name}[{self.bounds()}], {other} in {name}, {name}.find({other}))",
                lambda: f"print([c.upper() for c in {name}], ''.join(reversed({name})))",
                lambda: f"print({{c: {name}.count(c) for c in {name}}})",
                lambda: f"if 'a' in {name}:\n    print({name}.index('a'))",
                lambda: f"print([i for i, c in enumerate({name}) if c != {other}[:1]])",
                lambda: f"print(sum(a == b for a, b in zip({name}, {other})))",
                lambda: self.printed() if frozen else f"{name} = {name}[{self.bounds()}]",
                lambda: self.printed() if frozen else f"{name} += {other}\n{name} = {name}[-6:]",
            ]
        )()

    def on_pair(self, name: str) -> str:
        i = self.index(name)
        frozen = name in self.scope.frozen
        return self.pick(
            [
                lambda: self.guarded(name, f"print({name}[{i}], {name}[0] < {name}[-1])"),
                lambda: f"print({name}[{self.bounds()}], {self.int(1)} in {name}, [v + 1 for v in {name}])",
                lambda: f"if {self.int(0)} in {name}:\n    print({name}.count({self.int(0)}))",
                lambda: self.guarded(name, f"print({name}.index({name}[{i}]))"),
                lambda: self.guarded(name, f"{self.some_target()} = {name}[{i}]"),
                lambda: self.printed() if frozen else f"{name} = (*{name}[:3], {self.int(1)})",
                lambda: self.printed() if frozen else f"{name} = {name}[{self.bounds()}]",
            ]
        )()

    def on_node(self, name: str) -> str:
        link = self.pick(["next", "left", "right"])
        walk = f"here, steps = {name}, 0\nwhile here and steps < 6:\n"
        return self.pick(
            [
                lambda: f"if {name}:\n    {name}.val = {self.int(1)}",
                lambda: f"if {name}:\n    {name}.{link} = Node({self.int(1)})",
                lambda: f"if {name}:\n    {name}.{link} = {self.some('node')}",
                lambda: f"if {name}:\n    {name}.val += {self.int(1)}",
                lambda: f"if {name}:\n    {name}.left, {name}.right = {name}.right, {name}.left",
                lambda: walk + f"    here.val += 1\n    here, steps = here.{link}, steps + 1",
                lambda: walk + f"    print(here.val)\n    here = here.{link}\n    steps += 1",
                lambda: f"if {name} and {name}.{link}:\n    {name}.{link}.{link} = None",
                lambda: (
                    f"previous, here, steps = None, {name}, 0\nwhile here and steps < 8:\n"
                    "    previous, here.next, here = here, previous, here.next\n    steps += 1"
                ),
                lambda: f"if {name}:\n    del {name}.{link}\n    {name}.{link} = None",
                lambda: f"{name} = {name} and {name}.{link}" if name not in self.scope.frozen else self.printed(),
            ]
        )()

    def on_bag(self, name: str) -> str:
        """A bag may lack the method it is asked for; then the error is printed."""
        text = self.pick(
            [
                lambda: f"print({name}[0])",
                lambda: f"{name}[0] = {self.int(1)}",
                lambda: f"{name}[-1] += {self.int(1)}",
                lambda: f"{name}[0], {name}[1] = {name}[1], {name}[0]",
                lambda: f"del {name}[0]",
                lambda: f"print({self.int(1)} in {name})",
                lambda: f"print([v for v in {name}])",
                lambda: f"print(len({name}), bool({name}))",
                lambda: f"{name}.items.append({self.int(1)})",
                lambda: f"print({name}.append({self.int(1)}))",
                lambda: f"{name}.append({self.int(1)})",
                lambda: f"{name}.first += {self.int(1)}",
                lambda: f"print({name}.first, {name}.unknown)",
                lambda: f"{name}.tag = {name}.tag, {name}.items[:1]",
                lambda: f"print({name} + {self.int(1)})",
                lambda: f"if {name}:\n    print(1 if {name} == {name} else 2)",
                lambda: f"print({name}[0] if {name} and {name}[0] < {name}[1] < 5 else {name}.items)",
                lambda: f"{name}.items[0] += {name}[0]",
                lambda: f"print({name} and 1, {name} or 2, not {name})",
            ]
        )()
        return (
            f"try:\n{indent(text, '    ')}\nexcept (AttributeError, IndexError, TypeError) as error:\n    print(error)"
        )

    # --- expressions -------------------------------------------------------------------------------------------------

    def guarded(self, name: str, statement: str) -> str:
        """The statement where the container is not empty; seldom without asking."""
        if self.escaping and self.rarely() and self.rarely():
            return statement
        return f"if {name}:\n{indent(statement, '    ')}"

    def index(self, name: str) -> str:
        options = ["0", "-1", f"{self.number(0, 9)} % len({name})"]
        ints = self.names("int")
        if ints:
            options.append(f"{self.pick(ints)} % len({name})")
        return self.pick(options)

    def key(self) -> str:
        return str(self.number(0, 4))

    def bounds(self) -> str:
        return self.pick([":1", "1:", "1:3", ":", "-2:", "2:1", f"{self.int(0)}:{self.int(0)}"])

    def int(self, depth: int) -> str:
        ints = self.names("int")
        if depth <= 0 or self.number(0, 2) == 0:
            return self.pick(ints) if ints and self.number(0, 1) else str(self.number(0, 9))
        options: list[Callable[[], str]] = [
            lambda: f"({self.int(depth - 1)} {self.pick(['+', '-'])} {self.int(depth - 1)})",
            lambda: f"{self.int(depth - 1)} * {self.int(depth - 1)} % 97",
            lambda: f"({self.int(depth - 1)} if {self.truth(depth - 1)} else {self.int(depth - 1)})",
            lambda: f"(lambda v, w=1: v + w)({self.int(depth - 1)})",
        ]
        for name in self.names("list"):
            options += [
                lambda name=name: f"len({name})",
                lambda name=name: f"({name}[{self.index(name)}] if {name} else 0)",
                lambda name=name: f"sum({name}[:3])",
                lambda name=name: f"({name}.pop() if {name} else 0)",
                lambda name=name: f"({name}[0] + {name}[-1] if len({name}) > 1 else {self.int(depth - 1)})",
                lambda name=name: f"sum(v for v in {name} if v > {self.int(0)})",
                lambda name=name: f"{name}.count({self.int(0)})",
            ]
        for name in self.names("dict"):
            options += [lambda name=name: f"{name}.get({self.key()}, {self.int(0)})", lambda name=name: f"len({name})"]
        for name in self.names("set"):
            options.append(lambda name=name: f"max({name}, default=0)")
        for name in self.names("node"):
            options.append(lambda name=name: f"({name}.val if {name} else 0)")
        for name in self.names("deque"):
            options.append(lambda name=name: f"({name}[0] if {name} else 0)")
        for name in self.names("text"):
            options.append(lambda name=name: f"(ord({name}[-1]) % 97 if {name} else 0)")
        for name in self.names("pair"):
            options.append(lambda name=name: f"({name}[{self.index(name)}] if {name} else 0)")
        for name in self.names("rows"):
            options.append(lambda name=name: f"({name}[0][0] if {name} and {name}[0] else 0)")
        if self.functions and self.scope.loops <= 1 and self.scope.calls_left > 0:
            options += [lambda: self.function_call(depth)] * 3
        return self.pick(options)()

    def function_call(self, depth: int) -> str:
        if self.scope.calls_left <= 0:
            return self.int(0)
        self.scope.calls_left -= 1
        name, kinds = self.pick(self.functions)
        arguments = [self.int(depth - 1) if kind == "int" else self.some(kind) for kind in kinds]
        return f"{name}({', '.join(arguments)})"

    def truth(self, depth: int) -> str:
        if depth <= 0:
            return self.pick([f"{self.int(0)} < {self.int(0)}", "True", f"{self.int(0)} == {self.int(0)}"])
        options: list[Callable[[], str]] = [
            lambda: f"{self.int(depth)} {self.pick(['<', '<=', '==', '!='])} {self.int(depth - 1)}",
            lambda: f"{self.int(depth - 1)} < {self.int(depth - 1)} <= {self.int(depth - 1)}",
            lambda: f"not {self.truth(depth - 1)}",
            lambda: f"({self.truth(depth - 1)} {self.pick(['and', 'or'])} {self.truth(depth - 1)})",
            lambda: f"{self.int(depth - 1)} {self.pick(['in', 'not in'])} {self.container()}",
            lambda: f"any(v > {self.int(0)} for v in {self.list(depth - 1)})",
        ]
        for name in self.names("list"):
            options += [
                lambda name=name: f"bool({name})",
                lambda name=name: f"{name} == {self.list(depth - 1)}",
                lambda name=name: f"{name} is {self.pick(self.names('list'))}",
                lambda name=name: f"(len({name}) > 1 and {name}[0] < {name}[1])",
            ]
        for name in self.names("node"):
            options.append(lambda name=name: f"{name} is not None")
        return self.pick(options)()

    def container(self) -> str:
        known = [name for kind in ("list", "dict", "set", "deque", "pair") for name in self.names(kind)]
        return self.pick([*known, "(1, 2, 3)", "[]"])

    def list(self, depth: int) -> str:
        known = self.names("list")
        if depth <= 0 or (known and self.number(0, 1) == 0):
            return self.pick(known) if known else self.make("list")
        name = self.pick(known) if known else f"{self.make('list')}"
        options: list[Callable[[], str]] = [
            lambda: self.make("list"),
            lambda: f"{name}[{self.bounds()}]",
            lambda: f"[v + {self.int(0)} for v in {name} if {self.truth(0)}]",
            lambda: f"sorted({name}, reverse=True)",
            lambda: f"({name} + [{self.int(depth - 1)}])[-6:]",
            lambda: f"([{self.int(0)}] * 3)",
            lambda: f"[*{name}[:3], {self.int(depth - 1)}]",
            lambda: f"list(reversed({name}))",
            lambda: f"list(map(lambda v: v * 2 % 97, {name}))",
            lambda: f"{name}[::-1]",
            lambda: f"{name}.copy()",
            lambda: f"[{name}[k] for k in range(len({name}))]",
            lambda: f"[w for v in {name}[:2] for w in range(v % 3)]",
        ]
        for source in self.names("deque") + self.names("dict") + self.names("set"):
            options.append(lambda source=source: f"list({source})")
        for generator in self.generators:
            options += [lambda generator=generator: f"list({generator}({name}))"] * 2
        return self.pick(options)()

    def make(self, kind: str) -> str:
        if kind == "int":
            return str(self.number(0, 9))
        if kind == "node":
            inner = f", {self.make('node')}" if self.rarely() or self.rarely() else ""
            return f"Node({self.int(0)}{inner})"
        if kind == "text":
            return self.pick(["'abcab'", "'a'", "''", "'äb'", "str(12)", "'-' * 3"])
        items = ", ".join(str(self.number(0, 9)) for _ in range(self.number(0, 4)))
        if kind == "pair":
            return f"tuple([{items}])"
        if kind == "list":
            return f"[{items}]"
        if kind == "rows":
            return "[" + ", ".join(self.make("list") for _ in range(self.number(0, 3))) + "]"
        if kind in ("dict", "groups"):
            inner = "int" if kind == "dict" else "list"
            text = "{" + ", ".join(f"{k}: {self.make(inner)}" for k in range(self.number(0, 3))) + "}"
            if kind == "dict":
                return self.pick([text, text, f"Counter({text})", f"OrderedDict({text})"])
            return self.pick([text, f"defaultdict(list, {text})"])
        if kind == "set":
            return f"set([{items}])" if not items else f"{{{items}}}"
        if kind == "deque":
            return f"deque([{items}]{self.pick(['', '', ', maxlen=4'])})"
        return f"Bag([{items}])"
