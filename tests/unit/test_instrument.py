"""What the rewriter makes of a program: its text, what it does, where it stands, and what is left alone."""

from __future__ import annotations

import re
import sys
import textwrap
from typing import Any

import pytest

from dstruct_runner.instrument import explain, instrument
from dstruct_runner.recorder import Recorder

NAMES = "a, b, d, o, s, i, j, n, v"


def within(source: str) -> str:
    """Put a program into a function."""
    return f"def f({NAMES}):\n{textwrap.indent(source, '    ')}\n"


def probed(source: str) -> list[str]:
    """Give the lines of a function's body with probes, without what is the same in each function."""
    text = re.sub(r"\.open and \(?\.len\(\.log\) < \.limit( or \.more\(\)\))?", "ROOM", explain(within(source)))
    lines = [line for line in text.splitlines() if line != "    .records = .log"]
    meets = [line for line in lines if line.startswith("        .id(") and "    else:" not in lines]
    if lines[1] != "    if ROOM:" or meets:
        return [line[4:] for line in lines[2 if meets else 1 :] if not line.lstrip().startswith(".id(")]
    end = lines.index("    else:")
    assert "\n".join(line[8:] for line in lines[end + 1 :]) == source, "past the limit the program is as written"
    return [line[8:] for line in lines[2:end] if not line.lstrip().startswith(".id(")]


GOLDEN = {
    "a[i]": [".1 = a[i]", ".records += (0, .1, a, i)"],
    "a[b[i]]": [".1 = b[i]", ".2 = a[.1]", ".records += (1, .1, b, i, 0, .2, a, .1)"],
    "a[i] + b[j]": [".1 = a[i]", ".2 = b[j]", ".records += (0, .1, a, i, 1, .2, b, j)", ".1 + .2"],
    "n(a[i], b[j])": ["n(.rec((0, (.1 := a[i]), a, i, 1, (.2 := b[j]), b, j)) or .1, .2)"],
    "a[i] + n() + b[j]": [".1 = a[i]", ".records += (0, .1, a, i)", ".1 + n() + (.rec((1, (.2 := b[j]), b, j)) or .2)"],
    "x = a[1:]": ["x = .new(1, .rec((0, (.2 := a[(.1 := .range(1, None, None))]), a, .1)) or .2)"],
    "i in a": [".1 = i in a", ".records += (0, .1, a, i)"],
    "o.left": [".1 = o.left", ".records += (0, .1, o, None)"],
    "a[i] = v": ["a[i] = v", ".records += (0, v, a, i)"],
    "a[1:2] = b": ["a[(.1 := .range(1, 2, None))] = b", ".records += (0, None, a, .changed(0, a, (.1, b)))"],
    "a[i] += v": [
        ".1 = a[i]",
        ".1 += v",
        "a[i] = .1",
        "if .type(.1) in .tracked:",
        "    .sync(1, .1, v)",
        ".records += (0, .1, a, i)",
    ],
    "a[n()] += 1": [".1 = n()", ".2 = a[.1]", ".2 += 1", "a[.1] = .2", ".records += (0, .2, a, .1)"],
    "a[i] = b[j] + 1": [".2 = a[i] = (.1 := b[j]) + 1", ".records += (0, .1, b, j, 1, .2, a, i)"],
    "a[i] = b[j] / 1": [".2 = a[i] = (.rec((0, (.1 := b[j]), b, j)) or .1) / 1", ".records += (1, .2, a, i)"],
    "a[i] = i = v": [".1 = v", "a[i] = .1", ".records += (0, .1, a, i)", "i = .1"],
    "a[i], a[j] = (a[j], a[i])": [
        ".1 = a[j]",
        ".2 = a[i]",
        "a[i] = .1",
        "a[j] = .2",
        ".records += (0, .1, a, j, 1, .2, a, i, 2, .1, a, i, 3, .2, a, j)",
    ],
    "o.left, o.right = (o.right, o.left)": [
        ".1 = o.right",
        ".2 = o.left",
        "o.left = .1",
        "o.right = .2",
        ".records += (0, .1, o, None, 1, .2, o, None, 2, .1, o, None, 3, .2, o, None)",
    ],
    "i, a[i] = v": [".1, .2 = v", "i = .1", "a[i] = .2", ".records += (0, .2, a, i)"],
    "del a[i]": ["del a[i]", ".records += (0, None, a, i)"],
    "o.left = n": ["o.left = n", ".records += (0, n, o, None)"],
    "o.val += 1": [".1 = o.val", ".1 += 1", "o.val = .1", ".records += (0, .1, o, None)"],
    "a.append(v)": [".records += (0, a.append(v), a, v)"],
    "x = a.pop()": ["x = a.pop()", ".records += (0, x, a, None)"],
    "a.insert(i, v)": [".records += (0, (a.insert(i, v), v)[1], a, i)"],
    "a.sort()": [".records += (0, a.sort(), a, .changed(0, a))"],
    "heappush(a, v)": [".pushed(0, heappush(a if .id(a) in .seen else .see(a), v), a, v)"],
    "a += b": ["a += b", "if .type(a) in .tracked:", "    .sync(0, a, b)"],
    "x = []": ["x = .new(0, [])"],
    "x = TreeNode(1)": ["x = .new(0, TreeNode(1))"],
    "push = a.append\npush(v)": [
        "push = a.append",
        ".records += (0, push, a, None)",
        ".did(1, 1, .bound(1, push)(.push(v)))",
    ],
    "lambda: a[i]": ["lambda: .rec((0, (.1 := a[i]), a, i)) or .1 if ROOM else a[i]"],
    "[a[i] for i in b]": [".new(3, [.was(0, a[i], a, i) for i in .each(1, 2, b)] if ROOM else [a[i] for i in b])"],
    "for x in a:\n    n()": [
        "for x in (.loop1 := .walk(0, 1, a))[0]:",
        "    if ROOM:",
        "        .records += .loop1[1]",
        "        n()",
        "    else:",
        "        n()",
    ],
    "for a[i] in n():\n    n()": [
        "for .item1 in n():",
        "    if ROOM:",
        "        a[i] = .item1",
        "        .records += (0, .item1, a, i)",
        "        n()",
        "    else:",
        "        a[i] = .item1",
        "        n()",
    ],
    "while a[i]:\n    n()": ["while .rec((0, (.1 := a[i]), a, i)) or .1 if ROOM else a[i]:", "    n()"],
    "while a[i]:\n    a.pop()": [
        "while .rec((0, (.1 := a[i]), a, i)) or .1 if (.room0 := (ROOM)) else a[i]:",
        "    if .room0:",
        "        .records += (1, a.pop(), a, None)",
        "    else:",
        "        a.pop()",
    ],
    "for x in n():\n    for y in a:\n        n()": [
        "for x in n():",
        "    for y in (.loop2 := .walk(0, 1, a))[0]:",
        "        if ROOM:",
        "            .records += .loop2[1]",
        "            n()",
        "        else:",
        "            n()",
    ],
    "with n as a[i]:\n    n()": ["with n as .1:", "    a[i] = .1", "    .records += (0, .1, a, i)", "    n()"],
    "locals()": ["locals()"],
    "a[0] = 1\nlocals()": ["a[0] = 1", ".stored(0, a, 0)", "locals()"],
}


@pytest.mark.parametrize("source", GOLDEN)
def test_text(source):
    """In a function each shape is rewritten to just this."""
    assert probed(source) == GOLDEN[source]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a[i]", ".was(0, a[i], a, i)"),
        ("a[b[i]]", ".took(0, .push(a)[.push(.was(1, b[i], b, i))])"),
        ("x = a[1:]", "x = .new(1, .took(0, .push(a)[.bounds(1, None, None)]))"),
        ("i not in a", ".was(0, i not in a, a, i)"),
        ("o.left", ".was(0, o.left, o, None)"),
        ("a[i] = v", "(a if .id(a) in .seen else .see(a))[i] = v\n.stored(0, a, i)"),
        ("del a[i]", "del (a if .id(a) in .seen else .see(a))[i]\n.stored(0, a, i)"),
        ("a.append(v)", ".did(0, 1, .hold(a).append(.push(v)))"),
        ("x, o.val = v", ".kept[1], .kept[2] = v\nx = .kept[1]\no.val = .kept[2]\n.stored(0, o)"),
        ("for x in a:\n    n()", "for x in .each(0, 1, a):\n    n()"),
        (
            "class C:\n    x = a[i]\n    a[i] = 1",
            "class C:\n    x = .took(0, .push(a)[.push(i)])\n    .hold(a)[.push(i)] = 1\n    .stores(1)",
        ),
    ],
)
def test_text_outside_functions(source, text):
    """At module and class level, where a temporary would be seen, operands wait on the recorder's stack."""
    assert explain(source) == text


ALONE = [
    "n += 1",
    "x = i + j",
    "i in (1, 2, 3)",
    "x: list[int]",
    "x: dict[str, list[int]] = n",
    "def g(x: a[i]=None) -> d['x']:\n    pass",
    "class C(a[0], metaclass=o.m):\n    pass",
    "match n:\n    case o.x | {'k': 1} | [1, *_]:\n        pass",
    "import a.b.c\na.b.c.d()",
    "super().x",
    "async def g():\n    await n",
    "'abc'.index('b')",
    "__debug__ and o.__class__",
    "global g\ng = 1",
    "print(f'{n!r:>{i}}')",
    "x = 1 if n else 2",
]


@pytest.mark.parametrize("source", ALONE)
def test_left_alone(source):
    """What holds no operation on a container, and what must stay literal, is left as it was written."""
    assert explain(source) == explain_nothing(source)
    assert explain(within(source)) == explain_nothing(within(source))


def explain_nothing(source: str) -> str:
    """Give a program as `ast` writes it."""
    import ast

    return ast.unparse(ast.parse(source))


# --- behaviour -------------------------------------------------------------------------------------------------------


class Node:
    """Something with attributes."""

    def __init__(self, val: Any, left: Any = None) -> None:
        self.val = val
        self.left = left


def names() -> dict[str, Any]:
    """Give fresh values for the names that the golden programs use."""
    from heapq import heappush

    from dstruct_runner.structures import TreeNode

    class Manager:
        def __repr__(self) -> str:
            return "a manager"

        def __enter__(self) -> int:
            return 7

        def __exit__(self, *error: object) -> None:
            pass

        def __call__(self, *values: Any) -> int:
            return calls.append(values) or len(calls)  # type: ignore[func-returns-value]

        def __iter__(self) -> Any:
            return iter([1, 2])

    calls: list[Any] = []
    node = Node(1, Node(2))
    return {
        "a": [3, 1, 2],
        "b": [2, 0, 1],
        "d": {"x": 1},
        "o": node,
        "s": {1},
        "i": 1,
        "j": 0,
        "n": Manager(),
        "v": (0, 5),
        "heappush": heappush,
        "TreeNode": TreeNode,
        "calls": calls,
    }


def outcome(source: str, recorded: bool, in_function: bool) -> dict[str, Any]:
    """Run a program and give all names it leaves, with the error that ended it."""
    from heapq import heappush

    from dstruct_runner.structures import TreeNode

    given = names()
    if in_function:
        source = within(f"{source}\nreturn dict(locals())") + f"result = f({NAMES})\n"
    given |= {"heappush": heappush, "TreeNode": TreeNode, "__name__": "__main__"}
    error = ""
    try:
        if recorded:
            instrument(source).run(given, Recorder())
        else:
            exec(compile(source, "<learner>", "exec", dont_inherit=True), given)
    except Exception as caught:
        error = repr(caught)
    left = given.pop("result", None) or given
    return {"error": error} | {
        name: vars(value) | {"left": None} if isinstance(value, Node) else value
        for name, value in left.items()
        if type(value) in (list, dict, set, int, tuple, Node) and name not in ("__builtins__", "f")
    }


@pytest.mark.parametrize("in_function", [False, True])
@pytest.mark.parametrize("source", GOLDEN)
def test_behaviour(source, in_function):
    """Each shape does what it did: the same values in all names, the same errors."""
    source = source.replace("while a[i]:\n    n()", "while a[i]:\n    i = a.pop() - 2")
    recorded, plain = outcome(source, True, in_function), outcome(source, False, in_function)
    assert {name: value for name, value in recorded.items() if "." not in name} == plain


ORDER = """
log = []
class Traced:
    def __init__(self, name): self.name = name
    def __getitem__(self, key): log.append(f"{self.name}[{key}]"); return 1
    def __setitem__(self, key, value): log.append(f"{self.name}[{key}]={value}")
    def __delitem__(self, key): log.append(f"del {self.name}[{key}]")
    def __contains__(self, key): log.append(f"{key} in {self.name}"); return True
    def append(self, value): log.append(f"{self.name}.append({value})")
def say(value): log.append(value); return value
def a(): log.append("a"); return Traced("a")
def b(): log.append("b"); return Traced("b")
class Loud:
    def __getattr__(self, name): log.append(f"get {name}"); return 1
    def __setattr__(self, name, value): log.append(f"set {name}={value}")
    def __delattr__(self, name): log.append(f"del {name}")
def run():
    a()[say(1)] = b()[say(2)]
    a()[say(1)], b()[say(2)] = say(3), say(4)
    a()[say(1)] = b()[say(2)] = say(3)
    a()[say(1)] += say(2)
    del a()[say(1)], b()[say(2)]
    say(1) in a()
    a().append(say(1))
    a()[say(1)] and b()[say(2)]
    a()[say(1)] if b()[say(2)] else say(3)
    a()[say(1)] < b()[say(2)] < a()[say(3)]
    say(a()[1])(2) if False else a()[say(1)] + say(2) + b()[say(3)]
    for a()[say(1)] in (say(2), say(3)): say(4)
    [b()[say(x)] for x in (1, 2) if a()[x]]
    (a()[say(1)], (b()[say(2)], x)) if False else None
    (a()[say(1)], (b()[say(2)], x)) = (1, (2, 3))
    loud = Loud()
    loud.x = loud.y
    loud.x += say(1)
    del loud.x
    loud.x, loud.y = loud.z, 2
    print(*[loud.x], **{"end": ""}, sep=str(loud.y))
"""


@pytest.mark.parametrize("call", ["run()\n", ""], ids=["function", "module"])
def test_order(call):
    """Operands are evaluated in CPython's order, each once, and a learner's own special methods called as often."""
    source = ORDER + call
    if not call:  # the same statements at module level
        head, _, body = ORDER.partition("def run():\n")
        source = head + textwrap.dedent(body)
    plain: dict[str, Any] = {"__name__": "__main__"}
    recorded = dict(plain)
    exec(compile(source, "<learner>", "exec", dont_inherit=True), plain)
    instrument(source).run(recorded, Recorder())
    assert recorded["log"] == plain["log"]
    assert len(plain["log"]) > 80


# --- positions -------------------------------------------------------------------------------------------------------

FAILING = [
    "a[9]",
    "a[i] + a[\n  9]",
    "x = (a[0] +\n     a['x'])",
    "a[9] = 1",
    "a[0][1] = 2",
    "a['x'] += 1",
    "a[0] += 'x'",
    "a[0] += a[9]",
    "del a[9]",
    "del a[0], a[9]",
    "a.pop(9)",
    "a.remove('x')",
    "a.append()",
    "a.append(1, 2)",
    "a.foo(1)",
    "a.sort(key=len)",
    "a[0].foo",
    "a.foo",
    "o.nothing",
    "o.nothing.more = 1",
    "o.val.x = 1",
    "o.left.left.left.val",
    "o.val += 'x'",
    "a[0], a[9] = 1, 2",
    "a[0], a[1] = 1, 2, 3",
    "x, a[1] = 5",
    "a[0], (x, a[1]) = 1, 2",
    "for x in a[0]:\n    pass",
    "for a[9] in a:\n    pass",
    "for x, y in a:\n    pass",
    "[x[0] for x in a]",
    "[1 // (x - 1) for x in a]",
    "sum(a[9] for x in a)",
    "1 in a[0]",
    "unknown[0]",
    "unknown.append(1)",
    "a[unknown]",
    "print(a[0], a[1],\n      a[9])",
    "with a as a[0]:\n    pass",
    "with n as a[9]:\n    pass",
    "a[0] < a['x'] < 1",
    "a[1:2] = 5",
    "a[::0]",
    "a[::2] = [1]",
    "a[1:][9]",
    "heappush(1, 2)",
    "d['z']",
    "d[[]] = 1",
    "f'{a[9]}'",
    "f'{a[0]} {o.nothing!r}'",
    "(lambda: a[9])()",
    "while a[9]:\n    pass",
    "if a[9]: pass",
    "assert a[0] == 9, a[1]",
    "assert a[9]",
    "raise a[0]",
    "a += 5",
    "a *= 'x'",
    "a[0]()",
    "class C:\n    x = a[9]",
    "class C:\n    a[9] = 1",
    "def g(x=a[9]): pass",
    "@a[9]\ndef g(): pass",
    "match a[9]:\n    case _: pass",
    "try:\n    a[9]\nfinally:\n    a[8]",
    "x = [a[0], a[9]]",
    "x = {a[9]: 1}",
    "x = {'x': a[9]}",
    "x = {a}",
    "é = a; é[9]",
    "x = 'é'; a[ä]",
    "return_ = a[9] if a[0] else a[8]",
    "a[0] and a[9]",
    "not a[9]",
    "-a",
    "a[0]: int = a[9]",
    "a[9]: int = 5",
    "n(*a[0])",
    "n(**a)",
    "a.extend(5)",
    "a.extend(1 // x for x in (1, 0))",
    "s.add([])",
    "s.remove(9)",
    "sorted(a, key=unknown)",
    "list(5)",
    "x = list(a[9])",
    "del o.nothing",
    "del o.val.x",
    "global_ = o.left.val.foo",
]


def positions(source: str, recorded: bool) -> tuple[str, list[tuple[Any, ...]]]:
    """Run a failing program: the error, and of each of its frames the function and the exact span it failed in."""
    given = names() | {"__name__": "__main__"}
    try:
        if recorded:
            instrument(source).run(given, Recorder())
        else:
            exec(compile(source, "<learner>", "exec", dont_inherit=True), given)
    except Exception as error:
        spans = []
        trace = error.__traceback__
        while trace:
            code = trace.tb_frame.f_code
            if code.co_filename == "<learner>":
                spans.append((code.co_name, trace.tb_lineno, list(code.co_positions())[trace.tb_lasti // 2]))
            trace = trace.tb_next
        return repr(error), spans
    raise AssertionError("the program did not fail")


@pytest.mark.parametrize("source", FAILING)
def test_positions(source):
    """An error in a recorded program has the same traceback as in the plain one: functions, lines and columns."""
    for program in (source, within(source) + f"f({NAMES})\n"):
        assert positions(program, True) == positions(program, False)


# --- what surrounds --------------------------------------------------------------------------------------------------


def run(source: str, **names: Any) -> dict[str, Any]:
    """Run a recorded program; its globals."""
    namespace: dict[str, Any] = {"__name__": "__main__", **names}
    instrument(source).run(namespace, Recorder())
    return namespace


def test_future():
    """`from __future__` stays first, also after a docstring, and counts."""
    source = (
        "'doc'\nfrom __future__ import annotations\na = [1]\na[0] = 2\ndef f(x: undefined[0]) -> a[9]: a[0] = 3\nf(1)\n"
    )
    names = run(source)
    assert names["__doc__"] == "doc"
    assert names["f"].__annotations__ == {"x": "undefined[0]", "return": "a[9]"}
    assert names["a"] == [3]


def test_own_future():
    """The rewriter's own `__future__` imports don't reach the program."""
    assert run("a = [1]\ndef f(x: a[0]): pass\n")["f"].__annotations__ == {"x": 1}


def test_docstrings():
    """Docstrings stay those of their module, class and functions; a string that is none stays none."""
    names = run(
        "'of module'\n"
        "a = [1]\n"
        "class C:\n    'of class'\n    def m(self):\n        'of method'\n        return a[0]\n"
        "def f():\n    '''of\n    function'''\n    a[0] = 5\n"
        "def g():\n    a[0] = 5\n    'none'\n"
        "async def h():\n    'of coroutine'\n    a[0] = 5\n"
        "def only():\n    'only'\n"
    )
    assert names["__doc__"] == "of module"
    assert names["C"].__doc__ == "of class"
    assert names["C"].m.__doc__ == "of method"
    assert names["f"].__doc__.split() == ["of", "function"]
    assert names["g"].__doc__ is None
    assert names["h"].__doc__ == "of coroutine"
    assert names["only"].__doc__ == "only"


def test_global_and_nonlocal():
    """`global` and `nonlocal` hold for both forms of a body, wherever in it they stand."""
    names = run(
        "a = [1]\n"
        "count = 0\n"
        "def f(n):\n"
        "    a.append(n)\n"
        "    if n:\n"
        "        global count\n"
        "        count += a[0]\n"
        "    total = 0\n"
        "    def g():\n"
        "        'doc'\n"
        "        a[0] = 2\n"
        "        for x in a:\n"
        "            nonlocal total\n"
        "            total += x\n"
        "        try:\n"
        "            global made\n"
        "            made = a[0]\n"
        "        finally:\n"
        "            pass\n"
        "    g()\n"
        "    return total\n"
        "result = f(5)\n"
    )
    assert (names["count"], names["made"], names["result"]) == (1, 2, 7)


INVALID = [
    "a[0",
    "def f(:\n",
    "return 1",
    "x = = 1",
    "a[0] = yield",
    "for x in a",
    "break",
    "def f():\n    global x\n    x = 1\n    nonlocal x\n",
    "def f():\n    a[0] = x\n    global x\n",
    "def f(a):\n    global a\n",
    "nonlocal x",
    "class C:\n  nonlocal x",
    "from __future__ import nothing",
    "a = 1\nfrom __future__ import annotations",
    "  a",
    "if 1:\na",
    "a\n\tb",
    "é = = 1",
    "'abc",
    "f'{a[}'",
    "del f()",
    "f() = 1",
    "(x for x in a) = 1",
    "[x := 1 for y in (z := 2)]",
    "[i := 0 for i in a]",
    "def f(x, x): pass",
    "await a",
    "async def f():\n    [await x for x in a]\n    yield from a",
    "match a:\n    case {**x, 'k': 1}: pass",
    "match a:\n    case x: pass\n    case y: pass",
    "try:\n    pass\nexcept:\n    pass\nexcept E:\n    pass",
    "*a",
    "*a = 1",
    "a, *b, *c = d",
    "print a",
    "f(**a, *b)",
    "f(x=1, x=2)",
    "lambda: (yield)\nreturn",
    "a[0]: int: str",
    "0777",
    "1__0",
    "\\x",
    "a\0b",
    "import *",
    "def f():\n    from a import *",
]


@pytest.mark.parametrize("source", INVALID)
def test_syntax_errors(source):
    """A program that does not compile fails just as with `compile`: type, message, place and text."""
    errors = []
    for compiled in (lambda: compile(source, "<learner>", "exec", dont_inherit=True), lambda: instrument(source)):
        with pytest.raises((SyntaxError, ValueError)) as caught:
            compiled()
        errors.append((type(caught.value), caught.value.args))
    assert errors[0] == errors[1]


@pytest.mark.filterwarnings("always")
def test_syntax_warnings():
    """A SyntaxWarning is given once, at its line."""
    with pytest.warns(SyntaxWarning) as caught:
        instrument("a = [1]\ndef f():\n    return a[0] is 1\n")
    assert [(str(warning.message).split(".")[0], warning.lineno) for warning in caught] == [
        ("\"is\" with 'int' literal", 3) if sys.version_info >= (3, 12) else ('"is" with a literal', 3)
    ]


@pytest.mark.parametrize("depth", [50, 150])
def test_deep_nesting(depth):
    """Nesting too deep for the rewriter is left as it is: the program runs, recorded or not."""
    source = "a = [0]\nx = " + "a[" * depth + "0" + "]" * depth + "\n"
    assert run(source)["x"] == 0
    chain = "a = [1]\nx = " + " + ".join(["a[0]"] * depth * 6) + "\n"
    assert run(chain)["x"] == depth * 6


def test_columns_are_characters():
    """Columns of sites count characters, whatever their width, on each line of the span."""
    source = "é = [1, '😀'];  é[0]\né.append('ü'); é[\n'é' and 0]\n"
    sites = instrument(source).sites
    lines = source.splitlines()
    spans = {site.operation: site for site in sites}
    assert lines[1][spans["append"].column : spans["append"].end_column] == "é.append('ü')"
    reads = [site for site in sites if site.operation == "read"]
    assert [(r.line, r.column, r.end_line, r.end_column) for r in reads] == [(1, 15, 1, 19), (2, 15, 3, 10)]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\f\n", "# \x0b\x0c\x1c\u2028\x85\n"])
def test_lines_are_as_the_tokenizer_divides_them(ends):
    """Characters that only `str.splitlines` takes for line ends don't shift columns."""
    source = f"a = ['é']{ends}é = a; é[0]\n"
    site = instrument(source).sites[-1]
    assert (site.line, site.column, site.end_column) == (2, 7, 11)


HIDDEN = """
from contextlib import nullcontext
seen = []
def look(*groups):
    for group in groups:
        seen.extend(name for name in group if not str(name).isidentifier())
a = [3, 1]
b = {}
class O: pass
o = O()
a[0], a[1] = a[1], a[0]
a[0] += a[1]
o.x = a[0]
o.x += 1
x, o.y = a
with nullcontext(5) as a[0]: look(globals(), locals(), vars(), dir())
for a[0] in (1, 2): look(globals(), dir())
for a[1], o.x in ((1, 2),): look(globals(), dir())
a[0]: int = 5
b["k"] = a[0] = 7
look(globals(), locals(), vars(), dir(), list(globals()))
class C:
    y = a[0] + a[1]
    a[0] = 5
    z = [a[x] for x in (0, 1)]
    a[0], a[1] = 1, 2
    for a[0] in (1, 2): pass
    look(locals(), vars(), dir())
look(vars(C), dir(C))
def f(p):
    q = a[0] + a[1]
    a[0], a[1] = a[1], a[0]
    for x in a: look(dir())
    for x in a: look(locals())
    look((lambda r: locals())(a[0]), (lambda r: dir())(a[0]))
    look(vars(), [*map(str, locals())])
    def g():
        look(locals())
        return q
    g()
    return locals()
look(f(1), f.__code__.co_varnames[:1])
look(dir(o), vars(o))
"""


def test_temporaries_are_hidden():
    """No name of ours is in `globals()`, `locals()`, `vars()` or `dir()`, at any level."""
    names = run(HIDDEN)
    assert names["seen"] == []
    assert [name for name in names if "." in name] == []


@pytest.mark.parametrize(
    "statement", ["a[0], a[9] = 1, 2", "a[0] += 'x'", "x, o = a[0], a[9] = 5", "for a[9] in a: pass"]
)
def test_temporaries_are_hidden_after_errors(statement):
    """Nor is any left behind by a statement that failed."""
    names = run(f"a = [1]\ntry:\n    {statement}\nexcept Exception: pass\n")
    assert [name for name in names if "." in name] == []


def test_builtins_are_the_programs_own():
    """The helpers stand in a private `__builtins__`: not in this interpreter's, and a second program has its own."""
    import builtins

    source = "a = [1]\ndef f():\n    a[0] += 1\n    return a[0]\n"
    one, two = run(source), run(source)
    assert not [name for name in vars(builtins) if name.startswith(".")]
    assert one["__builtins__"] is not two["__builtins__"]
    assert (one["f"](), one["f"](), two["f"]()) == (2, 3, 2)


def test_functions_called_later():
    """What a program defines keeps recording when it is called after the program's end."""
    recorder = Recorder()
    names: dict[str, Any] = {"__name__": "__main__"}
    instrument("a = [1]\ndef f(v):\n    a.append(v)\n    return a[0]\n").run(names, recorder)
    before = len(recorder.frames(0, 1))
    assert names["f"](5) == 1
    assert [frame["name"] for frame in recorder.frames(0, 1)[before:]] == ["addArrayItem", "readArrayItem"]


LONG = """
def sort(a):
    for i in range(len(a)):
        for j in range(len(a) - 1 - i):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]
    return a
def squares(n):
    for i in range(n):
        yield i * i
def walk(node):
    return 0 if node is None else walk(node.left) + node.val + walk(node.right)
tree = None
for value in [5, 2, 8, 1]:
    tree = TreeNode(value, tree)
out = sort([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
counts = {}
for c in "hello world":
    counts[c] = counts.get(c, 0) + 1
i = 0
while out[i] < 5:
    i += 1
else:
    counts["end"] = i
found = [x for x in out if x % 2 if x in out]
lazy = list(squares(4))
total = walk(tree)
row = [[0] * 3 for _ in range(3)]
for row[1][1] in (1, 2, 3):
    row[0][0] += row[1][1]
late = [(lambda k: out[k])(k) for k in range(3)]
class Box:
    made = [0]
    def add(self, v):
        Box.made.append(v)
        return self
Box().add(1).add(2).made[0] = 7
boxes = Box.made
"""


@pytest.mark.parametrize("max_frames", [*range(0, 60, 3), 100, 200, 400, 1000])
def test_past_the_limit(max_frames):
    """Past the limit a program runs on unrecorded, wherever in it the limit falls, with the same results."""
    from dstruct_runner.structures import TreeNode

    plain: dict[str, Any] = {"__name__": "__main__", "TreeNode": TreeNode}
    exec(compile(LONG, "<learner>", "exec", dont_inherit=True), plain)
    names: dict[str, Any] = {"__name__": "__main__", "TreeNode": TreeNode}
    recorder = Recorder(max_frames)
    instrument(LONG).run(names, recorder)
    kept = ("out", "counts", "i", "found", "lazy", "total", "row", "late", "boxes")
    assert {name: names[name] for name in kept} == {name: plain[name] for name in kept}
    frames = recorder.frames(0, 1)
    if max_frames < 400:
        assert len(frames) == max_frames
        assert recorder.truncated > 0
    elif max_frames == 1000:
        assert len(frames) < 1000
        assert recorder.truncated == 0
