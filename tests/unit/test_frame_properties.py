"""What holds of the frames of any program, for programs that Hypothesis puts together.

Each program is a row of statements on a few containers, with a mark after each one. Python alone runs it first,
statement by statement, and what every container held at each mark is kept: that is the truth. Then the same program
runs recorded, at module level or in a function, and a player of its frames must find just that at each mark, and at the
end what the recorded run's own containers hold.

A statement that fails is wrapped in `try`, so programs go on after errors, as some learners' do.
"""

from __future__ import annotations

import copy
import math
import re
import textwrap
from collections import deque
from collections.abc import Callable
from typing import Any

from hypothesis import example, given, note
from hypothesis import strategies as st

from dstruct_runner.instrument import instrument
from dstruct_runner.recorder import Recorder
from frame_notation import check_spans
from player_model import Content, Items, Nodes, Player

PRELUDE = """\
import bisect, contextlib, copy, heapq, random
from array import array
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass
random.seed(1)
class Plain:
    def __init__(self, val, next=None):
        self.val = val
        self.next = next
        self.prev = None
class Slots:
    __slots__ = ("val", "next", "prev", "other")
    def __init__(self, val, next=None):
        self.val, self.next, self.prev = val, next, None
@dataclass(eq=False)
class Data:
    val: object
    next: object = None
    prev: object = None
class Tree:
    left = right = None
    def __init__(self, val, left=None):
        self.val = val
        if left:
            self.left = left
"""

# In a statement `c` is a container, and a word in capitals is to be filled in.
FILLINGS = {
    "VALUE": "0 1 True 1.0 -2 'x' None 2.5 2**70 float('nan') (1,'x') b'x' [] [7,8] {'k':1} [[5]] {5} [0]*2 list('xy')",
    "ATOM": "0 1 True 1.0 -2 'x' 'xy' None 2.5 2**70 (1,'x') b'x'",
    "NUMBER": "0 1 2 3 -1 2.5 7",
    "PLACE": "0 1 2 -1 -2 5",
    "KEY": "'x' 'y' 'z' 1 True 1.0 None (1,2) 2.5 []",
    "SERIES": "[] [7] [7,8,9] 'ab' (1,2) range(3)",
    "SLICE": ": 1: :1 1:2 ::2 2:1 -1: ::-1",
}

ANY = """
    c.clear() | len(c) | x = c | for x in c: pass | x = [x for x in c] | for i, x in enumerate(c): pass | y = list(c)
    for x, y in zip(c, c): pass | x = c.copy()
"""
SEQUENCE = (
    ANY
    + """
    c[PLACE] = ATOM | c[PLACE] | c[PLACE] += NUMBER | c[PLACE] = c[PLACE] | del c[PLACE] | x = c[PLACE] = ATOM
    i, j = PLACE, PLACE; c[i], c[j] = c[j], c[i] | x, c[PLACE] = 1, ATOM | for c[PLACE] in SERIES: pass
    with contextlib.nullcontext(ATOM) as c[PLACE]: pass | c.append(ATOM) | c.insert(PLACE, ATOM)
    c.pop() | c.remove(ATOM) | c.reverse() | c += SERIES | push = c.append; push(ATOM) | (lambda: c.append(ATOM))()
    c.count(ATOM) | ATOM in c | c.index(ATOM) | [c.append(x) for x in SERIES] | c *= len('ab')
    b = c; b[PLACE] = ATOM | ATOM not in c | c *= 2
"""
)
LIST = (
    SEQUENCE
    + """
    c[PLACE] = VALUE | c.append(VALUE) | c.append(OTHER) | c[PLACE] = OTHER | c[PLACE].append(VALUE) | c.extend(SERIES)
    c[PLACE][PLACE] = ATOM | c.insert(PLACE, VALUE) | c.pop(PLACE) | c.sort(key=str) | c[SLICE] = SERIES | c[SLICE] = c
    del c[SLICE] | x = c[SLICE] | random.shuffle(c) | c.extend(c) | c += [VALUE] | c[PLACE] += [VALUE]
    c.extend([VALUE]) | c.sort(key=str, reverse=True) | for row in c: row.append(ATOM)
    while len(c) > 3: c.pop() | c[SLICE] += SERIES
"""
)
DICT = (
    ANY
    + """
    c[KEY] = VALUE | c[KEY] = ATOM | c[KEY] = OTHER | del c[KEY] | c.pop(KEY) | c.pop(KEY, None) | c.popitem()
    c.get(KEY) | c.setdefault(KEY, VALUE) | KEY in c | c.update(p=ATOM, q=1) | c.update({KEY: VALUE}) | c |= {KEY: ATOM}
    c[KEY] | for c[KEY] in SERIES: pass | for k, v in c.items(): c[k] = v | c['n'] = c.get('n', 0) + 1
    c[KEY], c['x'] = ATOM, 5
    for k in list(c): del c[k] | x = {k: v for k, v in c.items()} | KEY not in c | c.setdefault(KEY, []).append(ATOM)
"""
)
SET = (
    ANY
    + """
    c.add(ATOM) | c.discard(ATOM) | c.remove(ATOM) | c.pop() | c |= {ATOM, 9} | c -= {ATOM} | c &= {ATOM, 1}
    c ^= {ATOM} | ATOM in c | c.update(SERIES) | c.difference_update(SERIES) | c.intersection_update([ATOM])
    c.add([]) | {1} in c
    c.symmetric_difference_update(SERIES) | ATOM not in c | c.discard({1}) | c.add(frozenset({1}))
"""
)
NODE_CLASSES = ("Plain", "Slots", "Data", "Tree")
NODES = """
    c[PLACE].next = c[PLACE] | c[PLACE].next = None | c[PLACE].prev = c[PLACE] | c[PLACE].val = ATOM
    c[PLACE].val += NUMBER | a, b = c[0], c[1]; a.next, b.next = b.next, a.next | c.append(CLASS(ATOM))
    c[PLACE].next.val = ATOM
    c[PLACE].other = c[PLACE] | c.append(CLASS(ATOM, c[PLACE])) | c[PLACE].val | c[PLACE].next = CLASS(ATOM)
    c[PLACE].next.prev = c[PLACE] | c[PLACE] = c[PLACE] | c.append(c[PLACE].next) | c[PLACE].val = VALUE | c.pop()
    c[PLACE].left = c[PLACE] | c[PLACE].right = c[PLACE].left | c[PLACE].val = OTHER
    c[PLACE].next = c[PLACE].next.next | x = c[PLACE].next | c.reverse() | for n in c: n.val = ATOM
    c[PLACE].kids = [c[PLACE]] | c[PLACE].kids.append(c[PLACE]) | c[PLACE].kids = c[PLACE].kids | c[PLACE].kids = None
    c[PLACE].kids = {'k': c[PLACE]} | c[PLACE].kids = c | c[PLACE].kids[0].kids = [] | del c[PLACE].kids
    c[PLACE].next: object = None | c[PLACE].extra = 5 | c.append(copy.copy(c[PLACE])) | c[:] = copy.deepcopy(c)
"""

# A string or tuple is shown when it is first read, so each statement that gives the name another one also reads it.
CONSTANT = """
    c[PLACE] | c[SLICE] | c[PLACE] == c[PLACE] | ATOM in c | ATOM not in c | c.index(ATOM) | c.count(ATOM)
    for x in c: pass | x = [x for x in c] | for i, x in enumerate(c): pass | for x in reversed(c): pass
    for x, y in zip(c, c): pass | for x, y in zip(c, reversed(c)): pass | x = {x: 1 for x in c} | x = c; x[PLACE]
    x, *y = c | x, y, z = c | [*x] = c | x, y = c[PLACE], 1
    c[PLACE] = ATOM | del c[PLACE] | c[PLACE] += NUMBER | x, y = c[PLACE], c[PLACE] | (lambda: c[PLACE])() | len(c)
"""
PLAIN_CONSTANT = "c = c[SLICE]; c[0:] | c = c[::-1]; c[0:] | c *= 2; c[0:] |"
STRING = (
    CONSTANT + PLAIN_CONSTANT + "c += 'x'; c[0:] | c = str(ATOM); c[0:] | c = 'ab'; c[0:] | 'b' in c | c.index('bc')"
)
TUPLE = CONSTANT + PLAIN_CONSTANT + "c += (ATOM,); c[0:] | c = (ATOM, ATOM); c[0:] | c = c[1:] + c[:1]; c[0:]"
HOLDING = """
    c[PLACE].append(ATOM) | c[PLACE][PLACE] = ATOM | c[PLACE].append([ATOM]) | c[PLACE].clear()
    x = c[PLACE]; x.append(ATOM) | c[PLACE].add(ATOM) | c[PLACE][KEY] = ATOM | for x in c: x.clear()
    c[PLACE].extend(SERIES) | c[PLACE][KEY] = [] | c[PLACE].pop() | for x in c[PLACE]: pass
"""

# By kind: how one may begin, and what may be done to it.
KINDS: dict[str, tuple[str, str]] = {
    "list": ("[] | [3, 1, 2] | [[1], [2, 3]] | [0] * 3 | list('abc') | [x for x in range(3)]", LIST),
    "dict": (
        "{} | {'x': 1, 'y': [2]} | dict(x=1) | {k: [] for k in 'xy'}",
        DICT + "c[KEY] += NUMBER | c[KEY].append(ATOM)",
    ),
    "set": ("set() | {1, 2} | set('abc')", SET),
    "deque": (
        "deque() | deque([1, 2, 3]) | deque([1, 2], maxlen=2) | deque([1], 3)",
        SEQUENCE
        + "c.appendleft(ATOM) | c.popleft() | c.rotate(1) | c.rotate(-2) | c.extendleft(SERIES) | c.append(VALUE)"
        + "| c.extend(SERIES) | c.append(OTHER)",
    ),
    "defaultdict": (
        "defaultdict(list) | defaultdict(int) | defaultdict(lambda: defaultdict(list))",
        DICT + "c[KEY].append(ATOM) | c[KEY][KEY] = ATOM | c[KEY][KEY].append(VALUE)",
    ),
    "int defaultdict": ("defaultdict(int)", "c[KEY] += NUMBER | c[KEY] | del c[KEY] | c.clear() | KEY in c"),
    "OrderedDict": (
        "OrderedDict(x=1, y=2)",
        DICT + "c.move_to_end(KEY) | c.move_to_end(KEY, last=False) | c.popitem(last=False)",
    ),
    "Counter": (
        "Counter('abca') | Counter()",
        ANY + "c[KEY] += 1 | c[KEY] | del c[KEY] | c += Counter('a') | KEY in c",
    ),
    "heap": (
        "[] | [1, 5, 3, 8] | [2, 2, 2] | [1, 2, 2, 3, 2, 3]",
        "heapq.heappush(c, NUMBER) | heapq.heappop(c) | heapq.heapify(c) | heapq.heappushpop(c, NUMBER) | c.sort()"
        "| heapq.heapreplace(c, NUMBER) | bisect.insort(c, NUMBER) | c.append(NUMBER) | c.reverse()"
        "| c[PLACE] = NUMBER",
    ),
    # these are shown when something happens to them, not when they are made
    "bytearray": (
        "bytearray(b'abc'); c[0] = 97",
        SEQUENCE + "c[SLICE] = b'zz' | c.append(7) | c[PLACE] = 9 | c += b'z'",
    ),
    "array": ("array('d', [0.5, 1]); c[0] = 0.5", SEQUENCE + "c.append(NUMBER) | c[PLACE] = NUMBER | c.pop(PLACE)"),
    "string": ("'abcab'; c[0:] | ''; c[0:] | 'äλ'; c[0:] | chr(10) + 'ab'; c[0:]", STRING),
    "tuple": ("(3, 1, 3); c[0:] | (); c[0:] | (1, 'x', None, 1.0); c[0:] | tuple('ab'); c[0:]", TUPLE),
    "tuple of containers": ("([1], {2}, {'x': [3]}); c[0:] | ([], [[1]], 5); c[0:]", CONSTANT + HOLDING),
    **{f"{cls} nodes": (f"[{cls}(0), {cls}(1)]", NODES.replace("CLASS", cls)) for cls in NODE_CLASSES},
}
LINKS = ("left", "right", "next", "prev", "other", "kids")


def execute(source: str, names: dict[str, Any]) -> None:
    """Run source as Python alone does, without this file's `__future__` imports."""
    exec(compile(source, "<truth>", "exec", dont_inherit=True), names)


class Program:
    """A program and the truth about it.

    Attributes:
        names: the containers' names, with their kinds
        statements: the source of each, wrapped in `try` where it fails
        states: what the containers held after each

    """

    def __init__(self, names: dict[str, str], statements: list[str]) -> None:
        self.names = names
        self.statements: list[str] = []
        self.states: list[dict[str, Any]] = []
        truth: dict[str, Any] = {"__name__": "__main__"}
        execute(PRELUDE, truth)
        for statement in statements:
            try:
                execute(statement, truth)
                self.statements.append(statement)
            except Exception:
                self.statements.append(f"try:\n    {statement}\nexcept Exception: pass")
            self.states.append(copy.deepcopy({name: truth[name] for name in self.names if name in truth}))

    def source(self, in_function: bool) -> str:
        """Give the program, with `mark(n)` after each statement."""
        lines = "".join(f"{statement}\nmark({number})\n" for number, statement in enumerate(self.statements))
        lines += f"keep({', '.join(self.names)})\n"
        return PRELUDE + (f"def f():\n{textwrap.indent(lines, '    ')}f()\n" if in_function else lines)


@st.composite
def plans(draw: Callable[..., Any], *kinds: str) -> tuple[dict[str, str], list[str]]:
    """(names and kinds of one to three containers, statements that make them and work on them)."""
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=3))
    names = {f"c{number}": kind for number, kind in enumerate(chosen)}
    statements = []
    for name, kind in names.items():
        statements.append(_filled(draw, f"c = {draw(st.sampled_from(_choices(KINDS[kind][0])))}", name, []))
    for _ in range(draw(st.integers(1, 12))):
        name = draw(st.sampled_from(sorted(names)))
        statement = draw(st.sampled_from(_choices(KINDS[names[name]][1])))
        statements.append(_filled(draw, statement, name, sorted(names)))
    return names, statements


def _choices(text: str) -> list[str]:
    return [choice.strip() for choice in re.split(r"[|\n](?!=)", text) if choice.strip()]


def _filled(draw: Callable[..., Any], statement: str, name: str, others: list[str]) -> str:
    def filling(match: re.Match[str]) -> str:
        if match[0] == "c":
            return name
        choices = others if match[0] == "OTHER" else FILLINGS[match[0]].split()
        return str(draw(st.sampled_from(choices)))

    return re.sub(rf"\b(c|OTHER|{'|'.join(FILLINGS)})\b", filling, statement)


# --- what the frames must show ---------------------------------------------------------------------------------------


class Comparison:
    """Compares what a player shows with real objects, which must match one to one.

    Attributes:
        shown: by id of an object, the structure or node that shows it

    """

    def __init__(self, player: Player) -> None:
        self.player = player
        self.shown: dict[int, str] = {}

    def container(self, name: str, value: Any) -> None:
        """The structure called `name` holds what `value` holds."""
        if self.met(name, value):
            return
        structure = self.player.structures[name]
        assert isinstance(structure, Items)
        if isinstance(value, set):
            assert structure.arg_type == "set"
            shown = sorted(str(item.content.value) for item in structure.ordered)
            assert shown == sorted(str(_wire(member)) for member in value)
            return
        contents = [item.content for item in structure.ordered]
        if isinstance(value, dict):
            assert structure.arg_type == "map"
            assert [item.key for item in structure.ordered] == [_wire(key) for key in value]
        else:
            assert structure.arg_type == "array"
        items = list(value.values() if isinstance(value, dict) else value)
        assert len(contents) == len(items), f"{name} shows {contents} for {value}"
        for content, item in zip(contents, items, strict=True):
            self.content(content, item)

    def constant(self, names: list[str], value: Any) -> None:
        """One of the structures shows a string or tuple; a name has one for each value that it had."""
        for name in names:
            structure = self.player.structures[name]
            assert isinstance(structure, Items)
            contents = [item.content for item in structure.ordered]
            if len(contents) == len(value) and all(map(_may_show, contents, value)):
                break
        else:
            raise AssertionError(f"none of {names} shows {value!r}")
        assert structure.arg_type == ("string" if type(value) is str else "array")
        for content, item in zip(contents, value, strict=True):
            self.content(content, item)

    def content(self, content: Content, value: Any) -> None:
        """An item or a node's value is `value`."""
        if isinstance(value, (list, dict, set, deque, bytearray)) or _is_array(value):
            assert content.child_name is not None, f"{content} for {value}"
            self.container(content.child_name, value)
        elif _is_node(value):
            assert content.child_id is not None, f"{content} for a node"
            self.node(content.child_id, value)
        else:
            assert _shows(content, value), f"{content} for {value!r}"

    def node(self, node_id: str, value: Any) -> None:
        """The node has the value and the links of a real one."""
        if self.met(node_id, value):
            return
        node = next(
            s.live[node_id] for s in self.player.structures.values() if isinstance(s, Nodes) and node_id in s.live
        )
        self.content(node.content, value.val)
        links = {name: getattr(value, name, None) for name in LINKS}
        links = {name: to for name, to in links.items() if _is_node(to) or isinstance(to, (list, dict))}
        assert set(node.links) == set(links), f"{node} for a node with {sorted(links)}"
        for name, to in links.items():
            node_id, tree_name = node.links[name]
            if node_id is None:
                self.container(tree_name, to)
            else:
                self.node(node_id, to)

    def met(self, name: str, value: Any) -> bool:
        """Whether this pair was compared; each object is shown once, and each structure shows one object."""
        known = self.shown.get(id(value))
        assert known is None or known == name, f"{value!r} is shown as {known} and as {name}"
        assert known is not None or name not in self.shown.values(), f"{name} shows two objects"
        self.shown[id(value)] = name
        return known is not None


def _shows(content: Content, value: Any) -> bool:
    """Whether an item shows a plain value."""
    expected = _wire(value)
    return content == Content(expected) and type(content.value) is type(expected)


def _may_show(content: Content, value: Any) -> bool:
    return content.value is None or _shows(content, value)


def _is_node(value: Any) -> bool:
    return type(value).__name__ in NODE_CLASSES


def _is_array(value: Any) -> bool:
    return type(value).__name__ == "array"


def _wire(value: Any) -> Any:
    exact = math.isfinite(value) if type(value) is float else type(value) is int and abs(value) <= 2**53
    return value if exact else repr(value)


def compare(player: Player, state: dict[str, Any]) -> None:
    """Every container of the state is shown as it is."""
    comparison = Comparison(player)
    for name, value in state.items():
        found = player.labelled(name)
        assert found, f"{name} is not shown"
        if isinstance(value, (str, tuple)):
            comparison.constant(found, value)
        else:
            comparison.container(found[0], value)


def check(plan: tuple[dict[str, str], list[str]], in_function: bool, steps: bool) -> None:
    """Run a program recorded and compare the frames with the truth at each mark."""
    program = Program(*plan)
    source = program.source(in_function)
    note(source.removeprefix(PRELUDE))
    recorder = Recorder(steps=steps)
    kept: list[Any] = []
    namespace = {
        "__name__": "__main__",
        "mark": lambda number: recorder.printed(f"{number}\n"),
        "keep": lambda *live: kept.extend(live),
    }
    instrument(source, steps=steps).run(namespace, recorder)
    frames: list[dict[str, Any]] = list(recorder.frames(0, 1000))  # type: ignore[arg-type]
    if not steps:  # a variable step may be what shows a structure, and it stands at the statement's beginning
        check_spans(source, frames)
    player = Player(frames)
    start = player.state()
    while not player.at_end:
        player.forward()
        if frames[player.position - 1]["name"] == "consoleLog":
            number = int(player.printed[-1])
            note(f"after {program.statements[number]}")
            compare(player, program.states[number])
    assert len(player.printed) == len(program.statements)
    compare(player, dict(zip(program.names, kept, strict=True)))
    unseen = [frame for frame in frames if frame.get("operation") == "unseen change"]
    assert not unseen
    player.rewind()
    assert player.state() == start


@given(plan=plans("list"), in_function=st.booleans(), steps=st.booleans())
@example(plan=({"c0": "list"}, ["c0 = []", "c0.append(c0)", "c0[-1] += [0]"]), in_function=True, steps=False)
def test_lists(plan, in_function, steps):
    """At each step the frames show what lists truly hold, nested, shared and cyclic ones too."""
    check(plan, in_function, steps)


@given(
    plan=plans("dict", "OrderedDict", "defaultdict", "int defaultdict", "Counter"),
    in_function=st.booleans(),
    steps=st.booleans(),
)
def test_dicts(plan, in_function, steps):
    """At each step the frames show what dicts of each kind hold, in their order."""
    check(plan, in_function, steps)


@given(plan=plans("set"), in_function=st.booleans(), steps=st.booleans())
def test_sets(plan, in_function, steps):
    """At each step the frames show the members of sets."""
    check(plan, in_function, steps)


@given(plan=plans("deque", "heap", "bytearray", "array"), in_function=st.booleans(), steps=st.booleans())
def test_other_sequences(plan, in_function, steps):
    """At each step the frames show what deques, heaps, byte arrays and arrays hold."""
    check(plan, in_function, steps)


@given(plan=plans("string", "tuple", "tuple of containers"), in_function=st.booleans(), steps=st.booleans())
def test_strings_and_tuples(plan, in_function, steps):
    """At each step the frames show what a string or tuple holds that was read, and what became of containers in it."""
    check(plan, in_function, steps)


@given(plan=plans(*(f"{cls} nodes" for cls in NODE_CLASSES)), in_function=st.booleans(), steps=st.booleans())
def test_nodes(plan, in_function, steps):
    """At each step the frames show the values and links of nodes, however their class is written."""
    check(plan, in_function, steps)


@given(plan=plans(*KINDS), in_function=st.booleans(), steps=st.booleans())
def test_all_together(plan, in_function, steps):
    """At each step the frames show what containers and nodes within each other hold."""
    check(plan, in_function, steps)
