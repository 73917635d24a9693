"""What frames a program gives: nodes, odd values, a learner's own containers, what is printed, arguments."""

from __future__ import annotations

import bisect
import heapq
import json
import random
import sys
import textwrap
from typing import Any

import pytest

from dstruct_runner.contents import contents, kind_of
from dstruct_runner.instrument import instrument
from dstruct_runner.recorder import Recorder
from dstruct_runner.structures import ListNode, TreeNode, build_list, tree_nodes
from frame_notation import check_spans, record
from player_model import Player

# --- nodes -----------------------------------------------------------------------------------------------------------


def test_creation_of_a_learners_node():
    """A node is created where its own `__init__` stores its value; links that lead nowhere are nothing to show."""
    source = "class Node:\n    def __init__(self, val):\n        self.val = val\n        self.next = None\nNode(3)\n"
    assert record(source).told() == ["addNode Node(3) | create | self.val"]


NODE = """\
import copy
class Node:
    def __init__(self, val):
        self.val = val
        self.next = None
"""


@pytest.mark.parametrize(
    "after",
    [
        "n.val = 7\n",  # which nothing saw before it was recorded
        "n.val = 7\ncopy.deepcopy([n])\n",
        "n.next = n\nn.val = 7\nm = copy.copy(n)\n",  # the copy is seen with all that it leads to
        "def f():\n    m = copy.copy(n)\n    m.next.val = 8\nn.next = n\nf()\n",
    ],
)
def test_what_is_met_before_it_is_made(after):
    """A step that tells of `self` before it has stored anything shows it as holding nothing, whatever it gets later."""
    recording = record(f"{NODE}n = Node(1)\n{after}", steps=True)
    told = recording.told("addNode", "setVal", "setNextNode")
    assert told[:2] == ["addNode Node() | create | def", "setVal Node() 1, was  | write | self.val"]
    assert "unseen change" not in recording.operations()


def test_store_through_a_property():
    """A property's store is seen where the property makes it."""
    source = (
        "class P:\n"
        "    def __init__(self, v): self._v, self.next = v, None\n"
        "    @property\n"
        "    def v(self): return self._v\n"
        "    @v.setter\n"
        "    def v(self, to): self._v = to\n"
        "a = P(1)\n"
        "a.v = 7\n"
    )
    assert record(source).told("addNode", "setVal") == [
        "addNode P(1) | create | self._v",
        "setVal P(1) 7, was 1 | write | self._v",
    ]


def test_list_reversal():
    """The classic reversal of a linked list, link by link, also where the links are rebound in one statement."""
    source = (
        "class Node:\n"
        "    def __init__(self, val, next=None):\n"
        "        self.val = val\n"
        "        self.next = next\n"
        "def reverse(cur):\n"
        "    prev = None\n"
        "    while cur:\n"
        "        prev, cur.next, cur = cur, prev, cur.next\n"
        "    return prev\n"
        "head = reverse(Node(1, Node(2, Node(3))))\n"
    )
    assert record(source).told("setNextNode") == [
        "setNextNode Node(2) Node(3), was None | write | self.next",
        "setNextNode Node(1) Node(2), was None | write | self.next",
        "setNextNode Node(1) None, was Node(2) | write | cur.next",
        "setNextNode Node(2) Node(1), was Node(3) | write | cur.next",
        "setNextNode Node(3) Node(2), was None | write | cur.next",
    ]


def test_which_classes_are_nodes():
    """Classes that link to their own kind are nodes; others are values, whatever their attributes."""
    source = (
        "class Point:\n    def __init__(self): self.x = self.y = 0\n"
        "class Queue:\n    def __init__(self): self.head = None; self.items = []\n"
        "class Vertex:\n    def __init__(self, name): self.name = name; self.neighbors = []\n"
        "class Person:\n    def __init__(self, name): self.name = name; self.friend = None\n"
        "class Town:\n    def __init__(self, name): self.name = name; self.roads = []\n"
        "class Heap:\n    def __init__(self): self.root = None\n"
        "p, q, v, h = Point(), Queue(), Vertex('v'), Heap()\n"
        "a, b = Person('a'), Person('b')\n"
        "a.friend = b\n"
        "q.head = a\n"
        "p.x = 5\n"
        "h.root = v\n"
        "s, t = Town('s'), Town('t')\n"
        "s.roads.append(t)\n"
    )
    assert record(source).told("addNode", "setLink") == [
        "addNode Vertex('v') | create | self.name",
        "setLink Vertex('v').neighbors <self.neighbors>, was None | write | self.neighbors",
        "addNode Person('a') | create | self.name",
        "addNode Person('b') | create | self.name",
        "setLink Person('a').friend Person('b'), was None | write | a.friend",
        "addNode Town('s') | create | self.name",
        "setLink Town('s').roads <self.roads>, was None | write | self.roads",
        "addNode Town('t') | create | self.name",
        "setLink Town('t').roads <self.roads>, was None | write | self.roads",
    ]


class Tree:
    """A tree that is made where no probe sees it."""

    def __init__(self, v: int, *children: Tree) -> None:
        self.v = v
        self.children = list(children)


def test_deep_trees_of_children():
    """Nodes that stand in lists of each other are shown without recursion, however deep they lead."""
    depth = 100 if sys.platform == "emscripten" else 3000
    root = Tree(depth)
    for v in range(depth):
        root = Tree(v, root)
    recording = record("root.children = root.children\n", {"root": root})
    assert recording.error is None
    assert len(recording.told("setLink")) == depth + 1
    while root.children:  # a long chain, freed from its end, would overflow the stack
        root = root.children.pop()


def test_which_field_is_the_value():
    """A node shows its `val`, `value`, `data` or `key`, else its first field that is no link; the same each time."""
    for fields, value in (
        ("color, val", "val"),
        ("weight, value", "value"),
        ("b, data", "data"),
        ("zeta, alpha", "zeta"),
        ("left_count, total", "left_count"),
    ):
        source = (
            f"class N:\n    def __init__(self, {fields}):\n        self.next = None\n"
            + "".join(f"        self.{field} = {field}\n" for field in fields.split(", "))
            + f"N({', '.join(repr(field) for field in fields.split(', '))})\n"
        )
        player = record(source).player()
        (name,) = player.structures
        (node,) = player.contents(name).values()
        assert node.value == value


# --- functions that change what they are given -----------------------------------------------------------------------


def _changing(module: Any) -> list[str]:
    return sorted(name for name in dir(module) if name.startswith(("heap", "insort")))


@pytest.mark.parametrize("in_function", [False, True])
@pytest.mark.parametrize("name", _changing(heapq) + _changing(bisect))
def test_heaps_and_sorted_lists(name, in_function):
    """Each function of `heapq` and `bisect` that changes a list is seen, with the slots it changed, then and there."""
    rng = random.Random(1)
    module = "heapq" if name.startswith("heap") else "bisect"
    arguments = "(h)" if name.removesuffix("_max") in ("heapify", "heappop") else "(h, rng.randrange(4))"
    prepare = ("heapq.heapify_max(h)" if "max" in name else "heapq.heapify(h)") if module == "heapq" else "h.sort()"
    body = (
        "h = [rng.randrange(4) for _ in range(rng.randrange(1, 12))]\n"
        f"{prepare if name.removesuffix('_max') != 'heapify' else ''}\n"
        f"before(list(h))\n{module}.{name}{arguments}\nafter(list(h))\n"
    )
    if in_function:
        body = "def f():\n" + textwrap.indent(body, "    ") + "f()\n"
    for _ in range(5 if sys.platform == "emscripten" else 40):
        states: list[list[int]] = []
        names = {"rng": rng, "before": states.append, "after": states.append}
        recording = record("import bisect, heapq\n" + body, names)
        assert recording.error is None
        assert "unseen change" not in recording.operations()
        at = max((n for n, frame in enumerate(recording.frames) if frame["operation"] != name), default=-1) + 1
        player = Player(recording.frames)
        while player.position < at:
            player.forward()
        (h,) = player.labelled("h")
        assert player.contents(h) == states[0]
        assert player.play().contents(h) == states[1]
        assert len(recording.frames) - at <= len(states[1]) + 1


# --- odd values ------------------------------------------------------------------------------------------------------


def shown(expression: str) -> Any:
    """Give what a frame says of a value."""
    recording = record(f"a = [0]\na[0] = {expression}\n")
    assert recording.error is None
    return recording.frames[-1]["args"]["value"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("5", 5),
        ("-0.5", -0.5),
        ("1e300", 1e300),
        ("2**53", 2**53),
        ("2**53 + 1", "9007199254740993"),
        ("-2**60", str(-(2**60))),
        ("float('nan')", "nan"),
        ("float('inf')", "inf"),
        ("-float('inf')", "-inf"),
        ("True", "True"),
        ("None", "None"),
        ("...", "Ellipsis"),
        ("'x'", "'x'"),
        ("''", "''"),
        ("'5'", "'5'"),
        ("b'x'", "b'x'"),
        ("1j", "1j"),
        (r"'\ud800'", r"'\ud800'"),
        (r"'\x00\n'", r"'\x00\n'"),
        ("'é😀'", "'é😀'"),
        ("(1, 'x', (2.5, None))", "(1, 'x', (2.5, None))"),
        ("frozenset({1})", "frozenset({1})"),
        ("range(3)", "range(0, 3)"),
        ("int", "<class 'int'>"),
        ("type('I', (int,), {})(5)", "5"),
        ("__import__('fractions').Fraction(1, 2)", "Fraction(1, 2)"),
    ],
)
def test_values(expression, value):
    """A finite number that JSON keeps exactly is that number, everything else the text of its `repr`."""
    told = shown(expression)
    assert (type(told), told) == (type(value), value)
    assert json.loads(json.dumps(told, allow_nan=False)) == told


@pytest.mark.parametrize("expression", ["'x' * 10**6", "(0,) * 10**6", "10**5000", "'😀' * 10**5"])
def test_long_values(expression):
    """Text is capped."""
    assert len(shown(expression)) == 200


HOSTILE = """
class Loud:
    def __repr__(self): raise ValueError('repr')
class Mute:
    def __repr__(self): return 5
class Stubborn:
    def __eq__(self, other): raise ValueError('eq')
    def __bool__(self): raise ValueError('bool')
    __hash__ = object.__hash__
class Unsteady:
    calls = 0
    def __hash__(self):
        Unsteady.calls += 1
        if Unsteady.calls > LIMIT: raise ValueError('hash')
        return 1
    def __repr__(self): return 'unsteady'
class Greedy:
    def __getattr__(self, name): raise ValueError('getattr ' + name)
    def __repr__(self): return 'greedy'
class Liar:
    __class__ = property(lambda self: list)
    def __repr__(self): return 'liar'
a = [Loud(), Mute(), Stubborn(), Greedy(), Liar()]
a[0], a[1] = a[1], a[0]
a.append(Stubborn())
a[2] is a[5]
a.remove(a[0])
a.reverse()
d = {}
k = Unsteady()
try:
    d[k] = a
    d[k] = 2
    d[k]
    del d[k]
    d[k] = 3
    s = {k}
    s.add(Stubborn())
    s.discard(k)
except ValueError:
    pass
a[0] = [Loud()]
"""


@pytest.mark.parametrize("limit", range(12))
def test_hostile_objects(limit):
    """Objects whose own methods fail are shown, and change nothing but their own text."""
    recording = record(HOSTILE.replace("LIMIT", str(limit)))
    assert recording.error is None
    a = recording.player().labelled("a")[0]
    length = len(recording.namespace["a"])
    assert len(recording.player().contents(a)) == length == 5


def test_keys_that_are_equal():
    """1, 1.0 and True are one key, called as the first one was."""
    source = "d = {1: 'a'}\nd[1.0] = 'b'\nd[True] = 'c'\nTrue in d\ndel d[1.0]\nd[True] = 'd'\nd[1]\n"
    assert record(source).told() == [
        "addArray d {1: 'a'} | create | {1: 'a'}",
        "setVal d[1] 'b', was 'a' | write | d[1.0]",
        "setVal d[1] 'c', was 'b' | write | d[True]",
        "readArrayItem d[1] | in | True in d",
        "deleteNode d[1] | del | d[1.0]",
        "addArrayItem d[True] 'd' | write | d[True]",
        "readArrayItem d[True] | read | d[1]",
    ]


def test_nan_as_key():
    """A NaN is found again by identity, as Python does."""
    source = "n = float('nan')\nd = {n: 1}\nd[n] = 2\nd[float('nan')] = 3\nn in d\na = [n]\nn in a\n"
    assert record(source).told("setVal", "addArrayItem", "readArrayItem") == [
        "setVal d[nan] 2, was 1 | write | d[n]",
        "addArrayItem d[nan] 3 | write | d[float('nan')]",
        "readArrayItem d[nan] | in | n in d",
        "readArrayItem a[0] | in | n in a",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "a = []\na.append(a)\na[0][0] = 5\n",
        "d = {}\nd['d'] = d\nb = [d]\nd['b'] = b\n",
        "a = [[]]\na[0].append(a)\nb = a[0]\nb.append(b)\n",
        "n = ListNode(1)\nn.next = n\na = [n]\nn.val = a\n",
        "import copy\nn = ListNode(1)\na = [n]\nn.val = a\nb = copy.deepcopy(a)\nb[0].val.append(1)\n",
        "t = TreeNode(1)\nt.left = t.right = t\nt.left.left = None\n",
        "a = []\nfor _ in range(500): a = [a]\na.append(1)\n",
        "n = None\nfor i in range(500): n = ListNode(i, n)\nn.val = 5\n",
    ],
)
def test_cycles_and_depth(source):
    """What contains itself, or goes very deep, is told as it is."""
    recording = record(source)
    assert recording.error is None
    assert "unseen change" not in recording.operations()


def test_a_cycle_made_before_it_is_seen():
    """A container first met as part of a cycle is shown, then closed."""
    source = "def make():\n    a = []\n    a.append([a, 1])\n    return a\nb = eval('make()')\nb[0][0][0][1] = 2\n"
    recording = record(source)
    player = recording.player()
    (a,) = player.labelled("a")
    value = player.contents(a)
    assert value[0][0] is value
    assert value[0][1] == 2


def test_many_insertions_in_one_place():
    """Order keys never run out, whatever the program does."""
    recording = record("a = [0, 'end']\nfor i in range(1, 200): a.insert(1, i)\n")
    assert recording.player().contents("list-1") == [0, *range(199, 0, -1), "end"]


def test_a_large_list():
    """A list of 100,000 items is one frame, and each change one more."""
    recorder = Recorder()
    names: dict[str, Any] = {}
    instrument("a = list(range(100_000))\na[99_999] = -1\na.insert(50_000, 'x')\ndel a[0]\n").run(names, recorder)
    frames: list[Any] = list(recorder.frames(0, 1))
    assert [frame["name"] for frame in frames] == ["addArray", "setVal", "addArrayItem", "deleteNode"]
    assert Player(frames).play().contents("list-1") == names["a"]


def test_recursion():
    """A program that recurses until it fails is shown up to there, and after."""
    recording = record(
        "def f(a):\n    a.append(1)\n    f(a)\nx = []\ntry: f(x)\nexcept RecursionError: pass\nx[0] = 2\n"
    )
    player = recording.player()
    assert player.contents(player.labelled("x")[0]) == recording.namespace["x"]
    assert recording.told()[-1] == "setVal x[0] 2, was 1 | write | x[0]"


# --- a learner's own containers --------------------------------------------------------------------------------------


def test_plain_subclasses():
    """A subclass that overrides nothing is shown as its base is."""
    source = (
        "from collections import OrderedDict, deque\n"
        "class Stack(list):\n"
        "    def push(self, x): self.append(x)\n"
        "    def top(self): return self[-1]\n"
        "class Cache(OrderedDict):\n"
        "    def use(self, k):\n"
        "        self.move_to_end(k)\n"
        "        return self[k]\n"
        "s = Stack([1])\n"
        "s.push(2)\n"
        "s.top()\n"
        "s.pop()\n"
        "c = Cache(x=1, y=2)\n"
        "c.use('x')\n"
        "class Many(deque): pass\n"
        "m = Many([1], 1)\n"
        "m.append(2)\n"
    )
    assert record(source).told() == [
        "addArray s [1] | create | Stack([1])",
        "addArrayItem s[1] 2 | append | self.append(x)",
        "readArrayItem s[1] | read | self[-1]",
        "deleteNode s[1] | pop | s.pop()",
        "addArray c {'x': 1, 'y': 2} | create | Cache(x=1, y=2)",
        "deleteNode c['x'] | move_to_end | self.move_to_end(k)",
        "addArrayItem c['x'] 1 | move_to_end | self.move_to_end(k)",
        "readArrayItem c['x'] | read | self[k]",
        "addArray m [1] | create | Many([1], 1)",
        "deleteNode m[0] | append | m.append(2)",
        "addArrayItem m[0] 2 | append | m.append(2)",
    ]


OVERRIDING = {
    "list append twice": (
        "class A(list):\n    def append(self, x): super().append(x + 1)\n"
        "class B(A):\n    def append(self, x): super().append(x + 1)\na = B([1])\na.append(5)\n"
    ),
    "list append of list": (
        "class L(list):\n    def append(self, x): list.append(self, x * 2)\na = L([1])\na.append(5)\n"
    ),
    "dict update": "class D(dict):\n    def update(self, x): super().update(x, y=2)\na = D()\na.update({'x': 1})\n",
    "list append": "class L(list):\n    def append(self, x): super().append(x * 2)\na = L([1])\na.append(5)\n",
    "list setitem": (
        "class L(list):\n    def __setitem__(self, i, x): super().__setitem__(i, x + 1)\na = L([1])\na[0] = 5\n"
    ),
    "list getitem": "class L(list):\n    def __getitem__(self, i): return 'got'\na = L([1])\na[0]\n",
    "list pop": "class L(list):\n    def pop(self): return super().pop(0)\na = L([1, 2])\na.pop()\n",
    "list delitem": "class L(list):\n    def __delitem__(self, i): pass\na = L([1, 2])\ndel a[0]\n",
    "list sort": "class L(list):\n    def sort(self): pass\na = L([2, 1])\na.sort()\n",
    "list iter": "class L(list):\n    def __iter__(self): return iter('x')\na = L([2, 1])\nfor x in a: pass\n",
    "dict missing": "class D(dict):\n    def __missing__(self, k): return k\na = D()\na['x']\n",
    "dict missing kept": (
        "class D(dict):\n    def __missing__(self, k):\n        self[k] = 5\n        return 5\na = D()\na['x']\n"
    ),
    "dict setitem": (
        "class D(dict):\n    def __setitem__(self, k, v): super().__setitem__(k, [v])\na = D()\na['x'] = 1\n"
    ),
    "dict getitem": "class D(dict):\n    def __getitem__(self, k): return 'got'\na = D(x=1)\na['x']\n",
    "dict get": "class D(dict):\n    def get(self, k): return 'got'\na = D(x=1)\na.get('x')\n",
    "dict items": "class D(dict):\n    def items(self): return [('lie', 1)]\na = D(x=1)\nfor k, v in a.items(): pass\n",
    "set add": "class S(set):\n    def add(self, x): super().add(x + 1)\na = S([1])\na.add(5)\n",
    "set contains": "class S(set):\n    def __contains__(self, x): return True\na = S([1])\n5 in a\n",
    "deque popleft": (
        "from collections import deque\n"
        "class Q(deque):\n    def popleft(self): return super().pop()\na = Q([1, 2])\na.popleft()\n"
    ),
}


@pytest.mark.parametrize("name", OVERRIDING)
def test_overriding_subclasses(name):
    """Where a learner's own method stands between, what was really done is shown, not what was asked."""
    recording = record(OVERRIDING[name])
    truth = recording.namespace["a"]
    frames = [frame for frame in recording.frames if frame.get("operation") != "unseen change"]
    player = Player(frames).play()
    shown = player.contents(player.labelled("a")[0])
    if kind_of(truth) == "dict":
        assert list(shown.items()) == list(contents(truth))
    else:
        assert tuple(shown) == contents(truth)


@pytest.mark.parametrize("name", OVERRIDING)
def test_overriding_subclasses_shown_falsely(name):
    """Nothing is ever shown that was not so: what can't be seen there is told at the end, or by contents."""
    recording = record(OVERRIDING[name])
    before = [line for line in recording.told() if "unseen" not in line and "create" not in line and "read" not in line]
    told_inside = ("super()", "list.append", "self[k]")
    assert all(any(part in line for part in told_inside) for line in before) or name == "dict items"


# --- what is printed, groups, arguments ------------------------------------------------------------------------------


def test_printed():
    """What is printed stands among the frames, a frame for each line or for what comes before the next operation."""
    recorder = Recorder()

    def say(text: str) -> None:
        recorder.printed(text)

    source = "a = [1]\nsay('x')\nsay('y\\n')\nsay('p')\na[0] = 2\nsay('')\nsay('\\n')\nsay('1\\n2\\n')\nsay('end')\n"
    instrument(source).run({"say": say}, recorder)
    frames: list[Any] = list(recorder.frames(0, 1))
    told = [frame["args"]["args"] if frame["name"] == "consoleLog" else frame["name"] for frame in frames]
    assert told == ["addArray", ["xy"], ["p"], "setVal", ["1\n2"], ["end"]]
    assert all("treeName" not in frame for frame in frames if frame["name"] == "consoleLog")


def test_groups():
    """Frames of one operation share a group, which differs from the next one's."""
    frames = record("a = [3, 1, 2]\na.sort()\na.reverse()\na[0], a[1] = a[1], a[0]\n").frames
    groups = {}
    for frame in frames:
        groups.setdefault(frame["group"], set()).add(frame["operation"])
    assert all(len(operations) == 1 for operations in groups.values())
    assert [frame["group"] for frame in frames] == sorted(frame["group"] for frame in frames)
    sorts = {frame["group"] for frame in frames if frame["operation"] == "sort"}
    assert len(sorts) == 1


def test_ids_and_names_are_unique():
    """Structures, items and nodes have ids of their own, as the player makes sure; new names avoid the page's."""
    recorder = Recorder()
    instrument("b = []\nc = {}\n").run({}, recorder)
    recorder.add_argument([1], "x", "list-1", ["i0"])
    recorder.add_argument({}, "y", "dict-2", [])
    names = [frame["treeName"] for frame in recorder.frames(0, 1)]
    assert len(set(names)) == len(names) == 2
    assert not {"list-1", "dict-2"} & set(names)


def with_arguments(source: str, *arguments: tuple[Any, ...], **names: Any) -> list[dict[str, Any]]:
    """Run a function `f` on arguments that the recorder knows."""
    recorder = Recorder()
    for argument in arguments:
        recorder.add_argument(*argument)
    namespace: dict[str, Any] = {"TreeNode": TreeNode, "ListNode": ListNode, **names}
    instrument(source).run(namespace, recorder)
    namespace["f"](*(argument[0] for argument in arguments))
    frames: list[Any] = list(recorder.frames(0, 1))
    check_spans(source, frames)
    return frames


def test_arguments_without_ids():
    """An argument that the page has no ids for is created first, labelled with its parameter's name."""
    frames = with_arguments(
        "def f(nums, grid, root, k): nums.append(k); grid[0][0] = k; root.left = TreeNode(k)\n",
        ([1], "nums"),
        ([[1], [2]], "grid"),
        (TreeNode(1, TreeNode(2)), "root"),
        (5, "k"),
    )
    player = Player(frames)
    while player.frames[player.position].get("operation") == "argument":
        player.forward()
    assert player.contents(player.labelled("nums")[0]) == [1]
    assert player.contents(player.labelled("grid")[0]) == [[1], [2]]
    (root,) = player.labelled("root")
    assert [node.value for node in player.contents(root).values()] == [1, 2]
    player.play()
    assert player.contents(player.labelled("nums")[0]) == [1, 5]
    assert player.contents(player.labelled("grid")[0]) == [[5], [2]]
    assert not player.labelled("k")
    player.rewind()


def test_string_arguments():
    """A string or tuple is shown from the start, and read by its parameter's name as what is shown already."""
    frames = with_arguments(
        "def f(s, t, empty):\n    s[1]; t[0]\n    for c in empty: pass\n    return g(s)\ndef g(word): return word[0]\n",
        ("ab", "s"),
        ((1, [2]), "t"),
        ("", "empty"),
    )
    told = [(frame["name"], frame.get("operation"), frame["treeName"]) for frame in frames]
    assert told == [
        ("addArray", "argument", "string-1"),
        ("addArray", "argument", "list-2"),
        ("addArray", "argument", "tuple-3"),
        ("addArray", "argument", "string-4"),
        ("readArrayItem", "read", "string-1"),
        ("readArrayItem", "read", "tuple-3"),
        ("addArray", "create", "string-5"),
        ("readArrayItem", "read", "string-5"),
    ]
    player = Player(frames).play()
    assert [structure.label for structure in player.structures.values()] == ["s", "t[1]", "t", "empty", "word"]
    assert player.contents("string-1") == ["a", "b"]
    assert player.contents("tuple-3") == [1, [2]]
    player.rewind()


def test_strings_and_tuples():
    """Their kind is in `argType`; what they hold of containers and nodes is referred to, all else is plain."""
    recording = record("s = 'a'\ns[0]\nn = ListNode(1)\nt = ([], n, s, (1,))\nt[0]\n")
    string, _, tuple_ = [frame for frame in recording.frames if frame["name"] == "addArray"]
    assert (string["argType"], tuple_["argType"]) == ("string", "array")
    held = [tuple_["args"]["arrayData"]["entities"][id_] for id_ in tuple_["args"]["arrayData"]["ids"]]
    assert [sorted(item) for item in held] == [
        ["childName", "id", "index", "value"],
        ["childId", "childTreeName", "id", "index", "value"],
        ["id", "index", "value"],
        ["id", "index", "value"],
    ]


@pytest.mark.parametrize(
    "source",
    [
        "a = b = 'x'\na[0]\nb[0]\n",
        "a, b = 'xy', 'xyz'[:2]\na[0]\nb[0]\n",
        "def f(a, b): a[0]; b[0]\nf((1,), (1,))\n",
    ],
)
def test_one_structure_for_each_name(source):
    """Whether equal strings are one object is up to the interpreter; each name is shown for itself."""
    frames = record(source).frames
    assert [frame["args"]["options"]["displayLabel"] for frame in frames if frame["name"] == "addArray"] == ["a", "b"]
    assert len({frame["treeName"] for frame in frames if frame["name"] == "readArrayItem"}) == 2


def test_subclasses_of_strings_and_tuples():
    """A learner's own kind of string or tuple, and a named tuple, stays a plain value, whatever its methods do."""
    source = (
        "from collections import namedtuple\n"
        "class S(str):\n    def __getitem__(self, i): return 'z'\n    def __len__(self): return 1 // 0\n"
        "class T(tuple):\n    def __iter__(self): return iter('z')\n"
        "s, t, p = S('ab'), T((1, 2)), namedtuple('P', 'x y')(1, 2)\n"
        "s[0]; t[0]; p[0]; p.x\nfor x in s: pass\nfor x in t: pass\nfor x in p: pass\n"
        "1 in t, 'a' in s, s in 'ab'\ntext = 'ab'\ntext.index(s)\n"
    )
    recording = record(source)
    assert recording.error is None
    assert recording.told() == [
        "addArray text 'ab' | create | text.index(s)",
        "readArrayItem text[0] | index | text.index(s)",
        "readArrayItem text[1] | index | text.index(s)",
    ]


def test_arguments_with_ids():
    """What the page shows already is addressed by its own names and ids; what is new has generated ones."""
    nodes = [node for node in tree_nodes([1, 2, 3]) if node]
    frames = with_arguments(
        "def f(nums, root):\n"
        "    nums.insert(1, 9)\n"
        "    del nums[0]\n"
        "    root.left.val = 7\n"
        "    root.right = TreeNode(8)\n",
        ([1, 2], "nums", "args-0", ["x", "y"]),
        (nodes[0], "root", "args-1", list(zip(nodes, "pqr", strict=True))),
    )
    args = [
        {"type": "array", "value": {"treeName": "args-0", "nodeIds": ["x", "y"], "items": [1, 2]}},
        {"type": "binaryTree", "value": {"treeName": "args-1", "nodeIds": ["p", "q", "r"], "levelOrder": [1, 2, 3]}},
    ]
    player = Player(frames, args)
    start = player.state()
    player.play()
    assert player.contents("args-0") == [9, 2]
    assert "addArray" not in {frame["name"] for frame in frames}
    root = player.node("p")
    assert root.links["left"].value == 7
    assert root.links["right"].value == 8
    assert {frame["treeName"] for frame in frames} == {"args-0", "args-1", "TreeNode-1"}
    player.rewind()
    assert player.state() == start


def test_a_list_argument_with_ids():
    """A linked list's nodes are addressed by the page's ids."""
    head = build_list([1, 2])
    assert head
    frames = with_arguments(
        "def f(head): head.next.next = head; head.next = None\n",
        (head, "head", "args-0", [(head, "one"), (head.next, "two")]),
    )
    told = [(frame["name"], frame["nodeId"], frame["args"].get("childId")) for frame in frames]
    assert told == [("blink", "one", None), ("setNextNode", "two", "one"), ("setNextNode", "one", None)]


def test_a_matrix_argument_with_ids():
    """A matrix's rows are structures of their own, called `<name>-[i]`."""
    frames = with_arguments(
        "def f(grid): grid[1][0] = 9; grid[0], grid[1] = grid[1], grid[0]\n",
        ([[1], [2]], "grid", "args-0", [["a"], ["b"]]),
    )
    assert (frames[0]["treeName"], frames[0]["nodeId"]) == ("args-0-[1]", "b")
    rows = [
        frame["args"]["childName"] for frame in frames if frame["name"] == "setVal" and frame["treeName"] == "args-0"
    ]
    assert rows == ["args-0-[1]", "args-0-[0]"]


def test_unseen_changes():
    """What no probe saw is told at the end, without a source, so that the last frame leaves everything as it is."""
    source = "n = ListNode(1)\na = [3, 1]\ngetattr(a, 'append')(5)\nsetattr(n, 'val', 9)\n"
    recording = record(source)
    told = [line for line in recording.told() if "unseen" in line]
    assert told == ["addArrayItem a[2] 5 | unseen change | -", "setVal ListNode(1) 9, was 1 | unseen change | -"]
